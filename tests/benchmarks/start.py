"""Time of one start: from the start of the process to the first painted window."""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
from typing import Any

from tests.benchmarks.installed import hide_development_packages


def painted() -> None:
    """Print the time and exit."""
    print(json.dumps({"seconds": time.time() - float(os.environ["BENCH_BEGUN"])}), flush=True)
    os._exit(0)


def floor() -> None:
    """Start a bare PySide6 window with qasync."""
    import qasync
    from PySide6.QtGui import QPaintEvent
    from PySide6.QtWidgets import QApplication, QMainWindow

    class Window(QMainWindow):
        def paintEvent(self, event: QPaintEvent) -> None:
            painted()

    application = QApplication([])
    loop = qasync.QEventLoop(application)
    asyncio.set_event_loop(loop)
    window = Window()
    window.resize(1280, 800)
    window.show()
    with loop:
        loop.run_forever()


def program() -> None:
    """Start the program with its demo and intercept the first paint event."""
    hide_development_packages()
    from desktop_app.__main__ import main
    from desktop_app.ui.window import MainWindow

    def paint(self: Any, event: Any) -> None:
        painted()

    MainWindow.paintEvent = paint  # type: ignore[method-assign]
    main(["--demo"])


if __name__ == "__main__":
    {"floor": floor, "program": program}[sys.argv[1]]()
