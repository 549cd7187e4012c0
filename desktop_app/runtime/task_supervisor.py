"""Who owns the tasks.  Every task is awaited by its supervisor; one that dies becomes a failure that a person sees."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any

log = logging.getLogger(__name__)

OnFailure = Callable[[str, BaseException], None]


class TaskSupervisor:
    """A set of named tasks that ends as one.  `on_failure(name, error)` hears of each task that died."""

    def __init__(self, on_failure: OnFailure) -> None:
        self._on_failure = on_failure
        self._running: dict[str, asyncio.Task[Any]] = {}
        self._closing = False

    def start(self, name: str, work: Coroutine[Any, Any, Any]) -> None:
        """Begin `work` under a name; a task of the same name that still runs is cancelled first."""
        if self._closing:
            work.close()
            return
        self.cancel(name)
        task = asyncio.get_running_loop().create_task(work, name=name)
        self._running[name] = task
        task.add_done_callback(self._ended)

    def is_running(self, name: str) -> bool:
        """True while a task of this name works."""
        return name in self._running

    def cancel(self, name: str) -> None:
        """End one task, if it runs."""
        task = self._running.pop(name, None)
        if task is not None:
            task.cancel()

    async def settle(self, prefixes: tuple[str, ...], within_s: float) -> None:
        """Give the tasks whose names begin so a moment to end by themselves."""
        waited = [task for name, task in self._running.items() if name.startswith(prefixes)]
        if waited:
            await asyncio.wait(waited, timeout=within_s)

    async def close(self) -> None:
        """Cancel what runs and wait until all of it has ended."""
        self._closing = True
        tasks = list(self._running.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _ended(self, task: asyncio.Task[Any]) -> None:
        if self._running.get(task.get_name()) is task:
            del self._running[task.get_name()]
        if task.cancelled():
            return
        error = task.exception()
        if error is not None:
            log.error("task %s ended: %s", task.get_name(), type(error).__name__)
            self._on_failure(task.get_name(), error)
