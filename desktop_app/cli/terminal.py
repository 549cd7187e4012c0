"""Printing to standard output and standard error."""

from __future__ import annotations

import os
import sys

from desktop_app.pbx.plain_text import plain_text
from desktop_app.services import user_messages


class UsageError(Exception):
    """The arguments are invalid; the text says why."""


def say(line: str) -> None:
    """Print a line.  Raises KeyboardInterrupt if the reader has closed the pipe, which ends the command.

    No name from outside can print an escape sequence or a line of its own.
    """
    try:
        print(plain_text(line), flush=True)
    except BrokenPipeError:
        # At exit Python flushes standard output, and would print a second error about the closed pipe.
        sys.stdout = open(os.devnull, "w")  # noqa: PTH123, SIM115
        raise KeyboardInterrupt from None


def complain(line: str) -> None:
    """Print lines to standard error."""
    print(*map(plain_text, line.splitlines()), sep="\n", file=sys.stderr, flush=True)


def report_failure(_name: str, error: BaseException) -> None:
    """Print why a background task failed."""
    complain(user_messages.of_error(error))
