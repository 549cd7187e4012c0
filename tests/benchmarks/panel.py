"""The panel under load: 5 000 lamps and 1 000 events a second in a window; the floor is the same window idle.

Measured are the intervals between iterations of the event loop, which delay key presses and painting, and for rings
the time from processing the message until the lamp is painted.
"""

from __future__ import annotations

import asyncio
import json
import random
import statistics
import sys
import time
from collections.abc import Callable, Coroutine
from contextlib import AsyncExitStack
from typing import Any

import qasync
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication

from desktop_app.app.workspace import Workspace
from desktop_app.archive.store import Archive
from desktop_app.config.exchange import ExchangeConfig
from desktop_app.config.paths import resources
from desktop_app.config.settings import Settings
from desktop_app.runtime.gui_thread_gc import GuiThreadGc
from desktop_app.services.session import Session
from desktop_app.ui.icons import Icons
from desktop_app.ui.look import Look
from desktop_app.ui.theme import Theme
from tests.benchmarks.memory import pss_mib
from tests.support.application import bare_shell

LAMPS = 5_000
EVENTS_A_SECOND = 1_000
SECONDS = 30
BATCH_S = 0.004
MILLION = 1_000_000
FILLED = 700_000  # enough to fill every bounded history


class Office:
    """A session without a connection, in a window of usual size."""

    def __init__(self, lamps: int, archive: Archive | None = None) -> None:
        self.lamps = lamps
        self.number = 0
        self.archive = archive or Archive(None, None)
        self._stack = AsyncExitStack()

    async def open(self) -> None:
        archive = await self._stack.enter_async_context(self.archive)
        config = ExchangeConfig(("http://127.0.0.1:9",), "ws://127.0.0.1:9", "X", "1001")
        session = Session(config, "key", archive, lambda name, error: None)
        self.session = await self._stack.enter_async_context(session)
        look = Look(Theme(resources(), "light"), Icons(resources() / "icons"))
        look.theme.apply()
        shell = bare_shell(look, Settings(None, None, {}))
        self.window = shell.window
        session.live.begin()
        for extension in range(1000, 1000 + self.lamps):
            self.says(extension, 0)
            if extension % 10 == 0:
                queue = f'{{"qmember":{{"peer":"X-{extension}","queue":"K{extension % 7}","m_status":1}}}}'
                self.send(queue)
        workspace = Workspace(session, shell, lambda name, error: None, archive_note="", is_demo=True)
        self.workspace = await self._stack.enter_async_context(workspace)
        self.window.show()
        await asyncio.sleep(1.5)

    def send(self, text: str) -> None:
        self.number += 1
        self.session.live.process(f'{{"id":{self.number},"channel":"c","text":{text}}}'.encode())

    def says(self, extension: int, state: int) -> None:
        self.send(f'{{"subscriber":{{"peer":"X-{extension}","statusValue":{state},"connectPeerNumber":"600100200"}}}}')

    async def close(self) -> None:
        await self._stack.aclose()


class Gaps:
    """Intervals between iterations of the loop, measured by a task that yields continuously."""

    def __init__(self) -> None:
        self.gaps: list[float] = []

    async def run(self) -> None:
        last = time.perf_counter()
        while True:
            await asyncio.sleep(0.001)
            now = time.perf_counter()
            self.gaps.append(max(now - last - 0.001, 0.0) * 1000)
            last = now


async def watch(seconds: float, work: asyncio.Task[None] | None) -> list[float]:
    gaps = Gaps()
    task = asyncio.ensure_future(gaps.run())
    await asyncio.sleep(seconds)
    for one in (task, work):
        if one is not None:
            one.cancel()
            await asyncio.gather(one, return_exceptions=True)
    return sorted(gaps.gaps)


async def storm(office: Office, events_a_second: int) -> None:
    """Send events at a steady rate, in small batches like those of a socket."""
    draw, begun, sent = random.Random(7), time.perf_counter(), 0
    while True:
        await asyncio.sleep(BATCH_S)
        due = int((time.perf_counter() - begun) * events_a_second)
        for _ in range(due - sent):
            office.says(1000 + draw.randrange(office.lamps), draw.choice((0, 1, 8, 16, 4)))
        sent = due


