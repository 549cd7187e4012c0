"""Mutation testing: change one expression of the program at a time and see whether a test fails.

    python packaging/mutation.py ROOM|MODULE|MODULE:FUNCTION … [--tests PATH …] [--jobs N] [--survivors] [--list]

The changes are those of mutmut (its operators), applied to functions, decorated functions, class bodies and module
constants alike.  mutmut itself runs each mutant in a process that has imported the program already, which leaves out
decorated functions and everything computed at import, and reports false survivors behind a filled `lru_cache`.  Here
each mutant gets a process of its own, forked before anything of the program was imported, and only the tests that
execute the changed lines, the fastest first.

A survivor that no test can kill is listed in `tests/mutants-equivalent.md` with its reason.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import re
import signal
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from importlib.abc import MetaPathFinder, SourceLoader
from importlib.machinery import ModuleSpec
from importlib.util import spec_from_loader
from pathlib import Path
from typing import Any

from mutants import PACKAGE, ROOT, Mutant, Uses, select

WORK = ROOT / "build" / "mutation"
EQUIVALENT = ROOT / "tests" / "mutants-equivalent.md"
PURE_ROOMS = ("pbx", "office", "archive", "phone_numbers", "export")

# Tests that start processes of their own never meet a mutant, and cost seconds.
LEFT_OUT = ("tests/unit/archive/test_killed.py::test_a_killed_work",)


@dataclass
class Coverage:
    """Which tests execute which lines, and how long each takes.  Lines executed at import have the test ''."""

    by_line: dict[str, dict[int, set[str]]] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    modules: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)

    def tests_of(self, mutant: Mutant, uses: Uses) -> list[str]:
        """The tests that may see a mutant, the fastest first; empty when no test executes its lines."""
        found = self._at(mutant.path, range(mutant.lines[0], mutant.lines[1] + 1))
        if mutant.at_import or "" in found:
            naming = uses.lines(mutant, lambda file, lines: "" in self._at(file, lines))
            if not any(naming.values()):  # used without its name
                naming = {file: set(self.by_line.get(file, {})) for file in naming}
            found = found.union(*(self._at(file, lines) for file, lines in naming.items()))
        return sorted(found - {""}, key=lambda test: self.seconds.get(test, 0.0))

    def _at(self, file: str, lines: Iterable[int]) -> set[str]:
        of_file = self.by_line.get(file, {})
        return set().union(*(of_file.get(line, set()) for line in lines))


# ---- running tests -------------------------------------------------------------------------------------------------


class Selection:
    """A pytest plugin: keeps the given tests, in the given order."""

    def __init__(self, tests: Sequence[str]) -> None:
        self._place = {test: at for at, test in enumerate(tests)}

    def pytest_collection_modifyitems(self, items: list[Any]) -> None:
        items[:] = sorted((item for item in items if item.nodeid in self._place), key=lambda i: self._place[i.nodeid])


class Recorder:
    """A pytest plugin: one coverage context for each test, with every cache of the program empty at its start."""

    def __init__(self, coverage: Any, caches: list[Any], found: Coverage) -> None:
        self._coverage, self._caches, self._found = coverage, caches, found

    def pytest_collection_modifyitems(self, items: list[Any]) -> None:
        items[:] = [item for item in items if not item.nodeid.startswith(LEFT_OUT)]

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        for cached in self._caches:
            cached.cache_clear()
        self._coverage.switch_context(nodeid)

    def pytest_runtest_logreport(self, report: Any) -> None:
        self._found.seconds[report.nodeid] = self._found.seconds.get(report.nodeid, 0.0) + report.duration
        if report.failed:
            self._found.failed.append(report.nodeid)

    def pytest_runtest_logfinish(self) -> None:
        self._coverage.switch_context("")


def run_pytest(paths: Sequence[str], plugins: list[object]) -> int:
    import pytest
    from hypothesis import Phase, settings

    phases = (Phase.explicit, Phase.generate)  # a failure is enough: it need not be the smallest
    settings.register_profile("mutation", derandomize=True, database=None, deadline=None, phases=phases)
    settings.load_profile("mutation")
    sys.path.insert(0, str(ROOT))
    options = ["-x", "-q", "--assert=plain", "-p", "no:cacheprovider", "-p", "no:xdist", "-p", "no:cov"]
    options += ["-p", "no:hypothesispytest"]  # reports, and reads every module of the process for constants
    return int(pytest.main([*options, *paths], plugins=plugins))


def record(paths: Sequence[str]) -> Coverage:
    """Run the tests once, unchanged, in a process of their own."""
    WORK.mkdir(parents=True, exist_ok=True)
    answer = WORK / f"coverage-{os.getpid()}.json"
    child = os.fork()
    if not child:
        code = 1
        try:
            code = _record_here(paths, answer)
        finally:
            os._exit(code)
    os.waitpid(child, 0)
    read = json.loads(answer.read_text())
    answer.unlink()
    by_line = {file: {int(line): set(tests) for line, tests in lines.items()} for file, lines in read["lines"].items()}
    return Coverage(by_line, read["seconds"], read["modules"], read["failed"])


def _record_here(paths: Sequence[str], answer: Path) -> int:
    import functools

    import coverage

    _silence(WORK / "baseline.txt")
    caches: list[Any] = []
    original = functools.lru_cache

    def watched(*arguments: Any, **options: Any) -> Any:
        made = original(*arguments, **options)
        if callable(arguments[0] if arguments else None):
            caches.append(made)
            return made

        def decorate(function: Any) -> Any:
            caches.append(made(function))
            return caches[-1]

        return decorate

    functools.lru_cache = watched
    found = Coverage()
    measured = coverage.Coverage(data_file=None, source=[str(ROOT / PACKAGE)], config_file=False)
    measured.start()
    code = run_pytest(paths, [Recorder(measured, caches, found)])
    measured.stop()
    data = measured.get_data()
    lines = {file: data.contexts_by_lineno(file) for file in data.measured_files()}
    outside = [name for name in sys.modules if name.partition(".")[0] not in (PACKAGE, "tests", "__main__")]
    answer.write_text(
        json.dumps({"lines": lines, "seconds": found.seconds, "modules": outside, "failed": found.failed})
    )
    return code


class Mutated(MetaPathFinder, SourceLoader):  # type: ignore[misc]  # the standard library's own two signatures
    """Imports one module from changed source."""

    def __init__(self, mutant: Mutant) -> None:
        self._mutant = mutant

    def find_spec(self, fullname: str, *_: Any) -> ModuleSpec | None:
        if fullname != self._mutant.module:
            return None
        is_package = self._mutant.path.endswith("__init__.py")
        spec = spec_from_loader(fullname, self, origin=self._mutant.path, is_package=is_package)
        if spec and is_package:
            spec.submodule_search_locations = [str(Path(self._mutant.path).parent)]
        return spec

    def get_filename(self, _: str) -> str:
        return self._mutant.path

    def get_data(self, path: str | bytes) -> bytes:
        return self._mutant.source.encode() if path == self._mutant.path else Path(os.fsdecode(path)).read_bytes()

    def path_stats(self, _: str) -> dict[str, Any]:
        raise OSError  # no compiled file


def _silence(out: Path | str = os.devnull) -> None:
    target = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(target, 1)
    os.dup2(target, 2)


def start(mutant: Mutant, tests: list[str]) -> int:
    """Run one mutant's tests in a fork; returns the process id.  Its exit code is 0 when every test passed."""
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        os.setpgid(0, 0)
        _silence()
        sys.meta_path.insert(0, Mutated(mutant))
        code = run_pytest(sorted({test.partition("::")[0] for test in tests}), [Selection(tests)])
    finally:
        os._exit(code)


