"""Files of this program that cannot be read (any more) are renamed, so that they can be looked at and do no harm."""

from __future__ import annotations

from pathlib import Path

SUFFIX = ".damaged"


def set_aside(path: Path) -> Path:
    """Rename a file or folder to its name with SUFFIX, replacing an earlier one.  Returns the new path, raises OSError.

    What it holds stays as it is.  A folder replaces an empty folder only.
    """
    return path.replace(path.with_name(path.name + SUFFIX))
