"""The thread for blocking calls: interrupts, cancelled callers, and the release of jobs."""

from __future__ import annotations

import asyncio
import threading

import pytest

from desktop_app.runtime.thread_worker import ThreadWorker


async def test_an_interrupt_never_hits_the_next_job() -> None:
    worker = ThreadWorker("test")
    begun, ended = threading.Event(), threading.Event()
    done: list[str] = []

    def question() -> None:
        begun.set()
        ended.wait(10)

    asked = asyncio.create_task(worker.run(question, interrupt=ended.set))
    waiting = asyncio.create_task(worker.run(lambda: done.append("not begun"), interrupt=lambda: done.append("ended")))
    order = asyncio.create_task(worker.run(lambda: done.append("order")))
    await asyncio.to_thread(begun.wait, 10)
    waiting.cancel()
    asked.cancel()
    await order
    for task in (asked, waiting):
        with pytest.raises(asyncio.CancelledError):
            await task
    assert done == ["order"]
    await worker.stop()


async def test_a_job_without_an_interrupt_finishes_after_its_caller_was_cancelled() -> None:
    worker = ThreadWorker("test")
    go = threading.Event()
    done: list[int] = []
    first = asyncio.create_task(worker.run(lambda: go.wait(10)))
    second = asyncio.create_task(worker.run(lambda: done.append(1)))
    await asyncio.sleep(0)
    second.cancel()
    go.set()
    await first
    await worker.run(lambda: None)
    assert done == [1]
    await worker.stop()


async def test_a_job_is_released_on_the_thread_that_submitted_it() -> None:
    """A closure may hold the last reference to a widget, which only the GUI thread may destroy."""
    dropped_on: list[threading.Thread] = []

    class Held:
        def __del__(self) -> None:
            dropped_on.append(threading.current_thread())

    async with ThreadWorker("test") as worker:
        held = Held()
        job = asyncio.create_task(worker.run(lambda held=held: id(held)))  # type: ignore[misc]
        await asyncio.sleep(0)
        del held
        job.cancel()
        with pytest.raises(asyncio.CancelledError):
            await job
        del job
        await worker.run(lambda: None)
    assert dropped_on == [threading.main_thread()]


async def test_leaving_ends_the_thread() -> None:
    async with ThreadWorker("a thread of this test") as worker:
        thread = await worker.run(threading.current_thread)
        assert thread.name == "a thread of this test"
    thread.join(10)
    assert not thread.is_alive()
