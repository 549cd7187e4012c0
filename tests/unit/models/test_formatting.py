"""Text for states, times, durations and money."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from desktop_app.models.formatting import (
    connection_text,
    device_state_text,
    format_duration,
    format_money,
    format_rough_duration,
    format_time,
    lamp_text,
    last_seen_text,
    sms_state_text,
    state_duration_text,
)
from desktop_app.office import DeviceState, Lamp, SmsState
from desktop_app.services.connection import Connection, Status

NOW = datetime(2026, 3, 10, 12, 5).astimezone()


def ago(seconds: float) -> datetime:
    return NOW - timedelta(seconds=seconds)


def test_each_device_state_has_its_name() -> None:
    assert {state.value: device_state_text(state) for state in DeviceState} == {
        "unknown": "Not known",
        "idle": "Free",
        "in_use": "Talking",
        "busy": "Busy",
        "unavailable": "Unavailable",
        "ringing": "Ringing",
        "on_hold": "On hold",
        "connecting": "Connecting",
    }


def test_a_ringing_phone_names_its_second_state() -> None:
    assert lamp_text(Lamp("101", DeviceState.RINGING)) == "Ringing"
    assert lamp_text(Lamp("101", DeviceState.RINGING, DeviceState.ON_HOLD)) == "Ringing · on hold"


def test_each_message_state_has_its_name() -> None:
    assert {state.value: sms_state_text(state) for state in SmsState} == {
        "QUEUE": "queued",
        "ACCEPTED": "accepted",
        "SENT": "sent",
        "DELIVERED": "delivered",
        "UNDELIVERED": "not delivered",
        "FAILED": "failed",
        "REJECTED": "rejected",
        "EXPIRED": "expired",
        "NOT_FOUND": "no report: its identifier has expired or is not known",
        "UNKNOWN": "no report – it may have arrived",
        "RENEWAL": "tried again by the gateway",
        "STOP": "stopped",
    }


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (-5, "0:00"),
        (0, "0:00"),
        (7.9, "0:07"),
        (59, "0:59"),
        (60, "1:00"),
        (252, "4:12"),
        (3540, "59:00"),
        (3599, "59:59"),
        (3600, "1:00:00"),
        (3753, "1:02:33"),
        (7140, "1:59:00"),
        (7199, "1:59:59"),
        (360_000, "100:00:00"),
    ],
)
def test_durations_to_the_second(seconds: float, text: str) -> None:
    assert format_duration(seconds) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (-5, "0 s"),
        (0, "0 s"),
        (59.9, "59 s"),
        (60, "1 min"),
        (3599, "59 min"),
        (3600, "1 h"),
        (10_799, "2 h"),
    ],
)
def test_rough_durations_are_rounded_down(seconds: float, text: str) -> None:
    assert format_rough_duration(seconds) == text


def test_a_time_of_another_day_has_its_date() -> None:
    assert format_time(NOW.replace(hour=9, minute=4), NOW) == "9:04"
    assert format_time(NOW.replace(hour=9, minute=4).astimezone(UTC), NOW) == "9:04"
    assert format_time(NOW.replace(day=2, hour=19, minute=41), NOW) == "2.03 19:41"
    assert format_time(NOW.replace(month=11, day=12), NOW) == "12.11 12:05"


@pytest.mark.parametrize(
    ("state", "seconds", "observed", "text"),
    [
        (DeviceState.IN_USE, 75, True, "1:15"),
        (DeviceState.BUSY, 75, False, "≥ 1:15"),
        (DeviceState.ON_HOLD, 75, True, "1:15"),
        (DeviceState.RINGING, 75, True, "1:15"),
        (DeviceState.CONNECTING, 75, True, "1:15"),
        (DeviceState.IDLE, 75, True, "1 min"),
        (DeviceState.IDLE, 75, False, "≥ 1 min"),
        (DeviceState.UNAVAILABLE, 3600, True, "since 11:05"),
        (DeviceState.UNAVAILABLE, 3600, False, "≥ 1 h"),
    ],
)
def test_the_age_of_a_state(state: DeviceState, seconds: int, observed: bool, text: str) -> None:
    lamp = Lamp("101", state, since=ago(seconds), start_observed=observed)
    assert state_duration_text(lamp, NOW) == text


def test_a_lamp_without_events_has_no_age() -> None:
    assert state_duration_text(Lamp("101"), NOW) == ""
    assert last_seen_text(Lamp("101"), NOW) == ""
    assert last_seen_text(Lamp("101", seen_at=ago(60)), NOW) == "last 12:04"


@pytest.mark.parametrize(
    ("status", "text", "is_up"),
    [
        (Status.OFF, "Not connected", False),
        (Status.CONNECTING, "Connecting …", False),
        (Status.QUIET, "Connected, nothing heard yet", True),
        (Status.LIVE, "Live", True),
        (Status.LOST, "No connection since 12:04: the connection broke off", False),
        (Status.REFUSED, "The key is refused", False),
    ],
)
def test_each_status_of_the_connection_has_its_text(status: Status, text: str, is_up: bool) -> None:
    connection = Connection(status, ago(60), "the connection broke off")
    assert connection_text(connection, NOW) == text
    assert connection.is_up is is_up


def test_a_connection_has_no_reason_and_no_retry_at_first() -> None:
    connection = Connection(Status.LIVE, NOW)
    assert (connection.why, connection.retry_at) == ("", None)


@pytest.mark.parametrize(
    ("grosze", "text"),
    [
        (None, ""),
        (0, "0,00 zł"),
        (7, "0,07 zł"),
        (1205, "12,05 zł"),
        (100, "1,00 zł"),
        (-1, "−0,01 zł"),
        (-1250, "−12,50 zł"),
    ],
)
def test_money(grosze: int | None, text: str) -> None:
    assert format_money(grosze) == text
