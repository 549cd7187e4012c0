"""The text on the clipboard, read without blocking the GUI thread."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication

from desktop_app.runtime.thread_worker import ThreadWorker

LONGEST_TEXT = 2000


class ClipboardReader:
    """Reads what another program has copied.

    On X11 it is read on a thread of its own, since an owner that does not answer blocks `QClipboard.text` for 15 s.
    """

    def __init__(self) -> None:
        self._worker = ThreadWorker("clipboard")

    async def text(self) -> str:
        """Return the copied text, cut to `LONGEST_TEXT` characters; empty when it is no text or cannot be had.

        Cancelling drops a read that has not begun.
        """
        clipboard = QGuiApplication.clipboard()
        if QGuiApplication.platformName() != "xcb" or clipboard.ownsClipboard():
            return clipboard.text()[:LONGEST_TEXT]
        from desktop_app.desktop.x11_selection import Selection, read_selection

        return await self._worker.run(lambda: read_selection(Selection.CLIPBOARD), interrupt=lambda: None)

    async def close(self) -> None:
        """End the thread; one that still waits for the X server is left behind."""
        await self._worker.stop()
