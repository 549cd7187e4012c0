"""Makes a benchmark of the program see the packages that a user's installation has."""

from __future__ import annotations

import sys

# httpx imports these for its command line where they exist.  Here they exist for development tools alone.
ABSENT = ("pygments", "rich")


def hide_development_packages() -> None:
    """Let the import of packages that only development tools need fail, as it does in an installation."""
    for name in ABSENT:
        sys.modules[name] = None  # type: ignore[assignment]
