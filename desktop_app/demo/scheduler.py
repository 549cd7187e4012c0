"""What will happen next in the demo office, in its own time.

One heap of (time, order, action).  A test moves time by hand; the server moves it with the clock.
"""

from __future__ import annotations

import asyncio
import heapq
import time
from collections.abc import Callable

Action = Callable[[], None]


class Agenda:
    """Actions in the order of the office's own seconds, equal times in the order they were made."""

    def __init__(self) -> None:
        self.now_s = 0.0
        self._order = 0
        self._heap: list[tuple[float, int, Action]] = []

    def after(self, seconds: float, action: Action) -> None:
        """Do this `seconds` of office time from now."""
        self._order += 1
        heapq.heappush(self._heap, (self.now_s + seconds, self._order, action))

    def advance_to(self, until_s: float) -> None:
        """Do everything that is due up to and including `until_s`."""
        while self._heap and self._heap[0][0] <= until_s:
            self.now_s, _, action = heapq.heappop(self._heap)
            action()
        self.now_s = max(self.now_s, until_s)

    async def follow_the_clock(self, pace: float) -> None:
        """Advance for ever, `pace` office seconds in one of ours."""
        begun = time.monotonic()
        base_s = self.now_s
        while True:
            await asyncio.sleep(0.02)
            self.advance_to(base_s + (time.monotonic() - begun) * pace)
