"""The encrypted archive: opened with its key from the keyring, or honestly not there."""

from __future__ import annotations

import re
import secrets as random_source
from dataclasses import dataclass
from pathlib import Path

from desktop_app.archive.store import Archive, TooNew, Unreadable, Unusable, set_aside
from desktop_app.desktop.keyring_store import KeyringError, KeyringStore
from desktop_app.i18n.text import tr

ARCHIVE_KEY = "archive-key"


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
