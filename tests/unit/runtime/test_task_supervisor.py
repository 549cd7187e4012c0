"""Every task is awaited by its supervisor, and one that fails is reported."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from enum import Enum, auto

import pytest

from desktop_app.runtime.task_supervisor import TaskSupervisor
from tests.support.wait import until


class Job(Enum):
    SYNC = auto()
    FEED = auto()


@dataclass(frozen=True)
class Order:
    number: str


def supervisor() -> TaskSupervisor:
    return TaskSupervisor(lambda name, error: pytest.fail(f"{name}: {error!r}"))


class Slow:
    """Work that takes a while to end after cancellation, like finishing an order."""

    def __init__(self) -> None:
        self.may_end, self.ended = asyncio.Event(), False

    async def work(self) -> None:
        try:
            await asyncio.Event().wait()
        finally:
            await self.may_end.wait()
            self.ended = True


async def test_a_task_that_fails_is_reported_and_the_others_go_on() -> None:
    failed: list[tuple[str, str]] = []

    async def fail() -> None:
        raise ValueError

    async with TaskSupervisor(lambda name, error: failed.append((name, type(error).__name__))) as tasks:
        tasks.restart(Job.SYNC, fail())
        tasks.restart(Job.FEED, asyncio.sleep(60))
        await until(lambda: failed)
        assert failed == [("Job.SYNC", "ValueError")]
        assert tasks.is_running(Job.FEED)
        assert not tasks.is_running(Job.SYNC)
    assert not tasks.is_running(Job.FEED)


async def test_closing_awaits_a_task_that_a_restart_cancelled() -> None:
    tasks, slow = supervisor(), Slow()
    tasks.restart(Job.SYNC, slow.work())
    await asyncio.sleep(0)
    tasks.restart(Job.SYNC, asyncio.sleep(60))
    closing = asyncio.create_task(tasks.close())
    for _ in range(10):
        await asyncio.sleep(0)
    assert not closing.done(), "the cancelled task has not ended yet"
    slow.may_end.set()
    await closing
    assert slow.ended


async def test_closing_is_finished_even_when_it_is_cancelled() -> None:
    tasks, slow = supervisor(), Slow()
    tasks.restart(Job.SYNC, slow.work())
    await asyncio.sleep(0)
    closing = asyncio.create_task(tasks.close())
    await asyncio.sleep(0)
    closing.cancel()
    await asyncio.sleep(0)
    slow.may_end.set()
    with pytest.raises(asyncio.CancelledError):
        await closing
    assert slow.ended


async def test_a_restart_cancels_the_task_before_it() -> None:
    ends: list[str] = []

    async def work(name: str) -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ends.append(name)

    async with supervisor() as tasks:
        tasks.restart(Job.SYNC, work("first"))
        await asyncio.sleep(0)
        tasks.restart(Job.SYNC, work("second"))
        await until(lambda: ends)
        assert ends == ["first"]
        assert tasks.is_running(Job.SYNC)
    assert ends == ["first", "second"]


async def test_a_running_key_is_not_started_again() -> None:
    async with supervisor() as tasks:
        assert tasks.start_unless_running(Order("101"), asyncio.sleep(60))
        assert not tasks.start_unless_running(Order("101"), asyncio.sleep(60))
        assert tasks.start_unless_running(Order("102"), asyncio.sleep(60))
        tasks.cancel(Order("101"))
        assert tasks.start_unless_running(Order("101"), asyncio.sleep(60))


async def test_settle_waits_for_orders_only() -> None:
    done: list[str] = []
    may_end = asyncio.Event()

    async def order() -> None:
        await may_end.wait()
        done.append("order")

    async with supervisor() as tasks:
        tasks.restart(Order("101"), order())
        tasks.restart(Job.FEED, asyncio.sleep(60))
        settling = asyncio.create_task(tasks.settle((Order,), within_s=10))
        await asyncio.sleep(0)
        may_end.set()
        await settling
        assert done == ["order"]
        assert tasks.is_running(Job.FEED)
        await tasks.settle((Order,), within_s=10)  # no task is left


async def test_settle_stops_waiting_for_a_hanging_order() -> None:
    async with supervisor() as tasks:
        tasks.restart(Order("101"), asyncio.Event().wait())
        await tasks.settle((Order,), within_s=0.01)
        assert tasks.is_running(Order("101"))


async def test_a_closed_supervisor_drops_new_work() -> None:
    tasks = supervisor()
    await tasks.close()
    tasks.restart(Job.SYNC, asyncio.sleep(60))
    tasks.spawn("beside", asyncio.sleep(60))
    assert not tasks.is_running(Job.SYNC)


async def test_spawned_work_runs_beside_work_of_the_same_name() -> None:
    done: list[int] = []

    async def work(number: int) -> None:
        done.append(number)

    async with supervisor() as tasks:
        tasks.spawn("same", work(1))
        tasks.spawn("same", work(2))
        await until(lambda: len(done) == 2)
    assert sorted(done) == [1, 2]


async def test_spawned_work_that_fails_is_reported_under_its_name() -> None:
    failed: list[str] = []

    async def fail() -> None:
        raise ValueError

    async with TaskSupervisor(lambda name, error: failed.append(name)) as tasks:
        tasks.spawn("beside", fail())
        await until(lambda: failed)
    assert failed == ["beside"]


async def test_a_restarted_key_belongs_to_the_new_task_when_the_old_one_ends_late() -> None:
    slow = Slow()
    async with supervisor() as tasks:
        tasks.restart(Job.SYNC, slow.work())
        await asyncio.sleep(0)
        tasks.restart(Job.SYNC, asyncio.sleep(60))
        slow.may_end.set()
        await until(lambda: slow.ended)
        await asyncio.sleep(0)
        assert tasks.is_running(Job.SYNC)
        tasks.cancel(Job.SYNC)
        assert not tasks.is_running(Job.SYNC), "its name is free at once"


async def test_closing_waits_for_its_tasks_and_no_longer() -> None:
    tasks = supervisor()
    tasks.restart(Job.SYNC, asyncio.sleep(60))
    await asyncio.sleep(0)
    closing = asyncio.create_task(tasks.close())
    for _ in range(50):  # turns of the loop, no time
        await asyncio.sleep(0)
    assert closing.done()
    await closing


async def test_a_cancellation_that_a_library_swallows_is_repeated() -> None:
    """Connecting met an error in the moment of the cancellation: the task went on, and closing waited for ever."""
    tasks = TaskSupervisor(lambda name, error: None)
    begun = asyncio.Event()

    async def swallow_once() -> None:
        begun.set()
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            task = asyncio.current_task()
            assert task is not None
            task.uncancel()
        await asyncio.Event().wait()

    tasks.restart(Order("101"), swallow_once())
    await begun.wait()
    async with asyncio.timeout(10):
        await tasks.close()