class Paints(QObject):
    """Records when the field's viewport was painted."""

    def __init__(self) -> None:
        super().__init__()
        self.painted = 0.0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            self.painted = time.perf_counter()
        return False


async def ring_delays(office: Office, count: int = 150) -> list[float]:
    """Return the times from the message to the painted lamp under load, in milliseconds."""
    field, paints, delays = office.workspace.pages.panel.field, Paints(), []
    field.viewport().installEventFilter(paints)
    order = office.workspace.pages.panel.order
    visible = [int(order.extension_at(row)) for row in range(12)]
    for number in range(count):
        extension = visible[number % len(visible)]
        office.says(extension, 0)
        await asyncio.sleep(0.05)
        begun = time.perf_counter()
        office.says(extension, 8)
        while paints.painted < begun:
            await asyncio.sleep(0)
        delays.append((paints.painted - begun) * 1000)
    return sorted(delays)


def p99(values: list[float]) -> float:
    return values[min(int(len(values) * 0.99), len(values) - 1)]


async def frames() -> dict[str, float]:
    """Measure loop intervals under load and idle, and ring delays under load."""
    office = Office(LAMPS)
    await office.open()
    idle = await watch(SECONDS / 3, None)
    busy = await watch(SECONDS, asyncio.ensure_future(storm(office, EVENTS_A_SECOND)))
    task = asyncio.ensure_future(storm(office, EVENTS_A_SECOND))
    rings = await ring_delays(office)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await office.close()
    return {
        "idle_p99": p99(idle),
        "busy_p99": p99(busy),
        "busy_max": busy[-1],
        "ring_p99": p99(rings),
        "ring_median": rings[len(rings) // 2],
    }


async def cost() -> dict[str, float]:
    """Return the cost of one event up to the flushed models, in microseconds, with 50 and with 5 000 lamps.

    Both are measured alternately; each result is the median of many rounds.
    """
    offices = {lamps: Office(lamps) for lamps in (50, LAMPS)}
    for office in offices.values():
        await office.open()
    rounds: list[dict[int, float]] = []
    for turn in range(25):
        rounds.append({})
        for lamps, office in offices.items():
            # All lamps change their state one after another, sixteen scattered lamps per flush.
            begun = time.perf_counter()
            for number in range(turn * 1000, turn * 1000 + 1000):
                office.says(1000 + number % lamps, 1 - number // lamps % 2)
                if number % 16 == 0:
                    office.workspace.lamps._coalescer.flush()  # noqa: SLF001 - a frame is not waited for
            rounds[-1][lamps] = (time.perf_counter() - begun) / 1000 * 1e6
            await asyncio.sleep(0)
    for office in offices.values():
        await office.close()
    small, large = (statistics.median(one[lamps] for one in rounds) for lamps in (50, LAMPS))
    return {"small": small, "large": large, "ratio": statistics.median(one[LAMPS] / one[50] for one in rounds)}


async def memory() -> dict[str, float]:
    """Measure PSS before and after a million events.  Earlier events fill all bounded collections."""
    office = Office(LAMPS)
    await office.open()
    draw = random.Random(7)
    before = 0.0
    for number in range(FILLED + MILLION):
        office.says(1000 + draw.randrange(LAMPS), draw.choice((0, 1, 8, 16, 4)))
        if number % 500 == 0:
            await asyncio.sleep(0)
        if number == FILLED:
            before = pss_mib()
    after = pss_mib()
    await office.close()
    return {"before": before, "after": after}


def on_the_loop(part: Callable[[], Coroutine[Any, Any, dict[str, float]]]) -> None:
    """Run a measurement on a qasync loop and print its result."""
    application = QApplication([])
    garbage = GuiThreadGc(application)
    loop = qasync.QEventLoop(application)
    asyncio.set_event_loop(loop)
    with loop:
        print(json.dumps(loop.run_until_complete(part())), flush=True)
    garbage.stop()


def main() -> None:
    on_the_loop({"frames": frames, "cost": cost, "memory": memory}[sys.argv[1]])


if __name__ == "__main__":
    main()
