"""Builders of typed events."""

from __future__ import annotations

from typing import Literal

from desktop_app.pbx.events import DeviceEvent
from desktop_app.pbx.states import device_states


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
