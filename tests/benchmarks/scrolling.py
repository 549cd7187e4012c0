"""Scrolling a table of a million calls, and the window during an export of a million calls.

A frame is one iteration of the event loop, in which the table is moved and painted.  The floor is the same table with
one page of calls, which needs no loading.
"""

from __future__ import annotations

import asyncio
import gc
import random
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from msgspec.structs import replace
from PySide6.QtWidgets import QTableView

from desktop_app.archive.store import Archive
from desktop_app.models.calls import CallModel
from desktop_app.services.archive_sync import CallFilter
from desktop_app.ui.window import CALLS
from tests.benchmarks.archive import BATCH, EVERYTHING, fill, office, opened
from tests.benchmarks.panel import Office, on_the_loop, p99, watch

SECONDS = float(sys.argv[2]) if len(sys.argv) > 2 else 15.0
TURN_S = 0.008
WHEEL_PX = 117


async def shown(model: CallModel, wanted: CallFilter, at_least: int) -> None:
    """Show a filter and wait until the table has its calls."""
    model.show(wanted, ask=False)
    while model.rowCount() < at_least or model.wanted is not wanted or model.some_call() is None:
        await asyncio.sleep(0.01)
    await asyncio.sleep(1.0)


async def frames(table: QTableView, move: Callable[[int], int]) -> list[float]:
    """Move the table to the positions that `move` returns, and return the frame times in milliseconds."""
    bar, spans = table.verticalScrollBar(), []
    until = time.perf_counter() + SECONDS
    while (begun := time.perf_counter()) < until:
        bar.setValue(move(bar.value()))
        table.viewport().repaint()
        await asyncio.sleep(0)
        spans.append((time.perf_counter() - begun) * 1000)
        await asyncio.sleep(TURN_S)
    return sorted(spans)


async def measured(folder: Path) -> dict[str, float]:
    """Return the results in milliseconds."""
    one = Office(20, Archive(folder / "archive.db", bytes(32)))
    await one.open()
    window, page, model = one.window, one.workspace.pages.calls, one.workspace.calls
    window.resize(1280, 800)
    window.show_page(CALLS)
    draw = random.Random(3)
    last_day = replace(EVERYTHING, first=EVERYTHING.first.replace(year=2023, month=1, day=2))
    few = replace(last_day, last=last_day.first)
    await shown(model, few, 100)
    table = page.table
    floor = await frames(table, lambda value: (value + WHEEL_PX) % max(table.verticalScrollBar().maximum(), 1))
    await shown(model, EVERYTHING, int(sys.argv[1]))
    table.verticalScrollBar().setValue(0)
    wheel = await frames(table, lambda value: value + WHEEL_PX)
    handle = await frames(table, lambda value: draw.randrange(table.verticalScrollBar().maximum()))
    idle = await watch(SECONDS / 3, None)
    export = asyncio.ensure_future(exported(one, folder / "calls.csv"))
    gaps = await watch_until(export)
    await one.close()
    return {
        "floor": p99(floor),
        "by the wheel": p99(wheel),
        "by the handle": p99(handle),
        "idle": p99(idle),
        "export": p99(gaps),
        "longest wheel": wheel[-1],
        "longest handle": handle[-1],
        "longest export": gaps[-1],
    }


async def exported(one: Office, path: Path) -> None:
    """Export all calls, like the button of the page."""
    await one.workspace.past_calls.call_export.export(path, EVERYTHING, ";")
    with path.open("rb") as file:
        assert sum(1 for _ in file) >= int(sys.argv[1])


async def watch_until(work: asyncio.Future[None]) -> list[float]:
    """Return the loop intervals until the work is done."""
    gaps: list[float] = []
    while not work.done():
        gaps += await watch(0.5, None)
    await work
    return sorted(gaps)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        connection = opened(Path(folder))
        gc.disable()
        fill(connection, office(), max(int(sys.argv[1]), BATCH))
        connection.close()
        gc.enable()
        on_the_loop(lambda: measured(Path(folder)))


if __name__ == "__main__":
    main()
