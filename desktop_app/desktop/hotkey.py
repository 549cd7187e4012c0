"""A global shortcut: pressed in any program, it calls the number that is selected there.

Each system has its own backend.  X11 gives the key and the selection; Windows gives the key, and the text by copying
it; on Wayland the desktop's portal may give the key, and the selection can be read once our window has the focus.
"""

from __future__ import annotations

import sys
from enum import Enum, auto
from typing import Protocol

from PySide6.QtCore import QObject, Signal, SignalInstance
from PySide6.QtGui import QGuiApplication

from desktop_app.desktop.clipboard import LONGEST_TEXT

MODIFIERS = ("ctrl", "shift", "alt", "meta")


class GrabResult(Enum):
    """What asking for a shortcut gave."""

    GRANTED = auto()
    NO_SUCH_KEY = auto()
    """The keyboard, or the system, has no key of this name."""
    REFUSED = auto()
    """The text is no shortcut, another program has it, or the desktop does not give it."""


class HotkeyBackend(Protocol):
    """The shortcut on one system.

    `pressed` carries the selected text; `window_needed` asks for our window in front before the text can be read.
    """

    @property
    def pressed(self) -> SignalInstance: ...
    @property
    def window_needed(self) -> SignalInstance: ...
    async def grab(self, modifiers: frozenset[str], key: str) -> GrabResult: ...
    async def release(self) -> None: ...


class Hotkey(QObject):
    """The shortcut on this system, with the signals of its `HotkeyBackend`; the text is cut to `LONGEST_TEXT`."""

    pressed = Signal(str)
    window_needed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._backend = _backend(self)
        if self._backend is not None:
            self._backend.pressed.connect(lambda text: self.pressed.emit(text[:LONGEST_TEXT]))
            self._backend.window_needed.connect(self.window_needed)

    @property
    def is_supported(self) -> bool:
        """Return whether there is a backend for this desktop."""
        return self._backend is not None

    async def grab(self, shortcut: str) -> GrabResult:
        """Release the present shortcut and take this one, such as `Ctrl+Alt+C`."""
        await self.release()
        found = parse_shortcut(shortcut)
        if self._backend is None or found is None:
            return GrabResult.REFUSED
        return await self._backend.grab(*found)

    async def release(self) -> None:
        """Release the shortcut; does nothing when none is held."""
        if self._backend is not None:
            await self._backend.release()


def parse_shortcut(text: str) -> tuple[frozenset[str], str] | None:
    """Return the modifiers and the key of a text such as `Ctrl+Alt+C`, in lower case.

    None for a text without a modifier, without a key, or with a modifier that is none of `MODIFIERS`.
    """
    *modifiers, key = (part.strip().lower() for part in text.split("+"))
    if not modifiers or not key or any(part not in MODIFIERS for part in modifiers):
        return None
    return frozenset(modifiers), key


def _backend(parent: QObject) -> HotkeyBackend | None:
    # Each backend imports its own libraries, so only the one of this desktop is loaded.
    if sys.platform == "win32":
        from desktop_app.desktop.hotkey_windows import WindowsHotkey

        return WindowsHotkey(parent)
    if QGuiApplication.platformName() == "xcb":
        from desktop_app.desktop.hotkey_x11 import X11Hotkey

        return X11Hotkey(parent)
    if QGuiApplication.platformName().startswith("wayland"):
        from desktop_app.desktop.hotkey_portal import PortalHotkey

        return PortalHotkey(parent)
    return None
