"""Scheduled actions of the demo office, in simulated seconds.

One heap of (time, sequence number, action).  Tests advance the time by hand; the server advances it with the clock.
"""

from __future__ import annotations

import asyncio
import heapq
import time
from collections.abc import Callable

Action = Callable[[], None]


class Scheduler:
    """Runs actions in the order of their times; those with equal times in the order of scheduling."""

    def __init__(self) -> None:
        self.now_s = 0.0
        self._sequence = 0
        self._heap: list[tuple[float, int, Action]] = []

    def after(self, seconds: float, action: Action) -> None:
        """Schedule `action` in `seconds` of simulated time."""
        self._sequence += 1
        heapq.heappush(self._heap, (self.now_s + seconds, self._sequence, action))

    def advance_to(self, until_s: float) -> None:
        """Run everything that is due up to and including `until_s`."""
        while self._heap and self._heap[0][0] <= until_s:
            self.now_s, _, action = heapq.heappop(self._heap)
            action()
        self.now_s = max(self.now_s, until_s)

    async def run_in_real_time(self, pace: float) -> None:
        """Advance until cancelled, `pace` simulated seconds per second."""
        started = time.monotonic()
        base_s = self.now_s
        while True:
            await asyncio.sleep(0.02)
            self.advance_to(base_s + (time.monotonic() - started) * pace)
