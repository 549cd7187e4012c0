"""What the fuzzer knows of one reader of outside data."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from random import Random

from tests.fuzz.mutator import mutated

# Reads one input.  Raises AssertionError if a promise is broken.
Check = Callable[[bytes], None]


@dataclass(frozen=True)
class Reader:
    """A reader: what makes its inputs, what reads them, and the exceptions it may raise.

    `open` gets an empty folder and returns the check; `seeds` are valid inputs.  `inputs` is their number in the test
    run, chosen for two to three seconds of CPU time.
    """

    name: str
    make: Callable[[Random], bytes]
    open: Callable[[Path], AbstractContextManager[Check]]
    seeds: tuple[bytes, ...]
    inputs: int
    may_raise: tuple[type[Exception], ...] = ()


def mutating(seeds: tuple[bytes, ...]) -> Callable[[Random], bytes]:
    """Return what makes inputs by mutating one of the seeds."""
    return partial(mutated, seeds=seeds)


def plain(check: Check) -> Callable[[Path], AbstractContextManager[Check]]:
    """Return what opens a check that needs no folder."""

    @contextmanager
    def opened(_: Path) -> Iterator[Check]:
        yield check

    return opened
