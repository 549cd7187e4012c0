"""The encrypted file itself: opened on its own thread, asked through coroutines.

SQLite3 Multiple Ciphers encrypts every page under a random key.  Without a path the archive is in memory.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import apsw

from desktop_app.archive import schema
from desktop_app.archive.connection import CHECKPOINT_PAGES, Connection
from desktop_app.runtime.thread_worker import ThreadWorker

T = TypeVar("T")


class ArchiveError(Exception):
    """The archive cannot be used.  `path` names its file."""

    def __init__(self, path: Path, what: str) -> None:
        super().__init__(f"{path.name}: {what}")
        self.path = path


class TooNew(ArchiveError):
    """The file was written by a newer program; it is left untouched."""


class Unreadable(ArchiveError):
    """The file is damaged, or its key is another one."""


class Unusable(ArchiveError):
    """The file is well, but cannot be used now: another program holds it, the disk is full, a right is missing."""


class Full(ArchiveError):
    """There is no room on the disk; what was to be written is not, and everything before it is."""


class Archive:
    """One open archive.  `path` None means memory: nothing outlives the session."""

    def __init__(self, path: Path | None, key: bytes | None) -> None:
        if path is not None and not key:
            raise ValueError("a file needs a key")
        self.path = path
        self._key = key
        self._worker = ThreadWorker("archive")
        self._connection: Connection | None = None

    @property
    def is_persistent(self) -> bool:
        """True when what is stored outlives the session."""
        return self.path is not None

    async def open(self) -> None:
        """Open or make the file and bring it up to date.  Raises ArchiveError."""
        self._connection = await self._worker.run(self._open)

    async def run(self, work: Callable[[Connection], T]) -> T:
        """`work(connection)` on the archive's thread.  Raises Full."""
        connection = self._connection
        if connection is None:
            raise RuntimeError("the archive is not open")
        return await self._worker.run(lambda: self._do(work, connection))

    async def query(self, work: Callable[[Connection], T]) -> T:
        """Like `run`, for questions: one that nobody waits for any more is not begun, or ends where it is."""
        connection = self._connection
        if connection is None:
            raise RuntimeError("the archive is not open")
        return await self._worker.run(lambda: self._do(work, connection), end=connection.interrupt)

    def _do(self, work: Callable[[Connection], T], connection: Connection) -> T:
        try:
            return work(connection)
        except apsw.Error as error:
            # SQLite has taken the transaction back by itself, so that apsw's own rollback may fail on top of it.
            if isinstance(error, apsw.FullError) or isinstance(error.__context__, apsw.FullError):
                raise Full(self.path or Path("memory"), "no room") from None
            raise

    async def close(self) -> None:
        """Write everything down and let go of the file."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.index = None  # each knows the other, and the arrays are large
            await self._worker.run(connection.close)
        await self._worker.stop()

    def _open(self) -> Connection:
        if self.path is None:
            connection = Connection(":memory:")
            schema.migrate(connection)
            return connection
        try:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            # Made by us before SQLite can: the file is its owner's alone from its first byte.
            os.close(os.open(self.path, os.O_CREAT | os.O_RDWR, 0o600))
        except OSError as error:
            raise Unusable(self.path, error.strerror or type(error).__name__) from None
        return self._open_file(self.path, self._key or b"")

    def _open_file(self, path: Path, key: bytes) -> Connection:
        connection = Connection(str(path))
        try:
            connection.pragma("hexkey", key.hex())
            connection.set_busy_timeout(3000)
            found = schema.version_of(connection)
            if found > schema.VERSION:
                raise TooNew(path, f"version {found}, and this program knows {schema.VERSION}")
            connection.pragma("journal_mode", "wal")
            connection.pragma("foreign_keys", True)
            connection.wal_autocheckpoint(CHECKPOINT_PAGES)
            if 0 < found < schema.VERSION:
                _copy_before_migration(connection, path, found)
            schema.migrate(connection)
        except (apsw.NotADBError, apsw.CorruptError) as error:
            connection.close()
            raise Unreadable(path, type(error).__name__) from None
        except (apsw.Error, OSError) as error:
            # Busy, full, no rights: nothing is wrong with the file itself, and it stays where it is.
            connection.close()
            raise Unusable(path, type(error).__name__) from None
        except ArchiveError:
            connection.close()
            raise
        return connection


def _copy_before_migration(connection: apsw.Connection, path: Path, version: int) -> None:
    """A copy of the file as it was, encrypted as it is; one of the version before takes its place."""
    connection.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_TRUNCATE)
    for old in path.parent.glob(f"{path.stem}-before-*{path.suffix}"):
        old.unlink()
    copy = path.with_name(f"{path.stem}-before-{version + 1}{path.suffix}")
    with os.fdopen(os.open(copy, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb") as target:
        with path.open("rb") as source:
            shutil.copyfileobj(source, target)
        target.flush()
        os.fsync(target.fileno())


def set_aside(path: Path) -> Path:
    """Move an unreadable file out of the way, keeping it; gives the name it has now."""
    number = 1
    while (aside := path.with_name(f"{path.stem}-unreadable-{number}{path.suffix}")).exists():
        number += 1
    # With its companions: what was written last may be in the log alone.
    for companion in ("-wal", "-shm", ""):
        file = path.with_name(path.name + companion)
        if file.exists():
            file.rename(aside.with_name(aside.name + companion))
    return aside
