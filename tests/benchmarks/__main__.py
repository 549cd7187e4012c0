"""Run the benchmarks and print the results: `python3 packaging/bootstrap.py bench`.

Every result is a ratio to its floor.  Both are measured alternately, several times, each in its own process.
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
STORM_S = 300


class Row(NamedTuple):
    """One row of the table.  `better` says on which side of the budget a result passes."""

    what: str
    ours: str
    floor: str
    ratio: float
    budget: float
    better: str


def main() -> int:
    """Run the named benchmarks, or all.  Returns 0 if every budget holds, 1 if not, 2 for an unknown name."""
    parts: dict[str, Callable[[], Row | list[Row]]] = {
        "start": start_time,
        "memory": memory,
        "idle": idle,
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
        "storm": storm,
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
    """Run one measurement in its own process and return the numbers that it prints."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "BENCH_BEGUN": repr(time.time())}
    command = [sys.executable, "-m", f"tests.benchmarks.{part}", *arguments]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{part}: {done.stderr}")
    figures: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return figures


def start_time() -> Row:
    """Time from the start of the process to the first painted window, with the demo."""
    pairs = [(child("start", "floor")["seconds"], child("start", "program")["seconds"]) for _ in range(ROUNDS)]
    floor, ours = (statistics.median(column) for column in zip(*pairs, strict=True))
    return Row("start to first painted window", f"{ours:.2f} s", f"{floor:.2f} s", ours / floor, 1.5, "≤")


def sound() -> list[Row]:
    """Time for the waveform of an hour of sound, and for its first part."""
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
    """Proportional set size (PSS) with 500 visible lamps and 100 000 stored calls."""
    floor, ours = child("memory", "floor")["mib"], child("memory", "program")["mib"]
    return Row("memory, 500 lamps, 100 000 calls", f"{ours:.0f} MiB", f"{floor:.0f} MiB", ours / floor, 2.5, "≤")


def idle() -> Row:
    """CPU time of the connected program while nothing happens, less that of a bare window, beside 1 % of a core."""
    floor, ours = child("idle", "floor")["share"], child("idle", "program")["share"]
    return Row("idle, 60 lamps, of 1 % of a core", f"{ours:.2%}", f"{floor:.2%}", (ours - floor) / 0.01, 1.0, "≤")


def events() -> Row:
    """Events per second from socket to state; the floor only receives and decodes, on the same loop."""
    figures = child("events")
    ours, floor = f"{figures['ours']:,.0f} /s", f"{figures['floor']:,.0f} /s"
    return Row("events from socket to state", ours, floor, figures["ratio"], 0.6, "≥")


def _as_rows(found: Row | list[Row]) -> list[Row]:
    return [found] if isinstance(found, Row) else found


def event_cost() -> Row:
    """Cost of one event up to the flushed models with 5 000 lamps, relative to 50 lamps."""
    figures = child("panel", "cost")
    ours, floor = f"{figures['large']:.0f} µs", f"{figures['small']:.0f} µs"
    return Row("an event, 5 000 lamps beside 50", ours, floor, figures["ratio"], 1.15, "≤")


def frames() -> list[Row]:
    """Loop delays and ring delays under load, as a ratio to the budget of two frames; the floor is the idle window."""
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
    """Memory after a million events, relative to before."""
    figures = child("panel", "memory")
    ours, floor = f"{figures['after']:.0f} MiB", f"{figures['before']:.0f} MiB"
    return Row("memory after a million events", ours, floor, figures["after"] / figures["before"], 1.05, "≤")


def chaos() -> Row:
    """Share of fault seeds after which all lamps were correct."""
    figures = child("chaos", str(CHAOS_SEEDS))
    ours, floor = f"{figures['true']:.0f}", f"{figures['seeds']:.0f}"
    return Row("seeds of faults survived truthfully", ours, floor, figures["true"] / figures["seeds"], 1.0, "≥")


def kills() -> list[Row]:
    """Share of kills after which all data was correct, for each kind of work."""
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


def storm() -> list[Row]:
    """Descriptors and memory at the end of a storm, beside those after its first minute."""
    figures = child("storm", str(STORM_S))
    about = f"{STORM_S} s of storm, {figures['rounds']:.0f} rounds and {figures['messages']:,.0f} messages"
    return [
        Row(
            f"{name} after {about}",
            f"{figures[f'{key} late']:.0f}",
            f"{figures[f'{key} early']:.0f}",
            figures[f"{key} late"] / figures[f"{key} early"],
            budget,
            "≤",
        )
        for name, key, budget in (("descriptors", "descriptors", 1.1), ("MiB", "mib", 1.15))
    ]


def sync() -> Row:
    """Memory growth during a sync of a million records over HTTP."""
    figures = child("sync", "1000000")
    words = f"memory grown by a sync of {figures['records']:,.0f} records ({figures['seconds']:.0f} s)"
    return Row(words, f"{figures['grown_mib']:.0f} MiB", "100 MiB", figures["grown_mib"] / 100, 1.0, "≤")


def scrolling() -> list[Row]:
    """Frame times while scrolling a million rows; the floor is a table that is loaded completely."""
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
    """A million calls in the encrypted archive.  The budget of a page is two frames."""
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
