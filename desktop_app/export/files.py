"""Whole files or none: written beside the final name and renamed when they are on the disk."""

from __future__ import annotations

import errno
import os
import tempfile
from pathlib import Path


def write_atomically(path: Path, body: bytes) -> None:
    """A whole file or none, its owner's alone."""
    handle, beside = open_temporary(path)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(body)
        publish(beside, path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def open_temporary(path: Path) -> tuple[int, Path]:
    """An open file of its owner's alone in the same folder, under a name of its own."""
    if not path.parent.is_dir():
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(path.parent))
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:40]}-")
    return handle, Path(name)


def publish(beside: Path, path: Path) -> None:
    """Give a whole file its name, when all of it is on the disk."""
    with beside.open("rb+") as file:
        os.fsync(file.fileno())
    beside.replace(path)
