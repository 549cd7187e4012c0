"""Reading the rows of a call model."""

from __future__ import annotations

from desktop_app.archive.records import Call
from desktop_app.models.calls import CallModel


def shown(model: CallModel, row: int) -> Call:
    """Return the call in a row that has been loaded."""
    call = model.call_at(row)
    assert call is not None, f"row {row} is not here yet"
    return call
