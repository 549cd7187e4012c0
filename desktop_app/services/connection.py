"""The state of the live feed as screens show it: apart, so that the first window needs no network library."""

from __future__ import annotations

from datetime import datetime
from enum import Enum

import msgspec


class Status(Enum):
    """Where the live feed stands."""

    OFF = "off"
    CONNECTING = "connecting"
    QUIET = "quiet"
    LIVE = "live"
    LOST = "lost"
    REFUSED = "refused"


class Connection(msgspec.Struct, frozen=True):
    """The state of the feed, for the status line.  `since` is when it began; `why` says in words why it is not live.

    QUIET is connected with nothing heard yet, which a wrong PBX name looks like as well.
    """

    status: Status
    since: datetime
    why: str = ""
    retry_at: datetime | None = None

    @property
    def is_up(self) -> bool:
        """True while the socket is open."""
        return self.status in (Status.QUIET, Status.LIVE)
