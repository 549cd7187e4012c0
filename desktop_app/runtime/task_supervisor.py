"""A supervisor that owns tasks: it awaits every one of them and reports those that fail."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine, Hashable
from types import TracebackType
from typing import Any, Self

from desktop_app.runtime.lifetimes import finish

log = logging.getLogger(__name__)

Work = Coroutine[Any, Any, Any]
OnFailure = Callable[[str, BaseException], None]

CANCEL_AGAIN_S = 0.2


class TaskSupervisor:
    """A set of tasks that ends as one: leaving `async with` cancels and awaits all of them.

    A task may have a key, of which one runs at a time.  A key is a value of a type made for it (an enum member, a
    frozen dataclass), so that tasks of one kind can be told apart from others.  `on_failure(name, error)` is called
    for each task that raised.
    """

    def __init__(self, on_failure: OnFailure) -> None:
        self._on_failure = on_failure
        self._by_key: dict[Hashable, asyncio.Task[Any]] = {}
        # All tasks that have not ended, including those already cancelled.
        self._tasks: set[asyncio.Task[Any]] = set()
        self._closing = False

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    def restart(self, key: Hashable, work: Work) -> None:
        """Run `work` under a key.  A task that still runs under it is cancelled first."""
        self.cancel(key)
        task = self._start(str(key), work)
        if task is not None:
            self._by_key[key] = task
            task.add_done_callback(lambda ended: self._release(key, ended))

    def start_unless_running(self, key: Hashable, work: Work) -> bool:
        """Run `work` under a key and return True.  If a task runs under it, close `work` and return False."""
        if key in self._by_key:
            work.close()
            return False
        self.restart(key, work)
        return True

    def spawn(self, name: str, work: Work) -> None:
        """Run `work` beside everything else.  `name` is for reports."""
        self._start(name, work)

    def is_running(self, key: Hashable) -> bool:
        """True while a task runs under this key."""
        return key in self._by_key

    def cancel(self, key: Hashable) -> None:
        """Cancel the task of a key, if one runs.  It is awaited like all others."""
        task = self._by_key.pop(key, None)
        if task is not None:
            task.cancel()

    async def settle(self, kinds: tuple[type, ...], within_s: float) -> None:
        """Wait until the tasks whose keys are of these types have ended, at most `within_s` seconds."""
        waited = [task for key, task in self._by_key.items() if isinstance(key, kinds)]
        if waited:
            await asyncio.wait(waited, timeout=within_s)

    async def close(self) -> None:
        """Cancel all tasks and wait until the last of them has ended.  Work passed after this is dropped."""
        self._closing = True
        await finish(self._end_all())

    async def _end_all(self) -> None:
        while self._tasks:
            for task in self._tasks:
                if not task.cancelling():  # a second cancellation would interrupt the clean-up of the first
                    task.cancel()
            # A library may swallow a cancellation that meets an error of its own: such a task is cancelled again.
            await asyncio.wait(self._tasks, timeout=CANCEL_AGAIN_S)
            await asyncio.sleep(0)  # lets their callbacks run

    def _start(self, name: str, work: Work) -> asyncio.Task[Any] | None:
        if self._closing:
            work.close()
            return None
        task = asyncio.get_running_loop().create_task(work, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        return task

    def _release(self, key: Hashable, task: asyncio.Task[Any]) -> None:
        if self._by_key.get(key) is task:
            del self._by_key[key]

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if task.cancelled():
            return
        error = task.exception()
        if error is not None:
            log.error("task %s ended: %s", task.get_name(), type(error).__name__)
            self._on_failure(task.get_name(), error)
