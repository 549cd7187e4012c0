"""The thread for blocking calls: interrupts, cancelled callers, and the release of jobs."""

from __future__ import annotations

import asyncio
import gc
import threading
from collections.abc import Callable

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


def hanging(begun: threading.Event, may_end: threading.Event) -> Callable[[], None]:
    def job() -> None:
        begun.set()
        may_end.wait(10)

    return job


async def test_what_a_job_raises_is_raised_to_its_caller_and_the_thread_lives_on() -> None:
    def fail(error: BaseException) -> None:
        raise error

    async with ThreadWorker("test") as worker:
        for error in (ValueError("x"), SystemExit(3), KeyboardInterrupt()):
            with pytest.raises(type(error)) as raised:
                await worker.run(lambda error=error: fail(error))  # type: ignore[misc]
            assert raised.value is error
        assert await worker.run(lambda: 7) == 7


async def test_the_thread_is_one_daemon_for_all_jobs_and_starts_with_the_first() -> None:
    before = threading.active_count()
    worker = ThreadWorker("test")
    await worker.stop()
    assert threading.active_count() == before
    threads = {await worker.run(threading.current_thread) for _ in range(3)}
    (thread,) = threads
    assert thread.daemon, "it must not keep the program from ending"
    await worker.stop()
    thread.join(10)
    assert not thread.is_alive()
    again = await worker.run(threading.current_thread)
    assert again is not thread, "a worker that was stopped starts again"
    await worker.stop()


async def test_an_interrupt_is_called_on_the_callers_thread_while_its_job_runs() -> None:
    begun, may_end = threading.Event(), threading.Event()
    called: list[threading.Thread] = []

    def interrupt() -> None:
        called.append(threading.current_thread())
        may_end.set()

    async with ThreadWorker("test") as worker:
        job = asyncio.create_task(worker.run(hanging(begun, may_end), interrupt=interrupt))
        await asyncio.to_thread(begun.wait, 10)
        job.cancel()
        with pytest.raises(asyncio.CancelledError):
            await job
    assert called == [threading.main_thread()]


async def test_an_interrupt_meets_no_job_that_has_ended_and_none_of_another() -> None:
    called: list[str] = []
    begun, may_end = threading.Event(), threading.Event()
    async with ThreadWorker("test") as worker:
        running = asyncio.create_task(worker.run(hanging(begun, may_end)))
        waiting = asyncio.create_task(worker.run(lambda: called.append("job"), interrupt=lambda: called.append("end")))
        await asyncio.to_thread(begun.wait, 10)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        may_end.set()
        await running
        await worker.run(lambda: None, interrupt=lambda: called.append("end"))
    assert called == []


async def test_a_job_that_hangs_is_left_behind() -> None:
    begun, may_end = threading.Event(), threading.Event()
    worker = ThreadWorker("test")
    job = asyncio.create_task(worker.run(hanging(begun, may_end)))
    await asyncio.to_thread(begun.wait, 10)
    await worker.stop(within_s=0.01)
    assert not job.done()
    may_end.set()
    await job


async def test_stopping_finishes_the_jobs_that_were_given() -> None:
    done: list[int] = []
    worker = ThreadWorker("test")
    jobs = [asyncio.create_task(worker.run(lambda n=n: done.append(n))) for n in range(5)]  # type: ignore[misc]
    await asyncio.sleep(0)
    await worker.stop()
    assert done == [0, 1, 2, 3, 4]
    await asyncio.gather(*jobs)


def test_a_job_may_outlive_the_loop_that_gave_it() -> None:
    begun, may_end = threading.Event(), threading.Event()
    worker = ThreadWorker("test")

    async def give() -> None:
        job = asyncio.create_task(worker.run(hanging(begun, may_end)))
        await asyncio.to_thread(begun.wait, 10)
        job.cancel()

    async def use_again() -> str:
        may_end.set()
        try:
            return await worker.run(lambda: "alive")
        finally:
            await worker.stop()

    asyncio.run(give())
    assert asyncio.run(use_again()) == "alive"


@pytest.mark.parametrize("fails", [False, True])
async def test_a_job_is_released_by_its_caller_when_the_thread_is_slow_to_go_on(
    fails: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    loop, released, dropped_on = asyncio.get_running_loop(), threading.Event(), list[threading.Thread]()
    call_soon = loop.call_soon_threadsafe

    class Held:
        def __del__(self) -> None:
            dropped_on.append(threading.current_thread())

        def work(self) -> None:
            if fails:
                raise ValueError

    def call_and_stay(callback: Callable[..., object], *arguments: object) -> None:
        call_soon(callback, *arguments)
        del arguments
        released.wait(10)

    async with ThreadWorker("test") as worker:
        monkeypatch.setattr(loop, "call_soon_threadsafe", call_and_stay)
        held = Held()
        job = asyncio.create_task(worker.run(held.work))
        del held
        await asyncio.wait([job])
        assert isinstance(job.exception(), ValueError) is fails
        del job
        gc.collect()
        released.set()
        await worker.run(lambda: None)
    assert dropped_on == [threading.main_thread()]