def run_all(mutants: list[Mutant], known: Coverage, jobs: int) -> Iterator[tuple[Mutant, str]]:
    """Each mutant and what became of it: killed, timeout, survived or uncovered."""
    for name in known.modules:
        try:
            __import__(name)
        except Exception:  # a module that can only be imported by another one
            continue
    gc.collect()
    gc.freeze()  # pytest collects garbage at the end of each run: the libraries need not be walked again
    uses = Uses()
    waiting = list(reversed(mutants))
    running: dict[int, tuple[Mutant, float]] = {}
    while waiting or running:
        while waiting and len(running) < jobs:
            mutant = waiting.pop()
            tests = known.tests_of(mutant, uses)
            if not tests:
                yield mutant, "uncovered"
                continue
            allowed_s = 10.0 + 5 * sum(known.seconds.get(test, 0.0) for test in tests)
            running[start(mutant, tests)] = mutant, time.monotonic() + allowed_s
        if not running:
            return  # the last ones were uncovered
        child, status = os.waitpid(-1, os.WNOHANG)
        if child:
            yield running.pop(child)[0], "survived" if status == 0 else "killed"
            continue
        for late in [pid for pid, (_, until) in running.items() if time.monotonic() > until]:
            os.killpg(late, signal.SIGKILL)
            os.waitpid(late, 0)
            yield running.pop(late)[0], "timeout"
        time.sleep(0.005)


