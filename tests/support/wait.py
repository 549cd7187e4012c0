"""Waiting for conditions without fixed delays."""

from __future__ import annotations

import asyncio
from collections.abc import Callable


async def until(condition: Callable[[], object], within_s: float = 10.0) -> None:
    """Wait until the condition holds.  Raises AssertionError after the timeout."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + within_s
    while not condition():
        assert loop.time() < deadline, "did not come true in time"
        await asyncio.sleep(0.005)


async def idle(within_s: float = 10.0) -> None:
    """Wait until the caller's task is the only one of the loop."""
    await until(lambda: len(asyncio.all_tasks()) == 1, within_s)
