"""Calls from anywhere on the desktop: links, the key for what is selected, the copied number; and starting with the
session.

A part of the composition root: it joins the desktop's ways to the orders of the desk that is open.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog

from desktop_app.config.settings import CLIPBOARD_WATCH, HOTKEY, Settings
from desktop_app.desktop import autostart, links
from desktop_app.desktop.hotkey import GrabResult, Hotkey
from desktop_app.export import files
from desktop_app.i18n.text import tr
from desktop_app.phone_numbers.extraction import extract_numbers
from desktop_app.runtime.thread_worker import ThreadWorker
from desktop_app.ui.actions import Actions
from desktop_app.ui.calling_form import CallingForm
from desktop_app.ui.window import MainWindow

Start = Callable[[str, Coroutine[Any, Any, None]], None]


class SystemIntegration(QObject):
    """`selected` carries a text that a person wants called, `wanted` asks for the window, `copied_changed` tells that
    `copied` is another number, `key_tried` that the key was asked for."""

    selected = Signal(str)
    wanted = Signal()
    key_tried = Signal()
    copied_changed = Signal()

    def __init__(
        self, settings: Settings, profile: Path | None, actions: Actions, window: MainWindow, start: Start
    ) -> None:
        super().__init__()
        self._settings, self._profile, self._actions, self._window = settings, profile, actions, window
        self._start, self._worker = start, ThreadWorker("links")
        self._hotkey = Hotkey(self)
        self._hotkey.pressed.connect(self.selected)
        self._hotkey.window_needed.connect(self.wanted)
        self._grab_result = GrabResult.REFUSED
        self.copied = ""
        QGuiApplication.clipboard().dataChanged.connect(self._look_at_clipboard)
        self._leave = settings.subscribe(self._changed)

    def begin(self) -> None:
        """Ask for the key, which a desktop may ask the person about."""
        if self._settings.get(HOTKEY):
            self._start("hotkey", self._grab())

    async def close(self) -> None:
        """Let go of the key and of the clipboard."""
        await self._worker.stop()
        self._leave()
        await self._hotkey.release()
        QGuiApplication.clipboard().dataChanged.disconnect(self._look_at_clipboard)

    def form(self) -> CallingForm:
        """The card in the settings, wired."""
        form = CallingForm(self._settings, autostart.is_enabled(), self.hotkey_words)
        form.linked.connect(lambda: self._start("links", self._register_links()))
        form.started_with_session.connect(self._switch_autostart)
        form.exported.connect(self._export)
        self.key_tried.connect(form.refresh)
        return form

    def hotkey_words(self) -> str:
        """Whether the key works, when one is set."""
        if not self._settings.get(HOTKEY):
            return ""
        if not self._hotkey.is_supported:
            return tr("On this desktop a program cannot have a key everywhere.")
        return hotkey_sentence(self._grab_result)

    def _changed(self, name: str) -> None:
        if name == HOTKEY.name:
            self._start("hotkey", self._grab())
        elif name == CLIPBOARD_WATCH.name:
            self._look_at_clipboard()

    async def _grab(self) -> None:
        """Ask for the key that is set, and again for one that was set while a desktop asked about the last."""
        asked: str | None = None
        while (keys := self._settings.get(HOTKEY)) != asked:
            asked = keys
            self._grab_result = await self._hotkey.grab(keys)
        self.key_tried.emit()

    def _look_at_clipboard(self) -> None:
        """Only looked at when a person wants it; nothing of it is kept but a single number."""
        found: list[str] = []
        if self._settings.get(CLIPBOARD_WATCH):
            found = extract_numbers(QGuiApplication.clipboard().text()[:500])
        copied = found[0] if len(found) == 1 else ""
        if copied != self.copied:
            self.copied = copied
            self.copied_changed.emit()

    async def _register_links(self) -> None:
        try:  # the desktop's own tool is run for it, which may take its time
            is_done = await self._worker.run(lambda: links.register(self._profile))
        except OSError:
            is_done = False
        words = tr("Links with telephone numbers are opened with this program now.")
        failed = tr("This system has no way to choose the program for links; the browser may ask for one itself.")
        self._actions.notice.emit(words if is_done else failed)

    def _switch_autostart(self, on: bool) -> None:
        try:
            autostart.set_enabled(on, self._profile)
        except OSError:
            self._actions.notice.emit(tr("The file could not be written there. Choose another folder."))

    def _export(self) -> None:
        dialog = QFileDialog(self._window, tr("Save the settings as a file …"), str(Path.home()), "*.toml")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("toml")
        dialog.selectFile("cloudpbx-desktop.toml")
        dialog.fileSelected.connect(self._write)
        dialog.open()

    def _write(self, path: str) -> None:
        try:
            files.write_bytes(Path(path), self._settings.exported().encode())
        except OSError:
            self._actions.notice.emit(tr("The file could not be written there. Choose another folder."))


def hotkey_sentence(result: GrabResult) -> str:
    """Say why a shortcut does not work; empty when it does."""
    match result:
        case GrabResult.GRANTED:
            return ""
        case GrabResult.NO_SUCH_KEY:
            return tr("This keyboard does not have that key. Choose another one.")
        case GrabResult.REFUSED:
            return tr("This key cannot be used: it is none, another program has it, or the desktop refuses it.")
