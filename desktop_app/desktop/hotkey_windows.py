"""The key on Windows: RegisterHotKey, and the selected text by letting the program in front copy it."""

from __future__ import annotations

import asyncio
import ctypes
import sys
from typing import Any

from PySide6.QtCore import QAbstractNativeEventFilter, QByteArray, QCoreApplication, QObject, Signal
from PySide6.QtGui import QGuiApplication

from desktop_app.desktop.clipboard_copy import copied_text
from desktop_app.desktop.hotkey import GrabResult

NUMBER = 1
_WM_HOTKEY = 0x0312
_NO_REPEAT = 0x4000
_MODIFIERS = {"alt": 0x1, "ctrl": 0x2, "shift": 0x4, "meta": 0x8}
_NAMED = {"space": 0x20, "insert": 0x2D, "delete": 0x2E, "home": 0x24, "end": 0x23, "pause": 0x13}
_CTRL, _C = 0x11, 0x43
_HELD = (0x12, 0x10, 0x5B, 0x5C)  # Alt, Shift and both Windows keys: still down when our key arrives
_KEY_UP = 0x2


def key_code(key: str) -> int:
    """The virtual key of a letter, a digit, F1 to F24 or a few named keys; 0 for any other."""
    if len(key) == 1 and key.isascii() and key.isalnum():
        return ord(key.upper())
    if key[:1] == "f" and key[1:].isdecimal() and 1 <= int(key[1:]) <= 24:
        return 0x6F + int(key[1:])
    return _NAMED.get(key, 0)


class _Message(ctypes.Structure):
    """The head of Windows' MSG."""

    _fields_ = [("window", ctypes.c_void_p), ("message", ctypes.c_uint), ("parameter", ctypes.c_size_t)]


class _Filter(QAbstractNativeEventFilter):
    def __init__(self, key: WindowsKey) -> None:
        super().__init__()
        self._key = key

    def nativeEventFilter(self, kind: QByteArray | bytes | bytearray | memoryview, message: int) -> Any:
        head = _Message.from_address(int(message))
        if head.message == _WM_HOTKEY and head.parameter == NUMBER:
            self._key.came()
        return False, 0


class WindowsKey(QObject):
    """One key of the session."""

    pressed = Signal(str)
    woken = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._filter: _Filter | None = None
        self._reading: asyncio.Task[None] | None = None

    async def grab(self, modifiers: frozenset[str], key: str) -> GrabResult:
        """Register the shortcut, which replaces the one before it."""
        await self.release()
        code, application = key_code(key), QCoreApplication.instance()
        if not code:
            return GrabResult.NO_SUCH_KEY
        mask = sum(_MODIFIERS[modifier] for modifier in modifiers) | _NO_REPEAT
        if sys.platform == "win32" and application is not None:
            if ctypes.windll.user32.RegisterHotKey(None, NUMBER, mask, code):
                self._filter = _Filter(self)
                application.installNativeEventFilter(self._filter)
        return GrabResult.REFUSED if self._filter is None else GrabResult.GRANTED

    async def release(self) -> None:
        """Let go of the key."""
        application = QCoreApplication.instance()
        if sys.platform == "win32" and self._filter is not None and application is not None:
            ctypes.windll.user32.UnregisterHotKey(None, NUMBER)
            application.removeNativeEventFilter(self._filter)
        self._filter = None
        if self._reading is not None:
            await self._reading

    def came(self) -> None:
        """The key was pressed: read what is selected, unless that is being done."""
        if self._reading is None or self._reading.done():
            self._reading = asyncio.get_running_loop().create_task(self._read(), name="selected text")

    async def _read(self) -> None:
        self.pressed.emit(await copied_text(QGuiApplication.clipboard(), press_copy))


def press_copy() -> None:
    """Ctrl+C, as on a keyboard; what is held down of our own key is let go first, or it would be another one."""
    if sys.platform == "win32":
        press = ctypes.windll.user32.keybd_event
        for held in _HELD:
            press(held, 0, _KEY_UP, 0)
        for key, what in ((_CTRL, 0), (_C, 0), (_C, _KEY_UP), (_CTRL, _KEY_UP)):
            press(key, 0, what, 0)
