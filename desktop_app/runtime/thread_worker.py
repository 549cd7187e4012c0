"""A named thread for blocking calls, awaited from the event loop.

The thread is a daemon: a keyring that waits for a password for ever must not prevent the program from ending.
"""

from __future__ import annotations

import asyncio
import contextlib
import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self, TypeVar

from desktop_app.runtime.lifetimes import finish

T = TypeVar("T")


@dataclass(slots=True, eq=False)
class _Job:
    """One call, and its outcome when it has ended."""

    loop: asyncio.AbstractEventLoop
    future: asyncio.Future[Any]
    work: Callable[[], Any]
    can_interrupt: bool
    result: Any = None
    error: BaseException | None = None


class ThreadWorker:
    """Runs one job after another on its own thread, which starts with the first job."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._running: asyncio.Future[Any] | None = None
        # Held while `_running` changes and while an interrupt is called, so that an interrupt never hits the next job.
        self._turn = threading.Lock()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await finish(self.stop())

    async def run(self, work: Callable[[], T], interrupt: Callable[[], None] | None = None) -> T:
        """Return the result of `work()`, called on the thread; what it raises is raised here.

        Cancelling ends the waiting, not the job.  With `interrupt`, cancelling also skips a job that has not started,
        and calls `interrupt` (on the caller's thread) for one that is running.
        """
        if self._thread is None:
            self._thread = threading.Thread(target=self._serve, name=self._name, daemon=True)
            self._thread.start()
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        self._jobs.put(_Job(loop, future, work, interrupt is not None))
        try:
            return await future
        except asyncio.CancelledError:
            if interrupt is not None:
                with self._turn:
                    if self._running is future:
                        interrupt()
            raise

    async def stop(self, within_s: float = 2.0) -> None:
        """Finish the queued jobs and end the thread.  A job that hangs longer than `within_s` seconds is abandoned."""
        if self._thread is None:
            return
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(within_s):
                await self.run(lambda: None)
        self._jobs.put(None)
        self._thread = None

    def _serve(self) -> None:
        while (job := self._jobs.get()) is not None:
            if not (job.can_interrupt and job.future.cancelled()):
                with self._turn:
                    self._running = job.future
                try:
                    job.result = job.work()
                except BaseException as raised:  # raised again by `run`; the thread must go on
                    job.error = raised
                with self._turn:
                    self._running = None
            _hand_back(job)
            del job


def _hand_back(job: _Job) -> None:
    """Pass the job, with its outcome, to the loop's thread.

    A job may hold the last reference to a Qt object (a closure over a widget), and only the GUI thread may destroy it.
    """
    with contextlib.suppress(RuntimeError):  # the loop is closed, so no caller is waiting
        job.loop.call_soon_threadsafe(_settle, job)


def _settle(job: _Job) -> None:
    """Give the outcome to the caller, on the loop's thread, and empty the job, which the worker may still hold."""
    if not job.future.done():
        if job.error is None:
            job.future.set_result(job.result)
        else:
            job.future.set_exception(job.error)
    del job.future, job.work, job.result, job.error
