"""The state of the live feed as screens show it.  A module of its own: the first window imports no network library."""

from __future__ import annotations

from datetime import datetime
from enum import Enum

import msgspec


class Status(Enum):
    """The status of the live feed.  QUIET: connected, no event yet."""

    OFF = "off"
    CONNECTING = "connecting"
    QUIET = "quiet"
    LIVE = "live"
    LOST = "lost"
    REFUSED = "refused"


class Connection(msgspec.Struct, frozen=True):
    """The state of the feed for the status line.  `since` is when it began, `why` the reason for not being live.

    A wrong PBX name looks like QUIET: the server accepts unknown channels (pbx/PROTOCOL.md).
    """

    status: Status
    since: datetime
    why: str = ""
    retry_at: datetime | None = None

    @property
    def is_up(self) -> bool:
        """True while the socket is open."""
        return self.status in (Status.QUIET, Status.LIVE)
