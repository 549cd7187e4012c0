"""Exit codes of the commands."""

from __future__ import annotations

from desktop_app.services.dialler import Done, Outcome, Refused

# NOT_KNOWN is for orders alone: one may have been sent.  FAILED: something could not be read, and may be asked again.
DONE, REFUSED, USAGE, NOT_KNOWN, FAILED = 0, 1, 2, 3, 4


def code_of(outcome: Outcome) -> int:
    """Return the exit code for the outcome of an order."""
    if isinstance(outcome, Done):
        return DONE
    return REFUSED if isinstance(outcome, Refused) else NOT_KNOWN
