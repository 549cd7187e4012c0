"""The global shortcut on Wayland, through the desktop portal."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QClipboard, QGuiApplication
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop_app.desktop.hotkey import GrabResult
from desktop_app.desktop.hotkey_portal import PortalHotkey, trigger
from desktop_app.desktop.keysyms import keysym_name
from tests.gui.conftest import Run
from tests.support.session_bus import SessionBus, needs_bus, running_bus

CTRL_ALT = frozenset({"ctrl", "alt"})


@pytest.fixture
def bus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SessionBus]:
    with running_bus(tmp_path) as running:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", running.address)
        monkeypatch.delenv("XDG_ACTIVATION_TOKEN", raising=False)
        yield running


def test_the_portal_gets_the_shortcut_in_the_format_of_the_specification() -> None:
    assert trigger(CTRL_ALT, "c") == "CTRL+ALT+c"
    assert trigger(frozenset({"meta"}), "F9") == "LOGO+F9"


def test_keysym_names_are_found_in_any_case() -> None:
    names = [keysym_name(key) for key in ("c", "f9", "f20", "insert", "space", "=", "-", "1", "ł", "nosuchname", "")]
    assert names == ["c", "F9", "F20", "Insert", "space", "equal", "minus", "1", "", "", ""]


def test_an_unknown_key_name_is_refused(run: Run) -> None:
    async def work() -> None:
        assert await PortalHotkey().grab(CTRL_ALT, "nosuchname") is GrabResult.NO_SUCH_KEY

    run(work())


@needs_bus
def test_the_selection_is_read_once_the_window_is_in_front(bus: SessionBus, run: Run, qtbot: QtBot) -> None:
    portal = bus.start("tests.support.portal")
    window = QWidget()
    qtbot.addWidget(window)

    async def work() -> None:
        key = PortalHotkey()
        happened: list[str] = []
        key.window_needed.connect(lambda: happened.append(f"woken {os.environ['XDG_ACTIVATION_TOKEN']}"))
        key.window_needed.connect(window.show)
        key.window_needed.connect(window.activateWindow)
        key.pressed.connect(happened.append)
        assert await key.grab(CTRL_ALT, "c") is GrabResult.GRANTED
        assert portal.asked() == {"session": True, "trigger": "CTRL+ALT+c"}
        QGuiApplication.clipboard().setText("600 100 200", QClipboard.Mode.Selection)
        selected = QGuiApplication.clipboard().text(QClipboard.Mode.Selection)
        portal.order("a-token")
        async with asyncio.timeout(10):
            while len(happened) < 2:
                await asyncio.sleep(0.01)
        assert happened == ["woken a-token", selected]
        await key.release()

    run(work())


@needs_bus
@pytest.mark.parametrize("has_portal", [True, False])
def test_without_a_portal_or_consent_the_shortcut_is_refused(bus: SessionBus, run: Run, has_portal: bool) -> None:
    if has_portal:
        bus.start("tests.support.portal", "refuse")

    async def work() -> None:
        key = PortalHotkey()
        assert await key.grab(CTRL_ALT, "c") is GrabResult.REFUSED
        await key.release()

    run(work())


def test_without_a_bus_the_shortcut_is_refused(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={tmp_path}/none")

    async def work() -> None:
        assert await PortalHotkey().grab(CTRL_ALT, "c") is GrabResult.REFUSED

    run(work())
