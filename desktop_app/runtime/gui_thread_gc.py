"""Python's garbage collector, kept to the thread that owns Qt's objects.

The collector runs in whichever thread allocates, and so a worker thread may be the one that finds a widget in a
reference cycle and destroys it: «Timers cannot be stopped from another thread» at best, a crash at worst (seen with
the archive's thread).  With Qt running, collecting is therefore done by a timer on the GUI thread alone.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

LOOK_EVERY_MS = 4000


class GuiThreadGc(QObject):
    """Collects when the interpreter's own thresholds say so, here and nowhere else, until `stop`."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        gc.disable()
        self._thresholds = gc.get_threshold()
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_EVERY_MS)
        self._timer.timeout.connect(self._look)
        self._timer.start()

    def stop(self) -> None:
        """Give collecting back to the interpreter."""
        self._timer.stop()
        gc.enable()

    def _look(self) -> None:
        counts = gc.get_count()
        due = [generation for generation in range(3) if counts[generation] > self._thresholds[generation] > 0]
        if due:
            gc.collect(max(due))
