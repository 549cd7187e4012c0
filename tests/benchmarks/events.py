"""Events per second from socket to state on a qasync loop, and the same messages with the bare libraries."""

from __future__ import annotations

import asyncio
import json
import statistics
import subprocess
import sys
import time
from typing import Any

import msgspec
import qasync
from PySide6.QtWidgets import QApplication
from websockets.asyncio.client import connect

from desktop_app.runtime.clock import utc_now
from desktop_app.runtime.gui_thread_gc import GuiThreadGc
from desktop_app.services.live_feed import LiveFeed
from tests.benchmarks.flood import MESSAGES

ROUNDS = 9


async def bare(port: int) -> float:
    """Return messages per second when they are only received and decoded."""
    decoder = msgspec.json.Decoder(dict[str, Any])
    async with connect(f"ws://127.0.0.1:{port}/ws/pbx_X?pbxkey=k", ping_interval=None, compression=None) as socket:
        first = await socket.recv(decode=False)
        begun = time.perf_counter()
        decoder.decode(first)
        for _ in range(MESSAGES - 1):
            decoder.decode(await socket.recv(decode=False))
        return MESSAGES / (time.perf_counter() - begun)


async def ours(port: int) -> float:
    """Return messages per second from the socket through decoder and reducer to a listener."""
    feed = LiveFeed(f"ws://127.0.0.1:{port}", "X", "k", utc_now)
    received = asyncio.Event()
    begun = 0.0

    def listen(changes: object) -> None:
        nonlocal begun
        begun = begun or (time.perf_counter() if feed.messages_received else 0.0)
        if feed.messages_received >= MESSAGES:
            received.set()

    feed.subscribe(listen)
    task = asyncio.ensure_future(feed.run())
    await received.wait()
    rate = MESSAGES / (time.perf_counter() - begun)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    return rate


def main() -> None:
    """Measure both alternately on one loop, against one server."""
    server = subprocess.Popen(
        [sys.executable, "-m", "tests.benchmarks.flood"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert server.stdout is not None
    assert server.stdin is not None
    port = int(server.stdout.readline())
    application = QApplication([])
    collector = GuiThreadGc(application)  # for both, as in the program
    loop = qasync.QEventLoop(application)
    asyncio.set_event_loop(loop)
    pairs = []
    with loop:
        for _ in range(ROUNDS):  # alternately, so that other load affects both
            pairs.append((loop.run_until_complete(bare(port)), loop.run_until_complete(ours(port))))
    collector.stop()
    server.stdin.close()
    server.wait(timeout=5)
    floor, mine = (statistics.median(column) for column in zip(*pairs, strict=True))
    print(json.dumps({"ours": mine, "floor": floor, "ratio": statistics.median(b / a for a, b in pairs)}), flush=True)


if __name__ == "__main__":
    main()
