"""The thread for what blocks: a question that is given up ends, and nothing that comes after it is touched."""

from __future__ import annotations

import asyncio
import threading

import pytest

from desktop_app.runtime.thread_worker import ThreadWorker


async def test_an_end_meets_only_the_work_that_it_is_meant_for() -> None:
    worker = ThreadWorker("test")
    begun, ended = threading.Event(), threading.Event()
    done: list[str] = []

    def question() -> None:
        begun.set()
        ended.wait(10)

    asked = asyncio.create_task(worker.run(question, end=ended.set))
    waiting = asyncio.create_task(worker.run(lambda: done.append("not begun"), end=lambda: done.append("ended")))
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


async def test_work_without_an_end_is_done_even_when_nobody_waits() -> None:
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
