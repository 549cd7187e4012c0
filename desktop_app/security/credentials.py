"""The key and the archive of a profile: fetched from the keyring, opened, or honestly not there."""

from __future__ import annotations

import os
import re
import secrets as random_source
from dataclasses import dataclass
from pathlib import Path

from desktop_app.archive.store import Archive, TooNew, Unreadable, Unusable, set_aside
from desktop_app.config.paths import Profile
from desktop_app.desktop import autostart, links
from desktop_app.desktop.keyring_store import KeyringError, KeyringStore
from desktop_app.i18n.text import tr
from desktop_app.pbx.addresses import checked_key
from desktop_app.pbx.errors import BadKey
from desktop_app.services import user_messages
from desktop_app.services.connection_checks import Finding, Verdict

API_KEY = "api-key"
ARCHIVE_KEY = "archive-key"
KEY_VARIABLE = "CLOUDPBX_API_KEY"


@dataclass
class Found:
    """What a vault gave: the value, and a sentence when a person should know something about it."""

    key: str = ""
    words: str = ""


async def api_key(secrets: KeyringStore) -> Found:
    """The key from the environment or the keyring; empty with a sentence when there is none."""
    try:
        given = os.environ.get(KEY_VARIABLE, "")
        kept = given or await secrets.read(API_KEY)
        return Found(checked_key(kept)) if kept else Found()
    except BadKey as error:
        return Found(words=user_messages.of_error(error))
    except KeyringError as error:
        return Found(words=no_keyring_words(error))


async def keep_api_key(secrets: KeyringStore, key: str) -> str:
    """Put the key into the keyring; a sentence when that cannot be done."""
    try:
        await secrets.write(API_KEY, key)
    except KeyringError as error:
        return no_keyring_words(error)
    return ""


def no_keyring_words(error: KeyringError) -> str:
    """What a missing or locked keyring means for the work."""
    if error.why == "locked":
        return tr("The keyring was not unlocked. The program works for this session and asks for the key again.")
    return tr(
        "This computer has no usable keyring. The program works for this session, keeps nothing, and asks for the key "
        "again at the next start."
    )


@dataclass
class Opened:
    """An archive, with a sentence when it is not what one expects.

    With `is_key_lost` there is a file that only a person may give up; until then the archive is in memory.
    """

    archive: Archive
    words: str = ""
    is_key_lost: bool = False


async def open_archive(secrets: KeyringStore, path: Path, *, begins_anew: bool = False) -> Opened:
    """The archive of a profile.

    Without a keyring it is in memory.  A damaged file is set aside and a new one begun; a newer one is left alone, and
    so is one whose key is lost, unless a person wants to begin anew.
    """
    try:
        key = await _archive_key(secrets)
        if key is None and not begins_anew and (locked := _locked(path)) is not None:
            words = tr("The key of {file} is not in the keyring any more, so it cannot be read. Nothing is kept now.")
            return Opened(await _in_memory(), words.format(file=locked.name), is_key_lost=True)
        if key is None:
            key = await _new_archive_key(secrets)
    except KeyringError:
        words = tr("Nothing is kept beyond this session, because there is no keyring to protect it.")
        return Opened(await _in_memory(), words)
    archive = Archive(path, key)
    try:
        await archive.open()
    except Unusable:
        await archive.close()
        words = tr("{file} cannot be used now: another program holds it, or the disk is full. Nothing is kept.")
        return Opened(await _in_memory(), words.format(file=path.name))
    except TooNew:
        await archive.close()
        words = tr("{file} was written by a newer version of this program. It was left alone; nothing is kept now.")
        return Opened(await _in_memory(), words.format(file=path.name))
    except Unreadable:
        await archive.close()
        aside = set_aside(path)
        archive = Archive(path, key)
        await archive.open()
        words = tr("What was kept cannot be read and was set aside as {file}. It is filled again from the exchange.")
        return Opened(archive, words.format(file=aside.name))
    return Opened(archive)


async def forget_everything(secrets: KeyringStore, profile: Profile) -> None:
    """Delete every file and every secret of a profile.  Raises SecretsError and OSError: then something is left."""
    # The archive's key first: without it the files are noise, whatever happens next.
    for name in (ARCHIVE_KEY, API_KEY):
        try:
            await secrets.delete(name)
        except KeyringError as error:
            if error.why != "none":  # without a keyring there is nothing in it
                raise
    for folder, patterns in (
        (profile.data_dir, ("archive-*", "orders.lock*")),
        (profile.config_dir, (profile.settings_file.name, ".settings-*")),
    ):
        for pattern in patterns:
            for file in folder.glob(pattern):
                file.unlink(missing_ok=True)
    autostart.switch(False, profile.root)
    links.forget()


async def _archive_key(secrets: KeyringStore) -> bytes | None:
    kept = await secrets.read(ARCHIVE_KEY)
    return bytes.fromhex(kept) if kept and re.fullmatch(r"[0-9a-f]{64}", kept) else None


def _locked(path: Path) -> Path | None:
    """The file that a lost key was for: this archive, or that of another exchange, which has the same key."""
    if path.exists():
        return path
    others = (one for one in sorted(path.parent.glob(f"archive-*{path.suffix}")) if "-unreadable-" not in one.name)
    return next(others, None)


async def _new_archive_key(secrets: KeyringStore) -> bytes:
    fresh = random_source.token_bytes(32)
    await secrets.write(ARCHIVE_KEY, fresh.hex())
    return fresh


async def _in_memory() -> Archive:
    archive = Archive(None, None)
    await archive.open()
    return archive


async def keyring_finding(secrets: KeyringStore) -> Finding:
    """Can the key be kept?"""
    try:
        name = await secrets.backend()
        await secrets.read(API_KEY)
    except KeyringError:
        words = tr("There is no usable keyring: the key is asked for at each start, and nothing is kept.")
        return Finding("keyring", Verdict.DOUBTFUL, words)
    return Finding("keyring", Verdict.GOOD, tr("The keyring works ({name}).").format(name=name))
