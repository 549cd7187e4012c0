"""The shortcut on X11: grabbed from the root window.  The text is the primary selection, never the clipboard."""

from __future__ import annotations

import asyncio
import contextlib
import select
import socket
import threading
from collections.abc import Callable
from concurrent.futures import Future

from PySide6.QtCore import QObject, Signal
from Xlib import XK, X, error
from Xlib.display import Display

from desktop_app.desktop.hotkey import GrabResult
from desktop_app.desktop.keysyms import keysym_name
from desktop_app.desktop.x11 import X_ERRORS, x_connection
from desktop_app.desktop.x11_selection import WITHIN_S, Selection, read_selection

GRAB_WITHIN_S = 3.0
# A thread that is just reading the selection ends after that.
RELEASE_WITHIN_S = WITHIN_S + 1.0
QUIET_MS = 1000
_CLOCK_MS = 2**32  # the server's clock starts again at 0 after 49.7 days
# Num Lock and Caps Lock must not make it another key.
_LOCKS = (0, X.LockMask, X.Mod2Mask, X.LockMask | X.Mod2Mask)
_MASKS = {"ctrl": X.ControlMask, "shift": X.ShiftMask, "alt": X.Mod1Mask, "meta": X.Mod4Mask}
_COLUMNS_WITHOUT_ALTGR = 4


class X11Hotkey(QObject):
    """One shortcut of the X server.  X is spoken on the thread of the grab, so a stopped server blocks no window."""

    pressed = Signal(str)
    window_needed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._grab: _GrabThread | None = None

    async def grab(self, modifiers: frozenset[str], key: str) -> GrabResult:
        """Grab the shortcut, which replaces the one before it; refused when the server has not answered in time."""
        await self.release()
        loop = asyncio.get_running_loop()

        def post(text: str) -> None:
            with contextlib.suppress(RuntimeError):  # the loop has closed
                loop.call_soon_threadsafe(self._deliver, grab, text)

        self._grab = grab = _GrabThread(modifiers, key, post)
        grab.start()
        await asyncio.wait([asyncio.wrap_future(grab.result)], timeout=GRAB_WITHIN_S)
        result = grab.result.result() if grab.result.done() else GrabResult.REFUSED
        if result is not GrabResult.GRANTED:
            await self.release()
        return result

    async def release(self) -> None:
        """Release the shortcut.  A thread whose server does not answer is left behind: it ends when it does."""
        grab, self._grab = self._grab, None
        if grab is not None:
            grab.stop()
            if grab.result.done():
                await asyncio.wait([asyncio.wrap_future(grab.ended)], timeout=RELEASE_WITHIN_S)

    def _deliver(self, grab: _GrabThread, text: str) -> None:
        if grab is self._grab:
            self.pressed.emit(text)


class _GrabThread(threading.Thread):
    """One connection to the X server with one grab, from `start` to `stop`.

    `on_press` is called on this thread with the selected text.
    """

    def __init__(self, modifiers: frozenset[str], key: str, on_press: Callable[[str], None]) -> None:
        super().__init__(name="hotkey", daemon=True)
        self._modifiers, self._key, self._on_press = modifiers, key, on_press
        self.result: Future[GrabResult] = Future()
        self.ended: Future[None] = Future()
        for future in (self.result, self.ended):
            future.set_running_or_notify_cancel()  # so that a waiter who is cancelled does not cancel it
        self._stopped, self._stopping = socket.socketpair()

    def stop(self) -> None:
        """Ask the thread to end: the other end of the pair becomes readable."""
        self._stopping.close()

    def run(self) -> None:
        try:
            with self._stopped, x_connection() as display:
                self._hold(display)
        except X_ERRORS:
            if not self.result.done():
                self.result.set_result(GrabResult.REFUSED)
        finally:
            self.ended.set_result(None)

    def _hold(self, display: Display) -> None:
        found = find_key(display, self._key)
        if found is None:
            self.result.set_result(GrabResult.NO_SUCH_KEY)
            return
        code, level_mask = found
        mask = sum(_MASKS[modifier] for modifier in self._modifiers) | level_mask
        try:
            is_granted = grab_key(display, code, mask)
            self.result.set_result(GrabResult.GRANTED if is_granted else GrabResult.REFUSED)
            if is_granted:
                self._serve(display, code)
        finally:
            # Ungrabbed and waited for: another connection may ask for the same key right after.
            display.screen().root.ungrab_key(X.AnyKey, X.AnyModifier)
            display.sync()

    def _serve(self, display: Display, code: int) -> None:
        presses = KeyRepeatFilter()
        while True:
            while display.pending_events():
                event = display.next_event()
                # While the key is held down, the events of all other keys come here as well.
                is_ours = event.type in (X.KeyPress, X.KeyRelease) and event.detail == code
                if is_ours and presses.is_press(event.type == X.KeyPress, event.time):
                    self._on_press(read_selection(Selection.PRIMARY))
            if self._stopped in select.select([display, self._stopped], [], [])[0]:
                return


class KeyRepeatFilter:
    """Tells a press from the repeats of a key that is held down, which are a release and a press at the same time."""

    def __init__(self) -> None:
        self._last_ms: int | None = None

    def is_press(self, is_down: bool, at_ms: int) -> bool:
        """Return whether this event is a press after `QUIET_MS` without any event; times are the server's."""
        is_quiet = self._last_ms is None or (at_ms - self._last_ms) % _CLOCK_MS > QUIET_MS
        self._last_ms = at_ms
        return is_down and is_quiet


def find_key(display: Display, key: str) -> tuple[int, int] | None:
    """Return the key code and the modifier mask that its level needs; None when this keyboard has no such key.

    X takes key code 0, which python-xlib gives for a keysym that no key has, as `AnyKey`: it must never be grabbed.
    The columns of the core keyboard map are plain and Shift of the first two groups, then levels that need AltGr.
    """
    for code, column in display.keysym_to_keycodes(XK.string_to_keysym(keysym_name(key))):
        if code and column < _COLUMNS_WITHOUT_ALTGR:
            return code, X.ShiftMask if column % 2 else 0
    return None


def grab_key(display: Display, code: int, mask: int) -> bool:
    """Grab a key under every state of the lock keys; False when the server refuses, as when another program has it."""
    refused = error.CatchError()
    for lock in _LOCKS:
        display.screen().root.grab_key(code, mask | lock, True, X.GrabModeAsync, X.GrabModeAsync, onerror=refused)
    display.sync()
    return refused.get_error() is None
