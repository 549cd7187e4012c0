"""The key that works everywhere: what is understood, the portal of Wayland desktops, a clipboard that is borrowed."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData
from PySide6.QtGui import QClipboard, QGuiApplication
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop_app.desktop.clipboard_copy import copied_text
from desktop_app.desktop.hotkey import GrabResult, parsed
from desktop_app.desktop.hotkey_portal import PortalKey, trigger
from desktop_app.desktop.hotkey_windows import WindowsKey, key_code
from desktop_app.desktop.keysyms import keysym_name
from tests.gui.conftest import Run

CTRL_ALT = frozenset({"ctrl", "alt"})
needs_bus = pytest.mark.skipif(shutil.which("dbus-daemon") is None, reason="needs the package dbus")


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("Ctrl+Alt+C", (CTRL_ALT, "c")),
        (" alt + ctrl + F9 ", (CTRL_ALT, "f9")),
        ("Ctrl+Ctrl+1", (frozenset({"ctrl"}), "1")),
        ("C", None),
        ("Ctrl+", None),
        ("+C", None),
        ("Hyper+C", None),
        ("", None),
    ],
)
def test_a_key_is_understood_as_people_write_it(text: str, meaning: object) -> None:
    assert parsed(text) == meaning


def test_each_system_gets_the_key_in_its_own_words() -> None:
    assert trigger(CTRL_ALT, "c") == "CTRL+ALT+c"
    assert trigger(frozenset({"meta"}), "F9") == "LOGO+F9"
    assert [key_code(key) for key in ("c", "7", "f1", "f12", "f25", "ż", "space", "plus")] == [
        0x43, 0x37, 0x70, 0x7B, 0, 0, 0x20, 0,
    ]  # fmt: skip


def test_keysym_names_are_found_in_any_case() -> None:
    names = [keysym_name(key) for key in ("c", "f9", "f20", "insert", "space", "=", "-", "1", "ł", "nosuchname", "")]
    assert names == ["c", "F9", "F20", "Insert", "space", "equal", "minus", "1", "", "", ""]


@pytest.mark.parametrize("backend", [WindowsKey, PortalKey])
def test_a_name_that_is_no_key_is_refused_on_every_system(backend: type[WindowsKey | PortalKey], run: Run) -> None:
    async def work() -> None:
        assert await backend().grab(CTRL_ALT, "nosuchname") is GrabResult.NO_SUCH_KEY

    run(work())


# ---- the borrowed clipboard ------------------------------------------------------------------------


def test_the_clipboard_comes_back_in_all_its_formats(run: Run) -> None:
    async def work() -> None:
        clipboard = QGuiApplication.clipboard()
        mine = QMimeData()
        mine.setText("my own text")
        mine.setHtml("<b>my own text</b>")
        mine.setData("application/x-cells", b"\x00\x01")
        clipboard.setMimeData(mine)
        assert await copied_text(clipboard, lambda: clipboard.setText("600 100 200")) == "600 100 200"
        back = clipboard.mimeData()
        assert (back.text(), back.html()) == ("my own text", "<b>my own text</b>")
        assert back.data("application/x-cells").data() == b"\x00\x01"

    run(work())


def test_where_nothing_is_selected_nothing_is_taken_and_nothing_changed(run: Run) -> None:
    async def work() -> None:
        clipboard = QGuiApplication.clipboard()
        clipboard.setText("600100200 lay there before")
        assert await copied_text(clipboard, lambda: None, patience_s=0.05) == ""
        assert clipboard.text() == "600100200 lay there before"

    run(work())


# ---- the portal ------------------------------------------------------------------------------------


class Desktop:
    """A private bus, with a portal on it when one is started."""

    def __init__(self, folder: Path) -> None:
        command = ["dbus-daemon", "--session", "--nofork", "--print-address=1", f"--address=unix:dir={folder}"]
        self._running = [subprocess.Popen(command, stdout=subprocess.PIPE)]
        assert self._running[0].stdout is not None
        self.address = self._running[0].stdout.readline().decode().strip()

    def start_portal(self, *arguments: str) -> None:
        self.portal = subprocess.Popen(
            [sys.executable, "-m", "tests.support.portal", *arguments],
            env=os.environ | {"DBUS_SESSION_BUS_ADDRESS": self.address},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        self._running.append(self.portal)
        assert self.told() == {"ready": True}

    def told(self) -> dict[str, Any]:
        assert self.portal.stdout is not None
        return dict(json.loads(self.portal.stdout.readline()))

    def press(self, token: str) -> None:
        assert self.portal.stdin is not None
        self.portal.stdin.write(f"{token}\n".encode())
        self.portal.stdin.flush()

    def stop(self) -> None:
        for process in reversed(self._running):
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    pipe.close()


@pytest.fixture
def desktop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desktop]:
    made = Desktop(tmp_path)
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", made.address)
    monkeypatch.delenv("XDG_ACTIVATION_TOKEN", raising=False)
    yield made
    made.stop()


@needs_bus
def test_the_portal_gives_the_key_and_the_selection_is_read_when_the_window_is_in_front(
    desktop: Desktop, run: Run, qtbot: QtBot
) -> None:
    desktop.start_portal()
    window = QWidget()
    qtbot.addWidget(window)

    async def work() -> None:
        key = PortalKey()
        happened: list[str] = []
        key.woken.connect(lambda: happened.append(f"woken {os.environ['XDG_ACTIVATION_TOKEN']}"))
        key.woken.connect(window.show)
        key.woken.connect(window.activateWindow)
        key.pressed.connect(happened.append)
        assert await key.grab(CTRL_ALT, "c") is GrabResult.GRANTED
        assert desktop.told() == {"session": True, "trigger": "CTRL+ALT+c"}
        QGuiApplication.clipboard().setText("600 100 200", QClipboard.Mode.Selection)
        selected = QGuiApplication.clipboard().text(QClipboard.Mode.Selection)
        desktop.press("a-token")
        async with asyncio.timeout(10):
            while len(happened) < 2:
                await asyncio.sleep(0.01)
        assert happened == ["woken a-token", selected]
        await key.release()

    run(work())


@needs_bus
@pytest.mark.parametrize("portal", ["refuse", None])
def test_no_portal_or_a_person_who_refuses_means_no_key(desktop: Desktop, run: Run, portal: str | None) -> None:
    if portal:
        desktop.start_portal(portal)

    async def work() -> None:
        key = PortalKey()
        assert await key.grab(CTRL_ALT, "c") is GrabResult.REFUSED
        await key.release()

    run(work())


def test_no_bus_means_no_key(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={tmp_path}/none")

    async def work() -> None:
        assert await PortalKey().grab(CTRL_ALT, "c") is GrabResult.REFUSED

    run(work())
