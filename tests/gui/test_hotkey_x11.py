"""The global shortcut on a real X server: granted and refused keys, and the effect of a press."""

from __future__ import annotations

import asyncio
import os
import signal
import threading
import time
from collections.abc import AsyncIterator, Awaitable, Iterator
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any

import pytest
from Xlib import X

from desktop_app.controllers.system_integration import shortcut_problem
from desktop_app.desktop.hotkey import GrabResult
from desktop_app.desktop.hotkey_x11 import QUIET_MS, KeyRepeatFilter, X11Hotkey
from tests.gui.conftest import Run
from tests.support.selection_owner import SelectionOwner
from tests.support.wait import until
from tests.support.x_server import XServer, needs_x_server, running_x_server

pytestmark = needs_x_server
CTRL_ALT = frozenset({"ctrl", "alt"})
CTRL_ALT_KEYS = ("Control_L", "Alt_L")


@pytest.fixture(scope="module")
def shared_server() -> Iterator[XServer]:
    with running_x_server() as server:
        yield server


@pytest.fixture
def server(shared_server: XServer, monkeypatch: pytest.MonkeyPatch) -> XServer:
    monkeypatch.setenv("DISPLAY", shared_server.name)
    return shared_server


def open_descriptors() -> int:
    return len(os.listdir("/proc/self/fd"))  # noqa: PTH208 - names are not needed


@pytest.mark.parametrize("key", ["f13", "f20", "f24", "nosuchname", "ł"])
def test_a_key_that_the_keyboard_lacks_is_refused(server: XServer, run: Run, key: str) -> None:
    """For X, key code 0 means any key: any key with the modifiers would then call the selected text."""

    async def work() -> None:
        hotkey, other = X11Hotkey(), X11Hotkey()
        assert await hotkey.grab(CTRL_ALT, key) is GrabResult.NO_SUCH_KEY
        pressed: list[str] = []
        hotkey.pressed.connect(lambda _: pressed.append("the missing key"))
        other.pressed.connect(lambda _: pressed.append("z"))
        assert await other.grab(CTRL_ALT, "z") is GrabResult.GRANTED
        server.press(*CTRL_ALT_KEYS, "q")
        server.press(*CTRL_ALT_KEYS, "z")
        await until(lambda: pressed)
        assert pressed == ["z"]
        await hotkey.release()
        await other.release()

    run(work())


@pytest.mark.parametrize("key", ["q", "1", "f9", "insert", "space", "=", "equal"])
def test_a_key_of_the_keyboard_is_granted_and_calls(server: XServer, run: Run, key: str) -> None:
    keysym = {"f9": "F9", "insert": "Insert", "=": "equal"}.get(key, key)

    async def work() -> None:
        hotkey = X11Hotkey()
        pressed: list[str] = []
        hotkey.pressed.connect(pressed.append)
        assert await hotkey.grab(frozenset({"ctrl", "shift"}), key) is GrabResult.GRANTED
        server.press("Control_L", "Shift_L", keysym)
        await until(lambda: pressed)
        await hotkey.release()

    run(work())


def test_a_symbol_on_the_shift_level_needs_shift(server: XServer, run: Run) -> None:
    async def work() -> None:
        hotkey = X11Hotkey()
        pressed: list[str] = []
        hotkey.pressed.connect(pressed.append)
        assert await hotkey.grab(frozenset({"ctrl"}), "plus") is GrabResult.GRANTED
        server.press("Control_L", "Shift_L", "plus")
        await until(lambda: pressed)
        await hotkey.release()

    run(work())


def test_refusals_leave_no_connection_open(server: XServer, run: Run) -> None:
    async def work() -> None:
        holder, hotkey = X11Hotkey(), X11Hotkey()
        assert await holder.grab(CTRL_ALT, "h") is GrabResult.GRANTED
        assert await hotkey.grab(CTRL_ALT, "f20") is GrabResult.NO_SUCH_KEY
        before = open_descriptors()
        for _ in range(5):
            assert await hotkey.grab(CTRL_ALT, "f20") is GrabResult.NO_SUCH_KEY
            assert await hotkey.grab(CTRL_ALT, "h") is GrabResult.REFUSED
        assert open_descriptors() == before
        await holder.release()

    run(work())


