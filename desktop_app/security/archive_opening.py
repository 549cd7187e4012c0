"""The encrypted archive of a profile, opened with its key from the keyring; in memory when that cannot be done."""

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
class Opened:
    """An open archive.  `note` is a sentence for the person when it is not the one they expect.

    With `is_key_lost` there is a file that only a person may give up; until then the archive is in memory.
    """

    archive: Archive
    note: str = ""
    is_key_lost: bool = False


@asynccontextmanager
async def opened_archive(keyring: KeyringStore, path: Path, *, begins_anew: bool = False) -> AsyncIterator[Opened]:
    """Open the archive of a profile for the length of the block.

    Without a keyring it is in memory.  A damaged file is set aside and a new one begun.  A newer one is left alone, and
    so is one whose key is lost, unless a person wants to begin anew.
    """
    opened = await _open_archive(keyring, path, begins_anew=begins_anew)
    try:
        yield opened
    finally:
        await finish(opened.archive.close())


async def _open_archive(keyring: KeyringStore, path: Path, *, begins_anew: bool) -> Opened:
    try:
        key = await _archive_key(keyring)
        if key is None and not begins_anew and (locked := _locked(path)) is not None:
            note = tr("The key of {file} is not in the keyring any more, so it cannot be read. Nothing is kept now.")
            return Opened(await _open(None, None), note.format(file=locked.name), is_key_lost=True)
        if key is None:
            key = await _new_archive_key(keyring)
    except KeyringError:
        note = tr("Nothing is kept beyond this session, because there is no keyring to protect it.")
        return Opened(await _open(None, None), note)
    try:
        return Opened(await _open(path, key))
    except Unusable:
        note = tr("{file} cannot be used now: another program holds it, or the disk is full. Nothing is kept.")
    except TooNew:
        note = tr("{file} was written by a newer version of this program. It was left alone; nothing is kept now.")
    except Unreadable:
        aside = set_aside(path)
        note = tr("What was kept cannot be read and was set aside as {file}. It is filled again from the exchange.")
        return Opened(await _open(path, key), note.format(file=aside.name))
    return Opened(await _open(None, None), note.format(file=path.name))


async def _open(path: Path | None, key: bytes | None) -> Archive:
    """An open archive; None opens one in memory.  Raises ArchiveError."""
    archive = Archive(path, key)
    try:
        await archive.open()
    except BaseException:
        await archive.close()
        raise
    return archive


async def _archive_key(keyring: KeyringStore) -> bytes | None:
    kept = await keyring.read(ARCHIVE_KEY)
    return bytes.fromhex(kept) if kept and re.fullmatch(r"[0-9a-f]{64}", kept) else None


def _locked(path: Path) -> Path | None:
    """The file for which a key was lost: this archive, or that of another exchange, which has the same key."""
    if path.exists():
        return path
    others = (one for one in sorted(path.parent.glob(f"archive-*{path.suffix}")) if "-unreadable-" not in one.name)
    return next(others, None)


async def _new_archive_key(keyring: KeyringStore) -> bytes:
    fresh = random_source.token_bytes(32)
    await keyring.write(ARCHIVE_KEY, fresh.hex())
    return fresh
