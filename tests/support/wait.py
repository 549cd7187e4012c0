"""Waiting for what will come true, without sleeping for luck."""

from __future__ import annotations

import asyncio
from collections.abc import Callable


async def until(condition: Callable[[], object], within_s: float = 10.0) -> None:
    """Return as soon as the condition holds; fail when it does not in time."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + within_s
    while not condition():
        assert loop.time() < deadline, "did not come true in time"
        await asyncio.sleep(0.005)


async def idle(within_s: float = 10.0) -> None:
    """Return as soon as the caller's task is the only one of the loop."""
    await until(lambda: len(asyncio.all_tasks()) == 1, within_s)
