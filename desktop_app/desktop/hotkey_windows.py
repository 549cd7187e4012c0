"""The shortcut on Windows: RegisterHotKey, and the selected text by letting the program in front copy it."""

from __future__ import annotations

import asyncio
import ctypes
import sys
from typing import Any

from PySide6.QtCore import QAbstractNativeEventFilter, QByteArray, QCoreApplication, QObject, Signal
from PySide6.QtGui import QGuiApplication

from desktop_app.desktop.clipboard_copy import copied_text
from desktop_app.desktop.hotkey import GrabResult

HOTKEY_ID = 1
_WM_HOTKEY = 0x0312
_NO_REPEAT = 0x4000
_MODIFIERS = {"alt": 0x1, "ctrl": 0x2, "shift": 0x4, "meta": 0x8}
_NAMED = {"space": 0x20, "insert": 0x2D, "delete": 0x2E, "home": 0x24, "end": 0x23, "pause": 0x13}
_BEFORE_F1, _LAST_FUNCTION_KEY = 0x6F, 24
_CTRL, _C = 0x11, 0x43
_HELD = (0x12, 0x10, 0x5B, 0x5C)  # Alt, Shift and both Windows keys: still down when our shortcut arrives
_KEY_DOWN, _KEY_UP = 0x0, 0x2


def key_code(key: str) -> int:
    """Return the virtual-key code of a letter, a digit, F1 to F24 or a few named keys; 0 for any other."""
    if len(key) == 1 and key.isascii() and key.isalnum():
        return ord(key.upper())
    if key[:1] == "f" and len(key) < 4 and key[1:].isdecimal() and 1 <= int(key[1:]) <= _LAST_FUNCTION_KEY:
        return _BEFORE_F1 + int(key[1:])
    return _NAMED.get(key, 0)


class _Message(ctypes.Structure):
    """The head of the structure MSG of Windows."""

    _fields_ = [("window", ctypes.c_void_p), ("message", ctypes.c_uint), ("parameter", ctypes.c_size_t)]


class _Filter(QAbstractNativeEventFilter):
    """Sets `pressed` when the shortcut arrives."""

    def __init__(self, pressed: asyncio.Event) -> None:
        super().__init__()
        self._pressed = pressed

    def nativeEventFilter(self, kind: QByteArray | bytes | bytearray | memoryview, message: int) -> Any:
        head = _Message.from_address(int(message))
        if head.message == _WM_HOTKEY and head.parameter == HOTKEY_ID:
            self._pressed.set()
        return False, 0


class WindowsHotkey(QObject):
    """One shortcut of the session.  A task reads the selected text of each press, from `grab` to `release`."""

    pressed = Signal(str)
    window_needed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._filter: _Filter | None = None
        self._serving: asyncio.Task[None] | None = None

    async def grab(self, modifiers: frozenset[str], key: str) -> GrabResult:
        """Register the shortcut, which replaces the one before it."""
        await self.release()
        code, application = key_code(key), QCoreApplication.instance()
        if not code:
            return GrabResult.NO_SUCH_KEY
        mask = sum(_MODIFIERS[modifier] for modifier in modifiers) | _NO_REPEAT
        if sys.platform == "win32" and application is not None:
            if ctypes.windll.user32.RegisterHotKey(None, HOTKEY_ID, mask, code):
                pressed = asyncio.Event()
                self._filter = _Filter(pressed)
                application.installNativeEventFilter(self._filter)
                self._serving = asyncio.create_task(self._serve(pressed), name="hotkey")
                return GrabResult.GRANTED
        return GrabResult.REFUSED

    async def release(self) -> None:
        """Unregister the shortcut; a text that is just being read is dropped, and the clipboard put back."""
        application = QCoreApplication.instance()
        if sys.platform == "win32" and self._filter is not None and application is not None:
            ctypes.windll.user32.UnregisterHotKey(None, HOTKEY_ID)
            application.removeNativeEventFilter(self._filter)
        self._filter = None
        serving, self._serving = self._serving, None
        if serving is not None:
            serving.cancel()
            await asyncio.wait([serving])

    async def _serve(self, pressed: asyncio.Event) -> None:
        while True:
            await pressed.wait()
            self.pressed.emit(await copied_text(QGuiApplication.clipboard(), press_copy))
            pressed.clear()  # presses that came meanwhile are dropped


def press_copy() -> None:
    """Press Ctrl+C.  The keys of our own shortcut that are still held down are released first, or it would be another
    shortcut."""
    if sys.platform == "win32":
        press = ctypes.windll.user32.keybd_event
        for held in _HELD:
            press(held, 0, _KEY_UP, 0)
        for key, action in ((_CTRL, _KEY_DOWN), (_C, _KEY_DOWN), (_C, _KEY_UP), (_CTRL, _KEY_UP)):
            press(key, 0, action, 0)
