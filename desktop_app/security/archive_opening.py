"""Opens the encrypted archive of a profile with the key from the keyring, or an archive in memory if that fails."""

from __future__ import annotations

import re
import secrets as random_source
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from desktop_app.archive.store import Archive, TooNew, Unreadable, Unusable, set_aside
from desktop_app.desktop.keyring_store import KeyringError, KeyringStore
from desktop_app.i18n.text import tr
from desktop_app.runtime.lifetimes import finish

ARCHIVE_KEY = "archive-key"


@dataclass(frozen=True)
class OpenedArchive:
    """An open archive.  `note` tells the user why it is not the expected one; empty if it is.

    `is_key_lost` means that a file exists whose key is lost.  The archive is then in memory until the user agrees to
    replace the file.
    """

    archive: Archive
    note: str = ""
    is_key_lost: bool = False


@asynccontextmanager
async def open_profile_archive(
    keyring: KeyringStore, path: Path, *, replaces_lost: bool = False
) -> AsyncIterator[OpenedArchive]:
    """Open the archive of a profile until the block ends.

    It is in memory if there is no keyring, if the file cannot be used now or if a newer program wrote it.  A damaged
    file is set aside and a new one is created.  With `replaces_lost` the same happens to a file whose key is lost.
    """
    opened = await _open_archive(keyring, path, replaces_lost=replaces_lost)
    try:
        yield opened
    finally:
        await finish(opened.archive.close())


async def _open_archive(keyring: KeyringStore, path: Path, *, replaces_lost: bool) -> OpenedArchive:
    try:
        key = await _archive_key(keyring)
        if key is None and not replaces_lost and (locked := _locked(path)) is not None:
            note = tr("The key of {file} is not in the keyring any more, so it cannot be read. Nothing is kept now.")
            return OpenedArchive(await _open(None, None), note.format(file=locked.name), is_key_lost=True)
        if key is None:
            key = await _new_archive_key(keyring)
    except KeyringError:
        note = tr("Nothing is kept beyond this session, because there is no keyring to protect it.")
        return OpenedArchive(await _open(None, None), note)
    try:
        return OpenedArchive(await _open(path, key))
    except Unusable:
        note = tr("{file} cannot be used now: another program holds it, or the disk is full. Nothing is kept.")
    except TooNew:
        note = tr("{file} was written by a newer version of this program. It was left alone; nothing is kept now.")
    except Unreadable:
        aside = set_aside(path)
        note = tr("What was kept cannot be read and was set aside as {file}. It is filled again from the exchange.")
        return OpenedArchive(await _open(path, key), note.format(file=aside.name))
    return OpenedArchive(await _open(None, None), note.format(file=path.name))


async def _open(path: Path | None, key: bytes | None) -> Archive:
    """Return an open archive; `path` None opens one in memory.  Raises ArchiveError."""
    archive = Archive(path, key)
    try:
        await archive.open()
    except BaseException:
        await archive.close()
        raise
    return archive


async def _archive_key(keyring: KeyringStore) -> bytes | None:
    stored = await keyring.read(ARCHIVE_KEY)
    return bytes.fromhex(stored) if stored and re.fullmatch(r"[0-9a-f]{64}", stored) else None


def _locked(path: Path) -> Path | None:
    """Return a file that needs the lost key: this archive, or that of another exchange, since all share one key."""
    if path.exists():
        return path
    others = (one for one in sorted(path.parent.glob(f"archive-*{path.suffix}")) if "-unreadable-" not in one.name)
    return next(others, None)


async def _new_archive_key(keyring: KeyringStore) -> bytes:
    fresh = random_source.token_bytes(32)
    await keyring.write(ARCHIVE_KEY, fresh.hex())
    return fresh
