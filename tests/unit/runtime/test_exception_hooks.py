"""Exceptions that nobody caught are logged and reported in one sentence."""

from __future__ import annotations

import asyncio
import sys
import threading
from collections.abc import AsyncIterator

import pytest

from desktop_app.runtime.exception_hooks import ExceptionHooks


@pytest.fixture
async def told() -> AsyncIterator[list[str]]:
    """Installed hooks; the list grows with each sentence."""
    told: list[str] = []
    hooks = ExceptionHooks(asyncio.get_running_loop(), lambda: told.append(threading.current_thread().name))
    hooks.install()
    yield told
    hooks.remove()


async def turns() -> None:
    for _ in range(3):
        await asyncio.sleep(0)


def raised(error: BaseException) -> BaseException:
    try:
        raise error
    except BaseException as caught:
        return caught


async def test_one_of_the_interpreter_is_logged_and_told_once(
    told: list[str], caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    for _ in range(3):
        error = raised(KeyError("x"))
        sys.excepthook(type(error), error, error.__traceback__)
    await turns()
    assert told == ["MainThread"]
    assert [record.exc_info[0] for record in caplog.records if record.exc_info] == [KeyError] * 3
    assert capfd.readouterr().err == ""


async def test_one_of_a_thread_is_told_on_the_loops_thread(told: list[str], caplog: pytest.LogCaptureFixture) -> None:
    def fail() -> None:
        raise ValueError("x")

    thread = threading.Thread(target=fail, name="archive")
    thread.start()
    await asyncio.to_thread(thread.join)
    await turns()
    assert told == ["MainThread"]
    assert "thread archive died" in caplog.text


async def test_one_of_the_loop_is_told(told: list[str], caplog: pytest.LogCaptureFixture) -> None:
    asyncio.get_running_loop().call_soon(lambda: 1 // 0)
    await turns()
    await turns()
    assert told == ["MainThread"]
    assert "ZeroDivisionError" in caplog.text


async def test_one_of_a_destructor_is_told(told: list[str], caplog: pytest.LogCaptureFixture) -> None:
    class Broken:
        def __del__(self) -> None:
            raise ValueError("x")

    Broken()
    await turns()
    assert told == ["MainThread"]
    assert "ignored while an object was destroyed" in caplog.text


@pytest.mark.parametrize("error", [KeyboardInterrupt(), SystemExit(0)])
async def test_the_programs_end_is_no_error(
    error: BaseException, told: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    sys.excepthook(type(error), error, None)
    await turns()
    assert told == []
    assert not caplog.records


def test_hooks_are_put_back(caplog: pytest.LogCaptureFixture) -> None:
    before = (sys.excepthook, sys.unraisablehook, threading.excepthook)
    loop = asyncio.new_event_loop()
    hooks = ExceptionHooks(loop, lambda: None)
    hooks.install()
    loop.close()
    sys.excepthook(ValueError, ValueError("after the loop"), None)  # must not raise
    hooks.remove()
    assert (sys.excepthook, sys.unraisablehook, threading.excepthook) == before
    assert "after the loop" in caplog.text
