"""The lock of a profile: one program with a window at a time.

The lock is the operating system's and not the content of a file, so a crash, an empty or damaged file and a process
number that belongs to another program by now leave nothing to clean up.
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import IO

from desktop_app.runtime.file_lock import open_to_lock, try_lock


class InstanceLock:
    """The lock of one profile, held from `take` to `release`."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: IO[str] | None = None

    def take(self) -> bool:
        """Take the lock; return False if another process holds it.  Raises OSError if the file cannot be used."""
        for _ in range(3):
            file = open_to_lock(self._path)
            if not try_lock(file):
                file.close()
                return False
            if _is_still_there(file, self._path):
                self._file = file
                _write_process_number(file)
                return True
            file.close()  # its holder has removed it in the meantime, so the lock is worth nothing
        return False

    def holder(self) -> int | None:
        """Return the process number of the program that holds the lock, as far as it is known."""
        try:
            text = self._path.read_bytes()[:20].split(b"\n")[0]
            return int(text) if text.isdigit() else None
        except OSError:  # Windows reads no locked file
            return None

    def release(self) -> None:
        """Remove the file and release the lock."""
        file, self._file = self._file, None
        if file is None:
            return
        if os.name == "nt":
            file.close()  # Windows removes no open file
        with contextlib.suppress(OSError):
            self._path.unlink()
        file.close()


def _write_process_number(file: IO[str]) -> None:
    with contextlib.suppress(OSError):  # a full disk; the number is for the error message only
        os.truncate(file.fileno(), 0)
        os.write(file.fileno(), b"%d\n" % os.getpid())  # unbuffered: closing must not write, and fail


def _is_still_there(file: IO[str], path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(file.fileno()), path.stat())
    except OSError:
        return False
