"""One start: from the process's beginning to the first painted window."""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
from typing import Any


def painted() -> None:
    """Say how long it took and leave."""
    print(json.dumps({"seconds": time.time() - float(os.environ["BENCH_BEGUN"])}), flush=True)
    os._exit(0)


def floor() -> None:
    """A bare PySide6 window with qasync."""
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
    """The program with its demo; only the moment of painting is taken from it."""
    from desktop_app.__main__ import main
    from desktop_app.ui.window import MainWindow

    def paint(self: Any, event: Any) -> None:
        painted()

    MainWindow.paintEvent = paint  # type: ignore[method-assign]
    main(["--demo"])


if __name__ == "__main__":
    {"floor": floor, "program": program}[sys.argv[1]]()
