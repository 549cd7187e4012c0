"""The log of the running program: in the profile's folder, without the key, and opened from the settings."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QPushButton

from desktop_app.app.connection_controller import EraseAll
from desktop_app.config.paths import Profile
from desktop_app.runtime.log_file import LogFile
from desktop_app.ui.icons import Icons
from desktop_app.ui.look import Look
from desktop_app.ui.theme import Theme
from desktop_app.ui.window import SETTINGS
from tests.gui.conftest import Run
from tests.support.application import NoKeyring, connect_to, connected, running_application
from tests.support.demo import KEY, running_demo
from tests.support.wait import until
from tests.support.widgets import button


class FileOpener(QObject):
    """Stands in for the desktop's file manager."""

    def __init__(self, opened: list[str]) -> None:
        super().__init__()
        self._opened = opened

    @Slot(QUrl)
    def open(self, url: QUrl) -> None:
        self._opened.append(url.toLocalFile())


def test_an_uncaught_exception_is_logged_without_the_key_and_reported_in_one_sentence(
    qapp: QApplication, run: Run, theme: Theme, icons: Icons, tmp_path: Path
) -> None:
    qapp.setQuitOnLastWindowClosed(False)
    log_file = LogFile(Profile(tmp_path).log_file)

    def fail() -> None:
        raise ValueError(f"refused: {KEY}")

    async def fail_once() -> None:
        async with (
            running_demo() as demo,
            running_application(Look(theme, icons), tmp_path, NoKeyring(), log_file=log_file) as program,
        ):
            await connected(program, connect_to(demo))
            asyncio.get_running_loop().call_soon(fail)
            await until(lambda: "the log has the details" in program.window.notice.text())

    log_file.start()
    try:
        run(fail_once())
    finally:
        log_file.stop()
    text = Profile(tmp_path).log_file.read_text()
    assert "ValueError" in text
    assert "refused" in text
    assert KEY not in text


def test_the_folder_of_the_log_opens_from_the_settings(
    qapp: QApplication, run: Run, theme: Theme, icons: Icons, tmp_path: Path
) -> None:
    qapp.setQuitOnLastWindowClosed(False)
    log_file = LogFile(Profile(tmp_path).log_file)
    opened: list[str] = []

    async def open_it() -> None:
        async with (
            running_demo() as demo,
            running_application(Look(theme, icons), tmp_path, NoKeyring(), log_file=log_file) as program,
        ):
            workspace = await connected(program, connect_to(demo))
            program.window.show_page(SETTINGS)
            button(workspace.pages.settings, "Open log folder").click()

    receiver = FileOpener(opened)
    QDesktopServices.setUrlHandler("file", receiver, "open")  # type: ignore[arg-type]  # PySide wants a str
    try:
        run(open_it())
    finally:
        QDesktopServices.unsetUrlHandler("file")
    assert opened == [str(tmp_path)]


def test_without_a_log_there_is_no_folder_to_open(
    qapp: QApplication, run: Run, theme: Theme, icons: Icons, tmp_path: Path
) -> None:
    qapp.setQuitOnLastWindowClosed(False)

    async def look() -> None:
        async with (
            running_demo() as demo,
            running_application(Look(theme, icons), tmp_path, NoKeyring()) as program,
        ):
            workspace = await connected(program, connect_to(demo))
            buttons = workspace.pages.settings.findChildren(QPushButton)
            assert "Open log folder" not in [one.text() for one in buttons]

    run(look())


def test_the_log_is_closed_and_deleted_when_everything_is_erased(
    qapp: QApplication, run: Run, theme: Theme, icons: Icons, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for folder in ("XDG_CONFIG_HOME", "XDG_DATA_HOME"):  # the entries of the desktop are erased too
        monkeypatch.setenv(folder, str(tmp_path / folder))
    qapp.setQuitOnLastWindowClosed(False)
    profile = Profile(tmp_path)
    log_file = LogFile(profile.log_file)
    log = logging.getLogger("desktop_app.test")

    async def erase() -> None:
        async with running_application(Look(theme, icons), tmp_path, NoKeyring(), log_file=log_file) as program:
            log.warning("before")
            await until(profile.log_file.exists)
            erased = asyncio.Event()
            program.connection.erased.subscribe(erased.set)
            program.connection.request(EraseAll())
            await asyncio.wait_for(erased.wait(), 10)
            assert log_file.handler not in logging.getLogger().handlers, "Windows deletes no open file"

    log_file.start()
    try:
        run(erase())
    finally:
        log_file.stop()
    assert not profile.log_file.exists()
