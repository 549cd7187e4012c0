"""Lines for the person or the program that reads a command's output."""

from __future__ import annotations

import os
import sys

from desktop_app.services import user_messages


class UsageError(Exception):
    """The command cannot be carried out as it was given; the text says why."""


def say(line: str) -> None:
    """Print a line.  A reader that has closed the pipe ends the command."""
    try:
        print(line, flush=True)
    except BrokenPipeError:
        # Python would complain about the closed pipe once more at exit.
        sys.stdout = open(os.devnull, "w")  # noqa: PTH123, SIM115
        raise KeyboardInterrupt from None


def complain(line: str) -> None:
    """Print a line to standard error."""
    print(line, file=sys.stderr, flush=True)


def report_failure(_name: str, error: BaseException) -> None:
    """Print why a background task has failed."""
    complain(user_messages.of_error(error))
