"""Notifications on a real session bus: calls of the desktop's service, and pressed buttons."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from jeepney import DBusAddress, new_signal

from desktop_app.desktop.notifications import Notifications
from desktop_app.desktop.session_bus import session_bus
from tests.support.session_bus import BusService, SessionBus, needs_bus, running_bus
from tests.support.wait import until

pytestmark = [needs_bus, pytest.mark.skipif(sys.platform != "linux", reason="the service of Linux")]


@pytest.fixture
def bus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SessionBus]:
    with running_bus(tmp_path) as running:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", running.address)
        yield running


@asynccontextmanager
async def notifications(timeout_s: float = 5.0) -> AsyncIterator[Notifications]:
    made = Notifications("CloudPBX Desktop", timeout_s=timeout_s)
    try:
        yield made
    finally:
        await made.close()


def start_service(bus: SessionBus, *arguments: str) -> BusService:
    return bus.start("tests.support.notification_service", *arguments)


def open_descriptors() -> int:
    return len(os.listdir("/proc/self/fd"))  # noqa: PTH208 - names are not needed


async def next_asked(service: BusService) -> dict[str, Any]:
    """Wait in a thread, since the service needs answers from the loop."""
    return await asyncio.to_thread(service.asked)


async def test_external_names_are_escaped_in_notifications(bus: SessionBus) -> None:
    service = start_service(bus)
    async with notifications() as shown:
        assert await shown.show("ring", "<b>Anna</b> rings", "Jan & <i>Syn</i>")
        asked = await next_asked(service)
    assert (asked["title"], asked["body"]) == ("<b>Anna</b> rings", "Jan &amp; &lt;i&gt;Syn&lt;/i&gt;")
    assert asked["actions"] == {}


async def test_a_button_press_and_a_click_are_each_handled_once(bus: SessionBus) -> None:
    service = start_service(bus)
    done: list[str] = []
    async with notifications() as shown:
        for key in ("a", "b", "c"):
            buttons = [("Call", partial(done.append, f"call {key}")), ("Open", partial(done.append, "open"))]
            assert await shown.show(key, key, "", buttons, partial(done.append, f"click {key}"))
        first, second, third = [await next_asked(service) for _ in range(3)]
        assert first["actions"] == {"": "default", "Call": "0", "Open": "1"}
        service.order(f"{second['id']} {second['actions']['Call']}")
        service.order(f"{second['id']} {second['actions']['Call']}")
        service.order(f"{first['id']} no-such-action")
        service.order(f"{first['id']} default")
        service.order(f"{third['id']} default")
        await until(lambda: "click c" in done)
    assert done == ["call b", "click c"]


async def test_a_failing_handler_does_not_prevent_the_next(bus: SessionBus) -> None:
    service = start_service(bus)
    loop = asyncio.get_running_loop()
    done: list[str] = []
    failures: list[object] = []
    loop.set_exception_handler(lambda _, context: failures.append(context.get("exception")))

    def fail() -> None:
        raise LookupError

    async with notifications() as shown:
        await shown.show("a", "a", "", (), fail)
        await shown.show("b", "b", "", (), lambda: done.append("b"))
        for _ in range(2):
            service.order(f"{(await next_asked(service))['id']} default")
        await until(lambda: done)
    assert [type(failure) for failure in failures] == [LookupError]


async def test_a_signal_of_another_program_is_ignored(bus: SessionBus) -> None:
    service = start_service(bus)
    done: list[str] = []
    async with notifications() as shown, session_bus() as other:
        await shown.show("a", "a", "", (), lambda: done.append("a"))
        await shown.show("b", "b", "", (), lambda: done.append("b"))
        first, second = [await next_asked(service) for _ in range(2)]
        sender = DBusAddress("/org/freedesktop/Notifications", interface="org.freedesktop.Notifications")
        await other.send(new_signal(sender, "ActionInvoked", "us", (first["id"], "default")))
        await other.send(new_signal(sender, "ActionInvoked", "s", ("malformed",)))
        await other.send(new_signal(sender, "Unknown"))
        await asyncio.wait_for(shown.show("c", "c", ""), 5)  # so the bus has delivered the earlier messages
        service.order(f"{second['id']} default")
        await until(lambda: done)
    assert done == ["b"]


async def test_a_withdrawn_or_replaced_notification_is_closed(bus: SessionBus) -> None:
    service = start_service(bus)
    async with notifications() as shown:
        await shown.show("ring", "Anna", "")
        await shown.show("ring", "Anna, Sales", "")
        await shown.withdraw("ring")
        await shown.withdraw("ring")
        asked = [await next_asked(service) for _ in range(4)]
    assert [list(one) for one in asked] == [["id", "title", "body", "actions"], ["closed"]] * 2
    assert [asked[1]["closed"], asked[3]["closed"]] == [asked[0]["id"], asked[2]["id"]]


async def test_a_desktop_without_a_service_leaks_no_descriptor(bus: SessionBus) -> None:
    async with notifications() as shown:
        assert not await shown.show("ring", "Anna", "")
        before = open_descriptors()
        for _ in range(5):
            assert not await shown.show("ring", "Anna", "")
        assert open_descriptors() == before
        assert shown.works is False
        start_service(bus)
        before = open_descriptors()
        assert await shown.show("ring", "Anna", "")
        assert open_descriptors() == before + 1


async def test_a_bus_that_does_not_answer_leaks_no_descriptor(bus: SessionBus) -> None:
    bus.daemon.send_signal(signal.SIGSTOP)
    try:
        async with notifications(timeout_s=0.1) as shown:
            before = open_descriptors()
            for _ in range(3):
                assert not await shown.show("ring", "Anna", "")
            assert open_descriptors() == before
    finally:
        bus.daemon.send_signal(signal.SIGCONT)


@pytest.mark.parametrize("address", [None, "", "unix:path=/nowhere/bus", "tcp:host=localhost,port=1", "nonsense"])
async def test_without_a_bus_nothing_is_shown(monkeypatch: pytest.MonkeyPatch, address: str | None) -> None:
    if address is None:
        monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    else:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
    async with notifications() as shown:
        assert not await shown.show("ring", "Anna", "")


async def test_the_next_notification_finds_a_bus_that_came_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folders = [tmp_path / "first", tmp_path / "second"]
    for folder in folders:
        folder.mkdir()
    async with notifications() as shown:
        with running_bus(folders[0]) as bus:
            monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", bus.address)
            start_service(bus)
            assert await shown.show("a", "a", "")
        with running_bus(folders[1]) as bus:
            monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", bus.address)
            start_service(bus)
            assert not await shown.show("b", "b", "")
            assert await shown.show("b", "b", "")
