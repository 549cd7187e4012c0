"""Exit codes of the commands."""

from __future__ import annotations

from desktop_app.services.dialler import Done, Outcome, Refused

DONE, REFUSED, USAGE, NOT_KNOWN = 0, 1, 2, 3


def code_of(outcome: Outcome) -> int:
    """Return the exit code for the outcome of an order."""
    if isinstance(outcome, Done):
        return DONE
    return REFUSED if isinstance(outcome, Refused) else NOT_KNOWN
