"""The state of the live feed as screens show it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from desktop_app.services.connection import Connection, Status

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.mark.parametrize("status", list(Status))
def test_a_connection_is_up_while_its_socket_is_open(status: Status) -> None:
    connection = Connection(status, NOW)
    assert connection.is_up is (status in (Status.QUIET, Status.LIVE))
    assert (connection.why, connection.retry_at) == ("", None)


def test_the_command_line_prints_these_words() -> None:
    assert [status.value for status in Status] == ["off", "connecting", "quiet", "live", "lost", "refused"]
