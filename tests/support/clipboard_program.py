"""A Qt program on X11 that reads the clipboard once and prints the text and its loop's longest delay as JSON."""

from __future__ import annotations

import asyncio
import json
import time

import qasync
from PySide6.QtWidgets import QApplication

from desktop_app.desktop.clipboard import ClipboardReader


async def read() -> tuple[str, float]:
    """Return the text and the longest iteration of the loop during the read, in seconds."""
    reader = ClipboardReader()
    reading = asyncio.ensure_future(reader.text())
    longest_s = 0.0
    while not reading.done():
        begun_s = time.monotonic()
        await asyncio.sleep(0.01)
        longest_s = max(longest_s, time.monotonic() - begun_s)
    await reader.close()
    return await reading, longest_s


def main() -> None:
    loop = qasync.QEventLoop(QApplication([]))
    with loop:
        print(json.dumps(loop.run_until_complete(read())))  # noqa: T201 - read by the test


if __name__ == "__main__":
    main()
