"""The state of the live feed as screens show it and the command line prints it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from desktop_app.services.connection import Connection, Status
from desktop_app.services.live_feed import LiveFeed
from tests.support.demo import KEY

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("status", "printed", "is_up"),
    [
        (Status.OFF, "off", False),
        (Status.CONNECTING, "connecting", False),
        (Status.QUIET, "quiet", True),
        (Status.LIVE, "live", True),
        (Status.LOST, "lost", False),
        (Status.REFUSED, "refused", False),
    ],
)
def test_a_connection_is_up_while_its_socket_is_open(status: Status, printed: str, is_up: bool) -> None:
    assert Connection(status, NOW).is_up is is_up
    assert status.value == printed


def test_a_feed_that_was_not_started_is_off_without_a_reason() -> None:
    feed = LiveFeed("wss://example.org", "X", KEY, lambda: NOW)
    assert feed.connection == Connection(Status.OFF, NOW, "", None)
