"""The archive file: an encrypted database on a thread of its own, behind coroutines.

SQLite3 Multiple Ciphers encrypts every page under a random key.  Without a path the database is in memory.
"""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

import apsw

from desktop_app.archive import schema
from desktop_app.archive.connection import CHECKPOINT_PAGES, Connection
from desktop_app.runtime.lifetimes import finish
from desktop_app.runtime.thread_worker import ThreadWorker

T = TypeVar("T")

_STEPS_BETWEEN_CHECKS = 1_000_000  # of SQLite's virtual machine, some 20 ms: each check needs Python's global lock


class ArchiveError(Exception):
    """The archive cannot be used.  `path` is its file."""

    def __init__(self, path: Path, what: str) -> None:
        super().__init__(f"{path.name}: {what}")
        self.path = path


class TooNew(ArchiveError):
    """A newer program wrote the file.  It is left untouched."""


class Unreadable(ArchiveError):
    """The file is damaged, or encrypted with another key."""


class Unusable(ArchiveError):
    """The file is intact but cannot be used now: it is locked, the disk is full, or a permission is missing."""


class Full(ArchiveError):
    """The disk is full.  The transaction was rolled back; everything before it is stored."""


class Archive:
    """One archive, open between `open` and `close`.  `path` None means in memory, for this session only.

    Raises ValueError for a path without a key.
    """

    def __init__(self, path: Path | None, key: bytes | None) -> None:
        if path is not None and not key:
            raise ValueError("a file needs a key")
        self.path = path
        self._key = key
        self._worker = ThreadWorker("archive")
        self._connection: Connection | None = None

    @property
    def is_open(self) -> bool:
        """True between `open` and `close`."""
        return self._connection is not None

    @property
    def is_persistent(self) -> bool:
        """True if the stored data outlives the session."""
        return self.path is not None

    async def __aenter__(self) -> Self:
        await self.open()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await finish(self.close())

    async def open(self) -> None:
        """Open or create the file and migrate it.  Raises TooNew, Unreadable or Unusable."""
        self._connection = await self._worker.run(self._open)

    async def run(self, work: Callable[[Connection], T]) -> T:
        """Return `work(connection)`, run on the archive's thread.  Raises Full, and RuntimeError when not open."""
        connection = self._connection
        if connection is None:
            raise RuntimeError("the archive is not open")
        return await self._worker.run(lambda: self._do(work, connection))

    async def query(self, work: Callable[[Connection], T]) -> T:
        """Like `run`, for read-only work: if the caller is cancelled, the work is skipped or interrupted."""
        connection = self._connection
        if connection is None:
            raise RuntimeError("the archive is not open")
        is_cancelled = threading.Event()

        def cancellable(db: Connection) -> T:
            # SQLite forgets an interrupt that arrives before or between statements.
            db.set_progress_handler(is_cancelled.is_set, _STEPS_BETWEEN_CHECKS)
            try:
                return work(db)
            finally:
                db.set_progress_handler(None)

        def interrupt() -> None:
            is_cancelled.set()
            connection.interrupt()

        return await self._worker.run(lambda: self._do(cancellable, connection), interrupt=interrupt)

    def _do(self, work: Callable[[Connection], T], connection: Connection) -> T:
        try:
            return work(connection)
        except apsw.Error as error:
            # SQLite has rolled back by itself, so apsw's own rollback may fail with a second error.
            if isinstance(error, apsw.FullError) or isinstance(error.__context__, apsw.FullError):
                raise Full(self.path or Path("memory"), "no room") from None
            raise

    async def close(self) -> None:
        """Finish what is running and close the file."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.index = None  # breaks a reference cycle that holds large arrays
            await self._worker.run(connection.close)
        await self._worker.stop()

    def _open(self) -> Connection:
        if self.path is None:
            connection = Connection(":memory:")
            schema.migrate(connection)
            return connection
        try:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            # Created before SQLite does, so that only the owner can read it from the first byte on.
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
            # Locked, disk full, no permission: the file itself is intact and stays where it is.
            connection.close()
            raise Unusable(path, type(error).__name__) from None
        except ArchiveError:
            connection.close()
            raise
        return connection


def _copy_before_migration(connection: apsw.Connection, path: Path, version: int) -> None:
    """Copy the file, encrypted as it is, before it is migrated.  Replaces the copy of an earlier migration."""
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
    """Rename an unreadable file to `…-unreadable-N`, with its WAL.  Returns the new path.  Raises OSError."""
    number = 1
    while (aside := path.with_name(f"{path.stem}-unreadable-{number}{path.suffix}")).exists():
        number += 1
    # The last transactions may be in the WAL alone.
    for companion in ("-wal", "-shm", ""):
        file = path.with_name(path.name + companion)
        if file.exists():
            file.rename(aside.with_name(aside.name + companion))
    return aside
