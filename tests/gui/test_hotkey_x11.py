"""The global shortcut on a real X server: which keys are granted, and what a press gives."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_app.controllers.system_integration import hotkey_sentence
from desktop_app.desktop.hotkey import GrabResult
from desktop_app.desktop.hotkey_x11 import X11Key
from tests.gui.conftest import Run
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
    """X takes key code 0 as «any key»: any key with the modifiers would then call the selected text."""

    async def work() -> None:
        hotkey, other = X11Key(), X11Key()
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
        hotkey = X11Key()
        pressed: list[str] = []
        hotkey.pressed.connect(pressed.append)
        assert await hotkey.grab(frozenset({"ctrl", "shift"}), key) is GrabResult.GRANTED
        server.press("Control_L", "Shift_L", keysym)
        await until(lambda: pressed)
        await hotkey.release()

    run(work())


def test_a_sign_on_the_shift_level_is_pressed_with_shift(server: XServer, run: Run) -> None:
    async def work() -> None:
        hotkey = X11Key()
        pressed: list[str] = []
        hotkey.pressed.connect(pressed.append)
        assert await hotkey.grab(frozenset({"ctrl"}), "plus") is GrabResult.GRANTED
        server.press("Control_L", "Shift_L", "plus")
        await until(lambda: pressed)
        await hotkey.release()

    run(work())


def test_refusals_leave_no_connection_open(server: XServer, run: Run) -> None:
    async def work() -> None:
        holder, hotkey = X11Key(), X11Key()
        assert await holder.grab(CTRL_ALT, "h") is GrabResult.GRANTED
        assert await hotkey.grab(CTRL_ALT, "f20") is GrabResult.NO_SUCH_KEY
        before = open_descriptors()
        for _ in range(5):
            assert await hotkey.grab(CTRL_ALT, "f20") is GrabResult.NO_SUCH_KEY
            assert await hotkey.grab(CTRL_ALT, "h") is GrabResult.REFUSED
        assert open_descriptors() == before
        await holder.release()

    run(work())


def test_a_second_grab_takes_the_place_of_the_first(server: XServer, run: Run) -> None:
    async def work() -> None:
        hotkey, other = X11Key(), X11Key()
        for _ in range(5):
            assert await hotkey.grab(CTRL_ALT, "g") is GrabResult.GRANTED
        assert await hotkey.grab(CTRL_ALT, "j") is GrabResult.GRANTED
        assert await other.grab(CTRL_ALT, "g") is GrabResult.GRANTED
        await hotkey.release()
        await other.release()

    run(work())


def test_no_x_server_means_no_key(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DISPLAY", f"{tmp_path}/none:0")

    async def work() -> None:
        assert await X11Key().grab(CTRL_ALT, "c") is GrabResult.REFUSED

    run(work())


def test_a_refusal_says_whether_another_key_would_help() -> None:
    assert hotkey_sentence(GrabResult.GRANTED) == ""
    assert "keyboard" in hotkey_sentence(GrabResult.NO_SUCH_KEY)
    assert "another program" in hotkey_sentence(GrabResult.REFUSED)
