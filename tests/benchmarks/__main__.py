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
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
ROUNDS = 7


class Row(NamedTuple):
    """One line of the table; `better` says which side of the budget is good."""

    what: str
    ours: str
    floor: str
    ratio: float
    budget: float
    better: str


def main() -> int:
    """0 when every budget holds, else 1."""
    rows = [start_time(), memory(), events()]
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


def memory() -> Row:
    """Memory of its own (PSS) with 500 lamps on screen and 100 000 calls kept."""
    floor, ours = child("memory", "floor")["mib"], child("memory", "program")["mib"]
    return Row("memory, 500 lamps, 100 000 calls", f"{ours:.0f} MiB", f"{floor:.0f} MiB", ours / floor, 1.5, "≤")


def events() -> Row:
    """Events from socket to state, beside a drain with websockets and msgspec alone, on the same loop."""
    figures = child("events")
    ours, floor = f"{figures['ours']:,.0f} /s", f"{figures['floor']:,.0f} /s"
    return Row("events from socket to state", ours, floor, figures["ratio"], 0.5, "≥")


if __name__ == "__main__":
    raise SystemExit(main())
