"""Closing resources completely, even when the task that closes them is cancelled."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any


async def finish(closing: Coroutine[Any, Any, None]) -> None:
    """Run `closing` to its end, even when the caller is cancelled meanwhile.

    The cancellation is raised again afterwards.  An exception of `closing` itself is raised as usual.
    """
    task = asyncio.get_running_loop().create_task(closing, name="closing")
    cancelled = False
    while not task.done():
        try:
            await asyncio.shield(task)
        except asyncio.CancelledError:
            if task.cancelled():
                raise
            cancelled = True
    task.result()
    if cancelled:
        raise asyncio.CancelledError
