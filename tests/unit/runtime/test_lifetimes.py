"""Closing is completed even if its caller is cancelled."""

from __future__ import annotations

import asyncio

import pytest

from desktop_app.runtime.lifetimes import finish


async def test_closing_goes_on_when_the_caller_is_cancelled() -> None:
    begun, may_end, closed = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def close() -> None:
        begun.set()
        await may_end.wait()
        closed.set()

    caller = asyncio.create_task(finish(close()))
    await begun.wait()
    for _ in range(3):  # the user presses Quit repeatedly
        caller.cancel()
        await asyncio.sleep(0)
    assert not caller.done()
    may_end.set()
    with pytest.raises(asyncio.CancelledError):
        await caller
    assert closed.is_set()


async def test_an_error_of_closing_is_raised() -> None:
    async def close() -> None:
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        await finish(close())


async def test_without_a_cancellation_nothing_is_raised() -> None:
    await finish(asyncio.sleep(0))


async def test_closing_is_a_task_with_a_name() -> None:
    """Reports of tasks that hang show it."""
    names: list[str] = []

    async def close() -> None:
        task = asyncio.current_task()
        assert task is not None
        names.append(task.get_name())

    await finish(close())
    assert names == ["closing"]
