"""The operating system's lock on an open file.  It ends with the process that holds it, however that ends."""

from __future__ import annotations

import os
from pathlib import Path
from typing import IO

from desktop_app.runtime.damaged_files import set_aside

if os.name == "nt":
    import msvcrt

    def try_lock(file: IO[str]) -> bool:
        """Lock an open file without waiting; return False if another process holds the lock."""
        file.seek(0)
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        except OSError:
            return False
        return True

    def unlock(file: IO[str]) -> None:
        """Release the lock."""
        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)  # type: ignore[attr-defined,unused-ignore]

else:
    import fcntl

    def try_lock(file: IO[str]) -> bool:
        """Lock an open file without waiting; return False if another process holds the lock."""
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def unlock(file: IO[str]) -> None:
        """Release the lock."""
        fcntl.flock(file, fcntl.LOCK_UN)


def open_to_lock(path: Path) -> IO[str]:
    """Open a file for reading and writing, and create it for its owner alone if it is missing.

    What is there under its name and is no file that can be opened (a folder, a pipe, a file without rights) is set
    aside.  Raises OSError if the folder cannot be written.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if path.exists() and not path.is_file():  # a pipe would never be read to its end
        set_aside(path)
    try:
        handle = os.open(path, os.O_CREAT | os.O_RDWR, 0o600)
    except PermissionError:
        set_aside(path)
        handle = os.open(path, os.O_CREAT | os.O_RDWR, 0o600)
    return os.fdopen(handle, "r+", encoding="utf-8", errors="replace")
