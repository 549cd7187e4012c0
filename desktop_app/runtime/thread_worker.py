"""A named thread for work that blocks, and the way back to the loop.

The thread is a daemon: a keyring that waits for a password for ever must not keep the program from ending.
"""

from __future__ import annotations

import asyncio
import contextlib
import queue
import sys
import threading
from collections.abc import Callable
from typing import Any, TypeVar

T = TypeVar("T")
# How long a worker keeps the interpreter while another thread waits for it.  The screen's thread asks for it again
# after each call of Qt's: with the usual 5 ms an export held the window up for 42 ms at a time, with this for 5.
GIVES_WAY_S = 0.001
_Job = tuple[asyncio.AbstractEventLoop, "asyncio.Future[Any]", Callable[[], Any], bool]


class ThreadWorker:
    """Runs what it is given, one after another, away from the loop."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._doing: asyncio.Future[Any] | None = None
        # Held while `_doing` changes and while `end` is called: an end must never meet the work that comes after.
        self._turn = threading.Lock()

    async def run(self, work: Callable[[], T], end: Callable[[], None] | None = None) -> T:
        """The result of `work()`, done on the thread.

        Cancelling stops the waiting, not the work; but with an `end`, work that has not begun is left undone, and `end`
        is called from here for work that is being done.
        """
        if self._thread is None:
            sys.setswitchinterval(GIVES_WAY_S)
            self._thread = threading.Thread(target=self._serve, name=self._name, daemon=True)
            self._thread.start()
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        self._jobs.put((loop, future, work, end is not None))
        try:
            return await future
        except asyncio.CancelledError:
            if end is not None:
                with self._turn:
                    if self._doing is future:
                        end()
            raise

    async def stop(self, within_s: float = 2.0) -> None:
        """Finish what was given, then end the thread; a thread that hangs is left behind."""
        if self._thread is None:
            return
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(within_s):
                await self.run(lambda: None)
        self._jobs.put(None)
        self._thread = None

    def _serve(self) -> None:
        while (job := self._jobs.get()) is not None:
            loop, future, work, can_end = job
            if can_end and future.cancelled():
                continue
            with self._turn:
                self._doing = future
            try:
                result, error = work(), None
            except BaseException as raised:  # the caller decides; the thread must live on
                result, error = None, raised
            with self._turn:
                self._doing = None
            with contextlib.suppress(RuntimeError):  # the loop has closed: nobody waits any more
                loop.call_soon_threadsafe(_settle, future, result, error)
            del job, future, work, result, error


def _settle(future: asyncio.Future[Any], result: Any, error: BaseException | None) -> None:
    if future.done():
        return
    if error is None:
        future.set_result(result)
    else:
        future.set_exception(error)
