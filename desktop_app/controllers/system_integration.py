"""Integration with the desktop: telephone links, global shortcut, copied number, autostart."""

from __future__ import annotations

from contextlib import AsyncExitStack
from enum import Enum, auto
from pathlib import Path
from types import TracebackType
from typing import Self

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication

from desktop_app.config.settings import CLIPBOARD_WATCH, HOTKEY, Settings
from desktop_app.desktop import autostart, links
from desktop_app.desktop.clipboard import ClipboardReader
from desktop_app.desktop.hotkey import GrabResult, Hotkey
from desktop_app.export import files
from desktop_app.i18n.text import tr
from desktop_app.phone_numbers.extraction import extract_numbers
from desktop_app.runtime.lifetimes import finish
from desktop_app.runtime.task_supervisor import TaskSupervisor
from desktop_app.runtime.thread_worker import ThreadWorker
from desktop_app.services import user_messages
from desktop_app.ui.actions import Actions
from desktop_app.ui.calling_form import CallingForm
from desktop_app.ui.file_dialogs import ask_where_to_save
from desktop_app.ui.window import MainWindow

# A longer text was not copied in order to call a number.
LONGEST_COPIED = 500


class Job(Enum):
    """Task keys."""

    GRAB_SHORTCUT = auto()
    READ_CLIPBOARD = auto()
    REGISTER_LINKS = auto()


class SystemIntegration(QObject):
    """Handles requests of other programs and the desktop.

    Signals: `selected` carries a selected text to call, `woken` requests the window, `copied_changed` follows a change
    of `copied` (the number on the clipboard, or an empty text), `shortcut_tried` follows each attempt to grab the
    shortcut.
    """

    selected = Signal(str)
    woken = Signal()
    shortcut_tried = Signal()
    copied_changed = Signal()

    def __init__(
        self, settings: Settings, profile: Path | None, actions: Actions, window: MainWindow, tasks: TaskSupervisor
    ) -> None:
        super().__init__()
        self._settings, self._profile, self._actions, self._window = settings, profile, actions, window
        self._tasks, self._worker = tasks, ThreadWorker("links")
        self._hotkey = Hotkey(self)
        self._hotkey.pressed.connect(self.selected)
        self._hotkey.window_needed.connect(self.woken)
        self._grab_result = GrabResult.REFUSED
        self._clipboard = ClipboardReader()
        self._scope = AsyncExitStack()
        self.copied = ""

    async def __aenter__(self) -> Self:
        self._scope.push_async_callback(self._worker.stop)
        self._scope.push_async_callback(self._hotkey.release)
        self._scope.push_async_callback(self._clipboard.close)
        copied = QGuiApplication.clipboard().dataChanged
        copied.connect(self._look_at_clipboard)
        self._scope.callback(copied.disconnect, self._look_at_clipboard)
        self._scope.callback(self._settings.subscribe(self._changed))
        if self._settings.get(HOTKEY):
            self._tasks.restart(Job.GRAB_SHORTCUT, self._grab())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await finish(self._scope.aclose())

    def form(self) -> CallingForm:
        """Return a new settings form, connected to this object."""
        form = CallingForm(self._settings, autostart.is_enabled(), self.hotkey_message)
        form.linked.connect(lambda: self._tasks.restart(Job.REGISTER_LINKS, self._register_links()))
        form.started_with_session.connect(self._switch_autostart)
        form.exported.connect(self._export)
        self.shortcut_tried.connect(form.refresh)
        return form

    def hotkey_message(self) -> str:
        """Return why the configured shortcut does not work; empty if it works or none is set."""
        if not self._settings.get(HOTKEY):
            return ""
        if not self._hotkey.is_supported:
            return tr("On this desktop a program cannot have a key everywhere.")
        return shortcut_problem(self._grab_result)

    def _changed(self, name: str) -> None:
        if name == HOTKEY.name:
            self._tasks.restart(Job.GRAB_SHORTCUT, self._grab())
        elif name == CLIPBOARD_WATCH.name:
            self._look_at_clipboard()

    async def _grab(self) -> None:
        """Grab the configured shortcut, and again if the setting changed while the desktop asked the user about it."""
        asked: str | None = None
        while (keys := self._settings.get(HOTKEY)) != asked:
            asked = keys
            self._grab_result = await self._hotkey.grab(keys)
        self.shortcut_tried.emit()

    def _look_at_clipboard(self) -> None:
        """Read the clipboard if the settings allow it.  Only a single number is remembered."""
        if self._settings.get(CLIPBOARD_WATCH):
            self._tasks.restart(Job.READ_CLIPBOARD, self._read_clipboard())
        else:
            self._tasks.cancel(Job.READ_CLIPBOARD)
            self._set_copied("")

    async def _read_clipboard(self) -> None:
        found = extract_numbers((await self._clipboard.text())[:LONGEST_COPIED])
        self._set_copied(found[0] if len(found) == 1 else "")

    def _set_copied(self, copied: str) -> None:
        if copied != self.copied:
            self.copied = copied
            self.copied_changed.emit()

    async def _register_links(self) -> None:
        try:  # runs a command of the desktop, which may take a while
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
            self._actions.notice.emit(user_messages.not_written())

    def _export(self) -> None:
        suggested = Path.home() / "cloudpbx-desktop.toml"
        formats = {"*.toml": "toml"}
        ask_where_to_save(self._window, tr("Save the settings as a file …"), suggested, formats, self._write)

    def _write(self, path: Path, _: str) -> None:
        try:
            files.write_atomically(path, self._settings.exported().encode())
        except OSError:
            self._actions.notice.emit(user_messages.not_written())


def shortcut_problem(result: GrabResult) -> str:
    """Return why a shortcut does not work; empty if it works."""
    match result:
        case GrabResult.GRANTED:
            return ""
        case GrabResult.NO_SUCH_KEY:
            return tr("This keyboard does not have that key. Choose another one.")
        case GrabResult.REFUSED:
            return tr("This key cannot be used: it is none, another program has it, or the desktop refuses it.")
