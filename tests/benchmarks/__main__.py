"""Print the figures: `python3 packaging/bootstrap.py bench`.

Every figure is a ratio beside its floor; both are measured in turn, several times, in processes of their own.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
ROUNDS = 7
CHAOS_SEEDS = 200
KILLS = 100


class Row(NamedTuple):
    """One line of the table; `better` says which side of the budget is good."""

    what: str
    ours: str
    floor: str
    ratio: float
    budget: float
    better: str


def main() -> int:
    """0 when every budget holds, 1 when not, 2 for a part that is none.  Names of parts measure those alone."""
    parts: dict[str, Callable[[], Row | list[Row]]] = {
        "start": start_time,
        "memory": memory,
        "events": events,
        "cost": event_cost,
        "frames": frames,
        "million": million_events,
        "chaos": chaos,
        "archive": archive,
        "sound": sound,
        "sync": sync,
        "scrolling": scrolling,
        "kills": kills,
    }
    wanted = sys.argv[1:] or list(parts)
    if unknown := [name for name in wanted if name not in parts]:
        print(f"No such part: {', '.join(unknown)}. There are: {', '.join(parts)}.", file=sys.stderr)
        return 2
    rows = [row for name in wanted for row in _as_rows(parts[name]())]
    width = max(len(row.what) for row in rows)
    print(f"{'':{width}}  {'ours':>12}  {'floor':>12}  {'ratio':>7}  budget")
    for row in rows:
        held = row.ratio <= row.budget if row.better == "≤" else row.ratio >= row.budget
        print(
            f"{row.what:{width}}  {row.ours:>12}  {row.floor:>12}  {row.ratio:>6.2f}×  {row.better} {row.budget}×"
            f"{'' if held else '   ✗ over budget'}"
        )
    return 0 if all(row.ratio <= row.budget if row.better == "≤" else row.ratio >= row.budget for row in rows) else 1


def child(part: str, *arguments: str) -> dict[str, float]:
    """What one measurement in a process of its own prints."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "BENCH_BEGUN": repr(time.time())}
    command = [sys.executable, "-m", f"tests.benchmarks.{part}", *arguments]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{part}: {done.stderr}")
    figures: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return figures


def start_time() -> Row:
    """From the start of the process to the first painted window; ours is the demo's."""
    pairs = [(child("start", "floor")["seconds"], child("start", "program")["seconds"]) for _ in range(ROUNDS)]
    floor, ours = (statistics.median(column) for column in zip(*pairs, strict=True))
    return Row("start to first painted window", f"{ours:.2f} s", f"{floor:.2f} s", ours / floor, 1.6, "≤")


def sound() -> list[Row]:
    """The picture of an hour of sound, and how soon its first part is there."""
    figures = child("sound")
    rows = []
    for what in ("PCM wav", "GSM wav", "ogg", "mp3"):
        ours, floor = figures[f"{what} ours"], figures[f"{what} floor"]
        words = f"picture of an hour of {what} beside decoding it"
        rows.append(Row(words, f"{ours * 1000:.0f} ms", f"{floor * 1000:.0f} ms", ours / floor, 1.3, "≤"))
        first = figures[f"{what} first"]
        rows.append(Row(f"its first part, {what}", f"{first * ours * 1000:.0f} ms", "", first, 0.05, "≤"))
    return rows


def memory() -> Row:
    """Memory of its own (PSS) with 500 lamps on screen and 100 000 calls kept."""
    floor, ours = child("memory", "floor")["mib"], child("memory", "program")["mib"]
    return Row("memory, 500 lamps, 100 000 calls", f"{ours:.0f} MiB", f"{floor:.0f} MiB", ours / floor, 1.5, "≤")


def events() -> Row:
    """Events from socket to state, beside a drain with websockets and msgspec alone, on the same loop."""
    figures = child("events")
    ours, floor = f"{figures['ours']:,.0f} /s", f"{figures['floor']:,.0f} /s"
    return Row("events from socket to state", ours, floor, figures["ratio"], 0.5, "≥")


def _as_rows(found: Row | list[Row]) -> list[Row]:
    return [found] if isinstance(found, Row) else found


def event_cost() -> Row:
    """One event to the flushed models, with 5 000 lamps beside 50."""
    figures = child("panel", "cost")
    ours, floor = f"{figures['large']:.0f} µs", f"{figures['small']:.0f} µs"
    return Row("an event, 5 000 lamps beside 50", ours, floor, figures["ratio"], 1.25, "≤")


