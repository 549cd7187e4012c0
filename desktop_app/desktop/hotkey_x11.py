"""The key on X11: grabbed from the root window.  The text is the primary selection: the clipboard is never touched."""

from __future__ import annotations

import time
from typing import Any

from PySide6.QtCore import QObject, QSocketNotifier, Signal
from PySide6.QtGui import QClipboard, QGuiApplication
from Xlib import XK, X, error
from Xlib.display import Display

from desktop_app.desktop.hotkey import GrabResult
from desktop_app.desktop.keysyms import keysym_name

REPEATS_WITHIN_S = 1.0  # a key held down repeats itself
_COLUMNS_WITHOUT_ALTGR = 4
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

    async def grab(self, modifiers: frozenset[str], key: str) -> GrabResult:
        """Grab the shortcut, which replaces the one before it."""
        await self.release()
        try:
            display = Display()
        except (OSError, error.DisplayError):
            return GrabResult.REFUSED
        result = grab_key(display, modifiers, key)
        if result is not GrabResult.GRANTED:
            display.close()
            return result
        self._display = display
        self._notifier = QSocketNotifier(display.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._read)
        return result

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


def grab_key(display: Display, modifiers: frozenset[str], key: str) -> GrabResult:
    """Grab the key with these modifiers, under every state of the lock keys; blocks until the server has answered."""
    found = _find_key(display, key)
    if found is None:
        return GrabResult.NO_SUCH_KEY
    code, level_mask = found
    mask = sum(_MASKS[modifier] for modifier in modifiers) | level_mask
    refused = error.CatchError()
    for lock in _LOCKS:
        display.screen().root.grab_key(code, mask | lock, True, X.GrabModeAsync, X.GrabModeAsync, onerror=refused)
    display.sync()
    return GrabResult.GRANTED if refused.get_error() is None else GrabResult.REFUSED


def _find_key(display: Display, key: str) -> tuple[int, int] | None:
    """Return the key code and the modifier that its level needs; None when this keyboard has no such key.

    X takes key code 0, which python-xlib gives for a keysym that no key has, as `AnyKey`: it must never be grabbed.
    The columns of the core keyboard map are plain and Shift of the first two groups, then levels that need AltGr.
    """
    for code, column in display.keysym_to_keycodes(XK.string_to_keysym(keysym_name(key))):
        if code and column < _COLUMNS_WITHOUT_ALTGR:
            return code, X.ShiftMask if column % 2 else 0
    return None
