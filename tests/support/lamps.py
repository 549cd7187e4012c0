"""Updating lamps without waiting for the next frame."""

from __future__ import annotations

from desktop_app.models.coalescer import Coalescer
from desktop_app.models.lamps import LampModel


def flush(lamps: LampModel) -> None:
    """Apply the changes that are pending until the next frame."""
    coalescer = lamps.findChild(Coalescer)
    assert coalescer is not None
    coalescer.flush()
