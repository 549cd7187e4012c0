"""Collects changed keys and emits them at most once per frame.  Urgent keys are emitted at once."""

from __future__ import annotations

import time
from collections.abc import Iterable

from PySide6.QtCore import QObject, QTimer, Signal

FRAME_MS = 16


class Coalescer(QObject):
    """Collects keys; `flushed` carries the set of them."""

    flushed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._keys: set[str] = set()
        self._all_at_s = 0.0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(FRAME_MS)
        self._timer.timeout.connect(self.flush)

    def mark(self, key: str, *, urgent: bool = False) -> None:
        """Add a changed key and flush within a frame, or at once when it is urgent."""
        self._keys.add(key)
        if urgent:
            self.flush()
        elif not self._timer.isActive():
            self._timer.start()

    def mark_all(self, keys: Iterable[str]) -> None:
        """Add many keys and flush at once, but at most once per frame."""
        self._keys.update(keys)
        now_s = time.monotonic()
        if now_s - self._all_at_s > FRAME_MS / 1000:
            self._all_at_s = now_s
            self.flush()
        elif not self._timer.isActive():
            self._timer.start()

    def flush(self) -> None:
        """Emit the collected keys, if any."""
        self._timer.stop()
        keys, self._keys = self._keys, set()
        if keys:
            self.flushed.emit(keys)
