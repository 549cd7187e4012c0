"""The key on X11: grabbed from the root window.  The text is the primary selection: the clipboard is never touched."""

from __future__ import annotations

import time
from typing import Any

from PySide6.QtCore import QObject, QSocketNotifier, Signal
from PySide6.QtGui import QClipboard, QGuiApplication
from Xlib import XK, X, error
from Xlib.display import Display

REPEATS_WITHIN_S = 1.0  # a key held down repeats itself
# Caps Lock and Num Lock must not make it another key.
_LOCKS = (0, 2, 16, 18)
_MASKS = {"ctrl": X.ControlMask, "shift": X.ShiftMask, "alt": X.Mod1Mask, "meta": X.Mod4Mask}


class X11Key(QObject):
    """One key of the X server."""

    pressed = Signal(str)
    woken = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._display: Display | None = None
        self._notifier: QSocketNotifier | None = None
        self._pressed_s = 0.0

    async def grab(self, modifiers: frozenset[str], key: str) -> bool:
        """False when the key is none, or another program has it."""
        symbol = XK.string_to_keysym(key) or XK.string_to_keysym(key.upper())
        if not symbol:
            return False
        display = Display()
        refused = error.CatchError(error.BadAccess)
        mask = sum(_MASKS[modifier] for modifier in modifiers)
        code = display.keysym_to_keycode(symbol)
        for lock in _LOCKS:
            display.screen().root.grab_key(code, mask | lock, True, X.GrabModeAsync, X.GrabModeAsync, onerror=refused)
        display.sync()
        if refused.get_error() is not None:
            display.close()
            return False
        self._display = display
        self._notifier = QSocketNotifier(display.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._read)
        return True

    async def release(self) -> None:
        """Let go of the key."""
        if self._notifier is not None:
            self._notifier.setEnabled(False)
            self._notifier.deleteLater()
            self._notifier = None
        if self._display is not None:
            self._display.close()
            self._display = None

    def _read(self, *_: Any) -> None:
        while self._display is not None and self._display.pending_events():
            if self._display.next_event().type == X.KeyPress and time.monotonic() - self._pressed_s > REPEATS_WITHIN_S:
                self._pressed_s = time.monotonic()
                self.pressed.emit(QGuiApplication.clipboard().text(QClipboard.Mode.Selection))
