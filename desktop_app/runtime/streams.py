"""Standard output and standard error that print any text."""

from __future__ import annotations

import io
import os
import sys


def make_streams_safe() -> None:
    """Let standard output and standard error print any text.

    A narrow terminal shows a question mark for what it cannot print.  A pipe or file is UTF-8, unless the user has
    chosen another encoding: Windows takes the code page of the country for it.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            is_chosen = stream.isatty() or "PYTHONIOENCODING" in os.environ
            stream.reconfigure(encoding=None if is_chosen else "utf-8", errors="replace")
