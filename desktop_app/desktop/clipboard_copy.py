"""The text that is selected in another program, read by letting it copy; the clipboard is then put back as it was."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QClipboard

COPIED_WITHIN_S = 0.6


async def copied_text(clipboard: QClipboard, copy: Callable[[], None], timeout_s: float = COPIED_WITHIN_S) -> str:
    """Call `copy` and return the text that comes onto the clipboard; empty when none comes within `timeout_s`.

    Afterwards the clipboard has all formats that it had before.
    """
    before = _snapshot(clipboard.mimeData())
    changed = asyncio.Event()
    clipboard.dataChanged.connect(changed.set)
    try:
        copy()
        async with asyncio.timeout(timeout_s):
            await changed.wait()
        return clipboard.text()
    except TimeoutError:
        return ""
    finally:
        clipboard.dataChanged.disconnect(changed.set)
        if changed.is_set():  # nothing was copied: nothing to put back
            clipboard.setMimeData(before)


def _snapshot(data: QMimeData) -> QMimeData:
    """Copy the data: the object of the clipboard itself changes with it."""
    snapshot = QMimeData()
    for mime_type in data.formats():
        snapshot.setData(mime_type, data.data(mime_type))
    return snapshot
