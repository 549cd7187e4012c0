"""Atomic files: written to a temporary file in the same folder, synced, and renamed."""

from __future__ import annotations

import errno
import os
import tempfile
from pathlib import Path


def write_atomically(path: Path, body: bytes) -> None:
    """Write a file readable by its owner only.  Leaves no partial file.  Raises OSError."""
    handle, temporary = open_temporary(path)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(body)
        publish(temporary, path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def open_temporary(path: Path) -> tuple[int, Path]:
    """Create a hidden temporary file beside `path`, readable by its owner only.

    Returns its open descriptor and its path.  Raises FileNotFoundError if the folder does not exist, and OSError.
    """
    if not path.parent.is_dir():
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(path.parent))
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:40]}-")
    return handle, Path(name)


def publish(temporary: Path, path: Path) -> None:
    """Sync a temporary file to the disk and rename it to `path`.  Raises OSError."""
    with temporary.open("rb+") as file:
        os.fsync(file.fileno())
    temporary.replace(path)
