"""Garbage collection on the GUI thread only.

Python's collector runs on whichever thread allocates.  A worker thread may thus destroy a widget that is part of a
reference cycle: Qt then prints «Timers cannot be stopped from another thread» or crashes (seen with the archive's
thread).  While Qt runs, a timer on the GUI thread collects instead.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

CHECK_EVERY_MS = 4000


class GuiThreadGc(QObject):
    """Replaces automatic collection until `stop`.  It applies the interpreter's own thresholds, every 4 seconds."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        gc.disable()
        self._thresholds = gc.get_threshold()
        self._timer = QTimer(self)
        self._timer.setInterval(CHECK_EVERY_MS)
        self._timer.timeout.connect(self._collect_if_due)
        self._timer.start()

    def stop(self) -> None:
        """Turn the interpreter's automatic collection on again."""
        self._timer.stop()
        gc.enable()

    def _collect_if_due(self) -> None:
        counts = gc.get_count()
        due = [generation for generation in range(3) if counts[generation] > self._thresholds[generation] > 0]
        if due:
            gc.collect(max(due))