def test_a_second_grab_replaces_the_first(server: XServer, run: Run) -> None:
    async def work() -> None:
        hotkey, other = X11Hotkey(), X11Hotkey()
        for _ in range(5):
            assert await hotkey.grab(CTRL_ALT, "g") is GrabResult.GRANTED
        assert await hotkey.grab(CTRL_ALT, "j") is GrabResult.GRANTED
        assert await other.grab(CTRL_ALT, "g") is GrabResult.GRANTED
        await hotkey.release()
        await other.release()

    run(work())


def test_without_an_x_server_the_shortcut_is_refused(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DISPLAY", f"{tmp_path}/none:0")

    async def work() -> None:
        assert await X11Hotkey().grab(CTRL_ALT, "c") is GrabResult.REFUSED

    run(work())


def test_a_refusal_says_whether_another_key_would_help() -> None:
    assert shortcut_problem(GrabResult.GRANTED) == ""
    assert "keyboard" in shortcut_problem(GrabResult.NO_SUCH_KEY)
    assert "another program" in shortcut_problem(GrabResult.REFUSED)


# ---- presses -----------------------------------------------------------------------------------------


@asynccontextmanager
async def granted(key: str) -> AsyncIterator[list[str]]:
    """Grab Ctrl+Alt and the key.  Yields the list of texts that presses deliver."""
    hotkey = X11Hotkey()
    pressed: list[str] = []
    hotkey.pressed.connect(pressed.append)
    assert await hotkey.grab(CTRL_ALT, key) is GrabResult.GRANTED
    try:
        yield pressed
    finally:
        await hotkey.release()


def test_a_press_delivers_the_selected_text(server: XServer, run: Run) -> None:
    async def work() -> None:
        with closing(SelectionOwner(server.name, "PRIMARY", {"UTF8_STRING": b"600 100 200"})):
            async with granted("a") as pressed:
                server.press(*CTRL_ALT_KEYS, "a")
                await until(lambda: pressed == ["600 100 200"])

    run(work())


@pytest.mark.parametrize("locks", [("Num_Lock",), ("Caps_Lock",), ("Num_Lock", "Caps_Lock")])
def test_num_lock_and_caps_lock_do_not_matter(server: XServer, run: Run, locks: tuple[str, ...]) -> None:
    async def work() -> None:
        async with granted("b") as pressed:
            for lock in locks:
                server.press(lock)
            try:
                server.press(*CTRL_ALT_KEYS, "b")
                await until(lambda: pressed)
            finally:
                for lock in locks:
                    server.press(lock)

    run(work())


@pytest.fixture
def selected(server: XServer) -> Iterator[dict[str, bytes]]:
    """The selection of another program, which the test may change."""
    content = {"UTF8_STRING": b"first"}
    with closing(SelectionOwner(server.name, "PRIMARY", content)):
        yield content


def test_a_key_held_down_is_one_press(server: XServer, run: Run, selected: dict[str, bytes]) -> None:
    async def work() -> None:
        async with granted("c") as pressed:
            server.down(*CTRL_ALT_KEYS, "c")
            for _ in range(3):  # key repeats of the server
                server.up("c")
                server.down("c")
                server.hold(QUIET_MS - 100)
            server.up("c")
            await until(lambda: pressed)
            selected["UTF8_STRING"] = b"second"
            server.hold(QUIET_MS + 100)
            server.down("c")
            server.up("c", *CTRL_ALT_KEYS)
            await until(lambda: "second" in pressed)
            assert pressed == ["first", "second"]

    run(work())


def test_another_key_pressed_meanwhile_is_no_press(server: XServer, run: Run, selected: dict[str, bytes]) -> None:
    async def work() -> None:
        server.display.change_keyboard_control(auto_repeat_mode=X.AutoRepeatModeOff)
        async with granted("c") as pressed:
            server.down(*CTRL_ALT_KEYS, "c")
            server.hold(QUIET_MS + 100)
            server.down("x")
            server.up("x", "c")
            await until(lambda: pressed)
            selected["UTF8_STRING"] = b"second"
            server.hold(QUIET_MS + 100)
            server.down("c")
            server.up("c", *CTRL_ALT_KEYS)
            await until(lambda: "second" in pressed)
            assert pressed == ["first", "second"]
        server.display.change_keyboard_control(auto_repeat_mode=X.AutoRepeatModeDefault)

    run(work())


@pytest.mark.parametrize(
    ("events", "presses"),
    [
        ([(True, 5)], [True]),
        ([(True, 0), (False, 80), (True, QUIET_MS + 80)], [True, False, False]),
        ([(True, 0), (False, 80), (True, QUIET_MS + 81)], [True, False, True]),
        ([(True, 0), (False, 1500), (True, 1500), (False, 3000), (True, 3000)], [True, False, False, False, False]),
        ([(True, 2**32 - 10), (False, 20), (True, 25)], [True, False, False]),
        ([(True, 2**32 - 10), (False, 2**32 - 5), (True, QUIET_MS)], [True, False, True]),
    ],
)
def test_a_press_comes_after_a_second_without_any_event(events: list[tuple[bool, int]], presses: list[bool]) -> None:
    repeats = KeyRepeatFilter()
    assert [repeats.is_press(is_down, at_ms) for is_down, at_ms in events] == presses


# ---- programs that do not answer ---------------------------------------------------------------------


async def longest_turn_s(work: Awaitable[Any]) -> float:
    """Await the work and return the longest iteration of the loop, in seconds."""
    doing, longest_s = asyncio.ensure_future(work), 0.0
    while not doing.done():
        begun_s = time.monotonic()
        await asyncio.sleep(0.01)
        longest_s = max(longest_s, time.monotonic() - begun_s)
    await doing
    return longest_s


def test_a_selection_owner_that_never_answers_does_not_block_the_loop(server: XServer, run: Run) -> None:
    async def work() -> None:
        with closing(SelectionOwner(server.name, "PRIMARY", None)) as owner:
            async with granted("d") as pressed:
                server.press(*CTRL_ALT_KEYS, "d")
                assert await longest_turn_s(until(lambda: pressed)) < 5, "Qt waits 15 s for such an owner"
                assert pressed == [""]
                server.hold(QUIET_MS + 100)
                server.press(*CTRL_ALT_KEYS, "d")
                await until(lambda: owner.requests == 2)
            # The shortcut is released while the selection is being read: the press has no effect, and the key is free.
            async with granted("d"):
                assert len(pressed) == 1

    run(work())


def test_a_stopped_server_does_not_block_the_loop_and_grants_nothing_later(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def work() -> None:
        with running_x_server() as server:
            monkeypatch.setenv("DISPLAY", server.name)
            hotkey, other = X11Hotkey(), X11Hotkey()
            server.process.send_signal(signal.SIGSTOP)
            try:
                asked = asyncio.ensure_future(hotkey.grab(CTRL_ALT, "e"))
                assert await longest_turn_s(asked) < 5
                assert await asked is GrabResult.REFUSED
            finally:
                server.process.send_signal(signal.SIGCONT)
            assert await other.grab(CTRL_ALT, "f") is GrabResult.GRANTED
            threads = {thread for thread in threading.enumerate() if thread.name == "hotkey"}
            await until(lambda: len([thread for thread in threads if thread.is_alive()]) == 1)
            assert await hotkey.grab(CTRL_ALT, "e") is GrabResult.GRANTED
            server.process.send_signal(signal.SIGSTOP)
            try:
                assert await longest_turn_s(hotkey.release()) < 5
            finally:
                server.process.send_signal(signal.SIGCONT)
            await other.release()

    run(work())


def test_the_shortcut_is_lost_when_the_server_ends(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    async def work() -> None:
        hotkey = X11Hotkey()
        with running_x_server() as server:
            monkeypatch.setenv("DISPLAY", server.name)
            assert await hotkey.grab(CTRL_ALT, "c") is GrabResult.GRANTED
        await until(lambda: not [thread for thread in threading.enumerate() if thread.name == "hotkey"])
        await hotkey.release()

    run(work())
