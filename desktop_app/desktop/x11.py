"""A connection to the X server through python-xlib.

Every call of python-xlib that needs an answer blocks for as long as the server takes, without a limit, so connections
are used on threads of their own only.
"""

from __future__ import annotations

import logging
import select
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from Xlib import error
from Xlib.display import Display

log = logging.getLogger(__name__)

# No server, one that refuses us, and one that has ended.
X_ERRORS = (OSError, error.DisplayError, error.ConnectionClosedError)


@contextmanager
def x_connection() -> Iterator[Display]:
    """Connect to the server named by `DISPLAY`, and close the connection at the end.

    Raises one of `X_ERRORS`.  Errors without a handler are logged, since python-xlib prints them.
    """
    display = Display()
    display.set_error_handler(lambda failure, request: log.debug("X error: %s", type(failure).__name__))
    try:
        yield display
    finally:
        with suppress(*X_ERRORS):
            display.close()


def next_event(display: Display, deadline_s: float) -> Any:
    """Return the next event.  Raises TimeoutError when none came before `deadline_s` of the monotonic clock."""
    while not display.pending_events():
        left_s = deadline_s - time.monotonic()
        if left_s <= 0 or not select.select([display], [], [], left_s)[0]:
            raise TimeoutError
    return display.next_event()