# ---- the report ----------------------------------------------------------------------------------------------------


def equivalent() -> dict[str, str]:
    """The mutants that no test can kill, and why: the lines «- `key` reason» of `tests/mutants-equivalent.md`."""
    if not EQUIVALENT.exists():
        return {}
    return dict(re.findall(r"^- `([^`]+~[0-9a-f]{6})`[:,]? *(.*)$", EQUIVALENT.read_text("utf-8"), re.MULTILINE))


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("targets", nargs="*", default=PURE_ROOMS, metavar="ROOM|MODULE|MODULE:FUNCTION")
    parser.add_argument("--tests", nargs="+", metavar="PATH", help="default: tests/unit/ROOM")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--survivors", action="store_true", help="only those that survived the last run of these")
    parser.add_argument("--list", action="store_true", help="list the mutants, run nothing")
    options = parser.parse_args(arguments)
    code = 0
    rooms: dict[str, list[str]] = defaultdict(list)
    for target in options.targets:
        rooms[target.removeprefix(PACKAGE + ".").partition(":")[0].partition(".")[0]].append(target)
    for room, targets in rooms.items():
        mutants = select(targets)
        if options.list:
            print(*(f"{each.key}  {each.change}" for each in mutants), sep="\n")
        else:
            code |= run_room(room, mutants, options.tests or [f"tests/unit/{room}"], options)
    return code


def run_room(room: str, mutants: list[Mutant], tests: list[str], options: argparse.Namespace) -> int:
    """Run one room's mutants and print the outcome; 1 when under 90 % of those that can be killed are."""
    results_file = WORK / f"{room}.json"
    before: dict[str, str] = json.loads(results_file.read_text()) if results_file.exists() else {}
    if options.survivors:
        mutants = [each for each in mutants if before.get(each.key) in ("survived", "uncovered")]
    started = time.monotonic()
    known = record(tests)
    if known.failed or not known.seconds:
        raise SystemExit(f"The tests fail without any change, see {WORK / 'baseline.txt'}: {known.failed}")
    excused = equivalent()
    outcomes: Counter[str] = Counter()
    survivors: list[tuple[Mutant, str]] = []
    for mutant, outcome in run_all(mutants, known, options.jobs):
        before[mutant.key] = outcome
        if outcome in ("survived", "uncovered") and mutant.key in excused:
            outcome = "equivalent"
        elif outcome in ("survived", "uncovered"):
            survivors.append((mutant, outcome))
        outcomes[outcome] += 1
        if sys.stderr.isatty():
            print(f"\r{outcomes.total()}/{len(mutants)} {dict(outcomes)} ", end="", file=sys.stderr, flush=True)
    results_file.write_text(json.dumps(before))
    present = {each.key for each in select([room])}
    for key in excused:
        if key.partition(".")[0] == room and key not in present:
            print(f"{key}  is listed as equivalent and does not exist")
    for mutant, outcome in sorted(survivors, key=lambda pair: (pair[0].path, pair[0].lines)):
        print(f"{mutant.key}{' (no test)' if outcome == 'uncovered' else ''}  {mutant.change}")
    killed = outcomes["killed"] + outcomes["timeout"]
    counted = outcomes.total() - outcomes["equivalent"]
    share = killed / counted if counted else 1.0
    print(
        f"{room}: {counted} mutants, {killed} killed ({share:.1%}), {len(survivors)} survived, "
        f"{outcomes['equivalent']} equivalent, {time.monotonic() - started:.0f} s"
    )
    return int(share < 0.9)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
