"""A key that works everywhere: what is selected in any program is called with it.

On X11 the key is grabbed from the root window and the text is the primary selection, so the clipboard is never touched.
Other systems have no way that this program uses: the answer is then no, and the settings say so.
"""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QSocketNotifier, Signal
from PySide6.QtGui import QClipboard, QGuiApplication

if TYPE_CHECKING:
    from Xlib.display import Display

LONGEST = 2000
REPEATS_WITHIN_S = 1.0  # a key held down repeats itself
# Caps Lock and Num Lock must not make it another key.
_LOCKS = (0, 2, 16, 18)


class Hotkey(QObject):
    """`pressed` carries the selected text."""

    pressed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._display: Display | None = None
        self._notifier: QSocketNotifier | None = None
        self._pressed_s = 0.0

    @staticmethod
    def is_possible() -> bool:
        """True on a desktop where a key can be grabbed."""
        return sys.platform == "linux" and QGuiApplication.platformName() == "xcb"

    def grab(self, keys: str) -> bool:
        """Take this key (such as `Ctrl+Alt+C`) from now on; False when it is none, or another program has it."""
        self.release()
        if not keys.strip() or not self.is_possible():
            return False
        from Xlib import XK, X, error
        from Xlib.display import Display

        parts = [part.strip().lower() for part in keys.split("+")]
        masks = {"ctrl": X.ControlMask, "shift": X.ShiftMask, "alt": X.Mod1Mask, "meta": X.Mod4Mask}
        symbol = XK.string_to_keysym(parts[-1]) or XK.string_to_keysym(parts[-1].upper())
        if not symbol or not all(part in masks for part in parts[:-1]) or len(parts) < 2:
            return False
        display = Display()
        refused = error.CatchError(error.BadAccess)
        mask = sum(masks[part] for part in set(parts[:-1]))
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

    def release(self) -> None:
        """Let go of the key."""
        if self._notifier is not None:
            self._notifier.setEnabled(False)
            self._notifier.deleteLater()
            self._notifier = None
        if self._display is not None:
            self._display.close()
            self._display = None

    def _read(self, *_: Any) -> None:
        from Xlib import X

        while self._display is not None and self._display.pending_events():
            if self._display.next_event().type == X.KeyPress and time.monotonic() - self._pressed_s > REPEATS_WITHIN_S:
                self._pressed_s = time.monotonic()
                text = QGuiApplication.clipboard().text(QClipboard.Mode.Selection)
                self.pressed.emit(text[:LONGEST])
