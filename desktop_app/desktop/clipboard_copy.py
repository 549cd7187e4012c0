"""What is selected in another program, read by letting it copy; the clipboard is then put back as it was."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QClipboard

PATIENCE_S = 0.6


async def copied_text(clipboard: QClipboard, copy: Callable[[], None], patience_s: float = PATIENCE_S) -> str:
    """The text that `copy` puts onto the clipboard; empty when nothing comes.  All formats that lay there come back."""
    before = _kept(clipboard.mimeData())
    changed = asyncio.Event()
    clipboard.dataChanged.connect(changed.set)
    try:
        copy()
        async with asyncio.timeout(patience_s):
            await changed.wait()
        return clipboard.text()
    except TimeoutError:
        return ""
    finally:
        clipboard.dataChanged.disconnect(changed.set)
        if changed.is_set():  # nothing was copied: nothing to put back
            clipboard.setMimeData(before)


def _kept(data: QMimeData) -> QMimeData:
    """A copy that stays: the clipboard's own changes with it."""
    kept = QMimeData()
    for kind in data.formats():
        kept.setData(kind, data.data(kind))
    return kept
