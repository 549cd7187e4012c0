"""A key that works everywhere: what is selected in any program is called with it.

Each system has its own way: X11 gives the key and the selection, Windows the key and, by copying, the text; on Wayland
the desktop's portal may give the key, and the selection can be read when our window has come forward.
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


class Way(Protocol):
    """One system's way to a key.  `pressed` carries the selected text, `woken` that the window is wanted first."""

    @property
    def pressed(self) -> SignalInstance: ...
    @property
    def woken(self) -> SignalInstance: ...
    async def grab(self, modifiers: frozenset[str], key: str) -> GrabResult: ...
    async def release(self) -> None: ...


class Hotkey(QObject):
    """`pressed` carries the selected text; `woken` comes before it where the window must stand in front to read it."""

    pressed = Signal(str)
    woken = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._way = _way(self)
        if self._way is not None:
            self._way.pressed.connect(lambda text: self.pressed.emit(text[:LONGEST_TEXT]))
            self._way.woken.connect(self.woken)

    @property
    def is_possible(self) -> bool:
        """True on a desktop where this program knows a way."""
        return self._way is not None

    async def grab(self, keys: str) -> GrabResult:
        """Release the present shortcut and take this one, such as `Ctrl+Alt+C`."""
        await self.release()
        found = parsed(keys)
        if self._way is None or found is None:
            return GrabResult.REFUSED
        return await self._way.grab(*found)

    async def release(self) -> None:
        """Let go of the key."""
        if self._way is not None:
            await self._way.release()


def parsed(keys: str) -> tuple[frozenset[str], str] | None:
    """The modifiers and the key of a text such as `Ctrl+Alt+C`; None for one without a modifier, or not understood."""
    *modifiers, key = (part.strip().lower() for part in keys.split("+"))
    if not modifiers or not key or any(part not in MODIFIERS for part in modifiers):
        return None
    return frozenset(modifiers), key


def _way(parent: QObject) -> Way | None:
    # Each way brings its own libraries, so only the one of this desktop is loaded.
    if sys.platform == "win32":
        from desktop_app.desktop.hotkey_windows import WindowsKey

        return WindowsKey(parent)
    if QGuiApplication.platformName() == "xcb":
        from desktop_app.desktop.hotkey_x11 import X11Key

        return X11Key(parent)
    if QGuiApplication.platformName().startswith("wayland"):
        from desktop_app.desktop.hotkey_portal import PortalKey

        return PortalKey(parent)
    return None
