"""Calls as a model shows them."""

from __future__ import annotations

from desktop_app.archive.records import Call
from desktop_app.models.calls import CallModel


def shown(model: CallModel, row: int) -> Call:
    """The call of a row that has been fetched."""
    call = model.call_at(row)
    assert call is not None, f"row {row} is not here yet"
    return call
