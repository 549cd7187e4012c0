"""A bound for the work that a call does, whatever else runs on the machine."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def within_cpu_time(seconds: float) -> Iterator[None]:
    """Fail if the block takes more CPU time on this thread."""
    begun_s = time.thread_time()
    yield
    assert time.thread_time() - begun_s < seconds
