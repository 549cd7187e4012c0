"""Builders of typed events, and of an office after them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Literal

from desktop_app.office import Office, mark_stale, reduce
from desktop_app.pbx.events import DeviceEvent, Event
from desktop_app.pbx.states import device_states

T0 = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def at(seconds: float) -> datetime:
    """Return the time `seconds` after T0."""
    return T0 + timedelta(seconds=seconds)


def live() -> Office:
    """Return an empty office in its first epoch."""
    return mark_stale(Office())[0]


def after(office: Office, *events: Event, start: float = 0) -> Office:
    """Return the office after the events, one a second from `start` on."""
    for number, event in enumerate(events):
        office, _ = reduce(office, event, at(start + number))
    return office


def device(
    extension: str,
    value: int,
    number: str = "",
    name: str = "",
    source: Literal["subscriber", "extstatus"] = "subscriber",
) -> DeviceEvent:
    """Return the event of a device in the state that `value` names on the wire, with its peer."""
    state, also = device_states(value)
    return DeviceEvent(source, extension, state, value, also, number, name)
