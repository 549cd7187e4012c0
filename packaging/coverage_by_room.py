"""Branch coverage of the unit tests, a line per room.

    python packaging/coverage_by_room.py [ROOM …]

Fails when one of the pure rooms is under 95 %.  A room counts as covered by the tests of all rooms that were named;
the lines that no test executes are in `build/coverage` as pages.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

ROOT = Path.cwd()
PACKAGE = ROOT / "desktop_app"
TESTS = ROOT / "tests" / "unit"
PURE_ROOMS = ("pbx", "office", "archive", "phone_numbers", "export")
FLOOR = 0.95


def main(rooms: list[str]) -> int:
    known = sorted(folder.name for folder in PACKAGE.iterdir() if (folder / "__init__.py").exists())
    if unknown := set(rooms) - set(known):
        raise SystemExit(f"No such room: {', '.join(sorted(unknown))}")
    tests = [str(TESTS / room) for room in rooms if (TESTS / room).exists()] if rooms else [str(TESTS)]
    report = ROOT / "build" / "coverage" / "coverage.json"
    report.parent.mkdir(parents=True, exist_ok=True)
    sources = [f"--cov=desktop_app.{room}" for room in rooms or known]
    reports = [f"--cov-report=json:{report}", f"--cov-report=html:{report.parent}"]
    command = [sys.executable, "-m", "pytest", "-q", "-n", "2", *tests, "--cov-branch", *sources, *reports]
    environment = {**os.environ, "COVERAGE_FILE": str(report.parent / ".coverage")}
    if done := subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode:
        return done
    return print_rooms(json.loads(report.read_text("utf-8"))["files"], rooms or known)


def print_rooms(files: dict[str, dict[str, dict[str, int]]], rooms: list[str]) -> int:
    """Print each room's share of executed statements and branches; 1 when a pure one is under the floor."""
    totals: dict[str, Counter[str]] = {room: Counter() for room in rooms}
    for file, measured in files.items():
        room = Path(file).parts[1]
        if room in totals:
            totals[room].update(measured["summary"])
    code = 0
    for room, total in totals.items():
        everything = total["num_statements"] + total["num_branches"]
        share = (total["covered_lines"] + total["covered_branches"]) / everything if everything else 1.0
        is_low = room in PURE_ROOMS and share < FLOOR
        branches = f"{total['covered_branches']} of {total['num_branches']} branches"
        print(f"{room:15} {share:7.1%}  {branches}{f'   under {FLOOR:.0%}' if is_low else ''}")
        code |= is_low
    return code


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
