"""Uncaught exceptions are logged and reported in one sentence."""

from __future__ import annotations

import asyncio
import sys
import threading
from collections.abc import AsyncIterator

import pytest

from desktop_app.runtime.exception_hooks import ExceptionHooks


@pytest.fixture
async def reports() -> AsyncIterator[list[str]]:
    """Install the hooks; yields the list of reports."""
    reports: list[str] = []
    hooks = ExceptionHooks(asyncio.get_running_loop(), lambda: reports.append(threading.current_thread().name))
    hooks.install()
    yield reports
    hooks.remove()


async def turns() -> None:
    for _ in range(3):
        await asyncio.sleep(0)


def raised(error: BaseException) -> BaseException:
    try:
        raise error
    except BaseException as caught:
        return caught


async def test_an_exception_of_the_main_thread_is_logged_and_reported_once(
    reports: list[str], caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    for _ in range(3):
        error = raised(KeyError("x"))
        sys.excepthook(type(error), error, error.__traceback__)
    await turns()
    assert reports == ["MainThread"]
    assert [record.exc_info[0] for record in caplog.records if record.exc_info] == [KeyError] * 3
    assert capfd.readouterr().err == ""


async def test_an_exception_of_a_thread_is_reported_on_the_loops_thread(
    reports: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    def fail() -> None:
        raise ValueError("x")

    thread = threading.Thread(target=fail, name="archive")
    thread.start()
    await asyncio.to_thread(thread.join)
    await turns()
    assert reports == ["MainThread"]
    assert "thread archive died" in caplog.text


async def test_an_exception_of_the_loop_is_reported(reports: list[str], caplog: pytest.LogCaptureFixture) -> None:
    asyncio.get_running_loop().call_soon(lambda: 1 // 0)
    await turns()
    await turns()
    assert reports == ["MainThread"]
    assert "ZeroDivisionError" in caplog.text


async def test_an_exception_of_a_destructor_is_reported(reports: list[str], caplog: pytest.LogCaptureFixture) -> None:
    class Broken:
        def __del__(self) -> None:
            raise ValueError("x")

    Broken()
    await turns()
    assert reports == ["MainThread"]
    assert "ignored while an object was destroyed" in caplog.text


@pytest.mark.parametrize("error", [KeyboardInterrupt(), SystemExit(0)])
async def test_exiting_is_not_an_error(
    error: BaseException, reports: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    sys.excepthook(type(error), error, None)
    await turns()
    assert reports == []
    assert not caplog.records


def test_removing_restores_the_previous_hooks(caplog: pytest.LogCaptureFixture) -> None:
    before = (sys.excepthook, sys.unraisablehook, threading.excepthook)
    loop = asyncio.new_event_loop()
    hooks = ExceptionHooks(loop, lambda: None)
    hooks.install()
    loop.close()
    sys.excepthook(ValueError, ValueError("after the loop"), None)  # must not raise
    hooks.remove()
    assert (sys.excepthook, sys.unraisablehook, threading.excepthook) == before
    assert "after the loop" in caplog.text