def frames() -> list[Row]:
    """Gaps of the loop and rings in a storm; the budget is two frames, shown as a ratio to it, idle beside."""
    figures = child("panel", "frames")
    frame_ms = 33.0
    idle, busy, ring = (f"{figures[name]:.1f} ms" for name in ("idle_p99", "busy_p99", "ring_p99"))
    return [
        Row("gap p99, 5 000 lamps, 1 000 events/s (idle beside)", busy, idle, figures["busy_p99"] / frame_ms, 1.0, "≤"),
        Row(
            "ring to painted p99, in that storm (of two frames)",
            ring,
            "33.0 ms",
            figures["ring_p99"] / frame_ms,
            1.0,
            "≤",
        ),
    ]


def million_events() -> Row:
    """Memory after a million events beside what it was before them."""
    figures = child("panel", "memory")
    ours, floor = f"{figures['after']:.0f} MiB", f"{figures['before']:.0f} MiB"
    return Row("memory after a million events", ours, floor, figures["after"] / figures["before"], 1.05, "≤")


def chaos() -> Row:
    """Seeds of faults after each of which the lamps were the truth; the floor is all of them."""
    figures = child("chaos", str(CHAOS_SEEDS))
    ours, floor = f"{figures['true']:.0f}", f"{figures['seeds']:.0f}"
    return Row("seeds of faults survived truthfully", ours, floor, figures["true"] / figures["seeds"], 1.0, "≥")


def kills() -> list[Row]:
    """Kills of each work that were survived truthfully; the floor is all of them."""
    figures = child("kills", str(KILLS))
    return [
        Row(
            f"kill -9 of a {work} outlived truthfully ({figures[f'{work} met']:.0f} met it before its end)",
            f"{figures[f'{work} true']:.0f}",
            f"{KILLS}",
            figures[f"{work} true"] / KILLS,
            1.0,
            "≥",
        )
        for work in ("sync", "download", "export")
    ]


def sync() -> Row:
    """Memory grown by a sync of a million records over HTTP."""
    figures = child("sync", "1000000")
    words = f"memory grown by a sync of {figures['records']:,.0f} records ({figures['seconds']:.0f} s)"
    return Row(words, f"{figures['grown_mib']:.0f} MiB", "100 MiB", figures["grown_mib"] / 100, 1.0, "≤")


def scrolling() -> list[Row]:
    """Frames of the table while a million rows are scrolled, beside those of a table that has nothing to fetch."""
    figures = child("scrolling", "1000000")
    frame_ms = 33.0
    return [
        Row(
            f"scrolling a million rows, {what}, frame p99",
            f"{figures[what]:.1f} ms",
            f"{figures['floor']:.1f} ms",
            figures[what] / frame_ms,
            1.0,
            "≤",
        )
        for what in ("by the wheel", "by the handle")
    ] + [
        Row(
            "exporting a million rows, gap of the loop p99",
            f"{figures['export']:.1f} ms",
            f"{figures['idle']:.1f} ms",
            figures["export"] / frame_ms,
            1.0,
            "≤",
        )
    ]


def archive() -> list[Row]:
    """A million calls in the encrypted archive; a page's budget is two frames."""
    figures = child("archive")
    two_frames_ms = 33.0
    found = [
        Row(
            f"first page of any filter, 1 000 000 calls, {name}",
            f"{figures[f'page_{name}']:.1f} ms",
            "33.0 ms",
            figures[f"page_{name}"] / two_frames_ms,
            1.0,
            "≤",
        )
        for name in ("median", "p95", "worst")
    ]
    ours, floor = f"{figures['search_ours']:.1f} ms", f"{figures['search_floor']:.0f} ms"
    rows, kept, plain = (f"{figures[name]:.0f} ms" for name in ("rows", "kept", "json"))
    return [
        *found,
        Row("substring search beside LIKE, median", ours, floor, figures["search_median"], 50, "≥"),
        Row("substring search beside LIKE, worst", "", "", figures["search_worst"], 50, "≥"),
        Row("10 000 records, bytes to the newest rows", rows, plain, figures["rows"] / figures["json"], 4, "≤"),
        Row("10 000 records, bytes to all of them kept", kept, plain, figures["kept"] / figures["json"], 4, "≤"),
        Row("memory grown by 1 000 000 records", f"{figures['grown_mib']:.0f} MiB", "100 MiB",
            figures["grown_mib"] / 100, 1.0, "≤"),
    ]  # fmt: skip


if __name__ == "__main__":
    raise SystemExit(main())
