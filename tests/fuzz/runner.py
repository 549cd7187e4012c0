"""Runs one reader on numbered inputs, and reports each exception, broken promise, hang and growth of memory."""

from __future__ import annotations

import faulthandler
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from traceback import extract_tb
from types import FrameType

from tests.fuzz.reader import Check, Reader

if sys.platform != "win32":
    import resource
    import signal

SLOW_S = 1.0  # CPU time of one input
MAX_GROWTH_KB = 300_000
# A reader that hangs where no signal handler runs ends the process: the inputs of a batch have this time.
BATCH, HUNG_S = 50, 300
MAX_FAILURES = 20


class TooSlow(BaseException):
    """Raised inside a reader that takes longer than SLOW_S.  No reader catches a BaseException."""


@dataclass
class Result:
    """What became of one reader: how many inputs it had, the CPU time they took, and a line for each failure."""

    name: str
    inputs: int = 0
    cpu_s: float = 0.0
    failures: list[str] = field(default_factory=list)


def input_of(reader: Reader, seed: int, number: int) -> bytes:
    """Return an input, which depends on its reader, seed and number alone."""
    return reader.make(Random(f"{reader.name} {seed} {number}"))


def run(reader: Reader, seed: int, numbers: Iterator[int] | range, until_s: float = float("inf")) -> Result:
    """Read the inputs of these numbers.  Stops at `until_s` (of `time.monotonic`) or after MAX_FAILURES."""
    result = Result(reader.name)
    seen: set[str] = set()
    with tempfile.TemporaryDirectory(prefix="fuzz-") as folder, reader.open(Path(folder)) as check, _watch():
        for valid in reader.seeds:  # imports what is imported on first use
            check(valid)
        before_kb = _peak_kb()
        begun_s = time.process_time()
        for number in numbers:
            if time.monotonic() > until_s or len(result.failures) >= MAX_FAILURES:
                break
            if result.inputs % BATCH == 0:
                _end_when_hung()
            data = input_of(reader, seed, number)
            failure = _failure(reader, check, data)
            result.inputs += 1
            kind = failure.partition(": ")[0]
            if failure and kind not in seen:
                seen.add(kind)
                result.failures.append(f"{reader.name} --seed {seed} --input {number}: {failure}")
            if _peak_kb() - before_kb > MAX_GROWTH_KB:
                result.failures.append(f"{reader.name} --seed {seed} --input {number}: memory grew")
                before_kb = _peak_kb()
        result.cpu_s = time.process_time() - begun_s
    return result


def _failure(reader: Reader, check: Check, data: bytes) -> str:
    """Return what is wrong with reading this input, or an empty text."""
    try:
        with _limited():
            check(data)
    except (Exception, TooSlow) as error:
        if type(error) in reader.may_raise:  # not their subclasses: UnicodeEncodeError is a ValueError
            return ""
        place = extract_tb(error.__traceback__)[-1]
        return f"{type(error).__name__} at {Path(place.filename).name}:{place.lineno}: {str(error)[:160]!r}"
    return ""


def _end_when_hung() -> None:
    """End the process with all stacks, unless this or `cancel_dump_traceback_later` is called within HUNG_S."""
    faulthandler.dump_traceback_later(HUNG_S, exit=True, file=sys.__stderr__ or 2)


if sys.platform != "win32":

    @contextmanager
    def _limited() -> Iterator[None]:
        """Raise TooSlow after SLOW_S of CPU time.  Regular expressions check for signals, so they end too."""
        signal.setitimer(signal.ITIMER_VIRTUAL, SLOW_S)
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)

    def _too_slow(number: int, frame: FrameType | None) -> None:
        raise TooSlow(f"over {SLOW_S} s of CPU time")

    @contextmanager
    def _watch() -> Iterator[None]:
        before = signal.signal(signal.SIGVTALRM, _too_slow)
        try:
            yield
        finally:
            faulthandler.cancel_dump_traceback_later()
            signal.signal(signal.SIGVTALRM, before)

    def _peak_kb() -> int:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // (1024 if sys.platform == "darwin" else 1)

else:

    @contextmanager
    def _limited() -> Iterator[None]:
        """Raise TooSlow afterwards if it took longer than SLOW_S of CPU time."""
        begun_s = time.thread_time()
        yield
        if time.thread_time() - begun_s > SLOW_S:
            raise TooSlow(f"over {SLOW_S} s of CPU time")

    @contextmanager
    def _watch() -> Iterator[None]:
        try:
            yield
        finally:
            faulthandler.cancel_dump_traceback_later()

    def _peak_kb() -> int:
        return 0
