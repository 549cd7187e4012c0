"""The shortcut on Wayland, requested from the desktop's global shortcuts portal, which may ask the user.

A program without the focus may not read the selection there.  So the window is requested first, with the token that
lets it come to the front, and the selection is read once it has the focus.  Only the connection of the window may read
it, so Qt does, on the GUI thread: its Wayland plugin gives up on an owner that sends nothing for 1 s.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
from typing import Any

from jeepney import DBusAddress, MatchRule, Message, MessageType, new_method_call
from jeepney.io.asyncio import DBusRouter
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QClipboard, QGuiApplication

from desktop_app.desktop.hotkey import GrabResult
from desktop_app.desktop.keysyms import keysym_name
from desktop_app.desktop.session_bus import DBUS_ERRORS, session_bus, subscribe, unsubscribe
from desktop_app.i18n.text import tr

BUS_NAME = "org.freedesktop.portal.Desktop"
PATH = "/org/freedesktop/portal/desktop"
SHORTCUTS = "org.freedesktop.portal.GlobalShortcuts"
REQUEST = "org.freedesktop.portal.Request"
SHORTCUT_ID = "call-selected"
# The person may be asked in a dialog of the desktop.
GRANTED_WITHIN_S = 120.0
FOCUS_WITHIN_S = 2.0
_MODIFIERS = {"ctrl": "CTRL", "shift": "SHIFT", "alt": "ALT", "meta": "LOGO"}
_ORDER = ("ctrl", "alt", "shift", "meta")
_MOST_WAITING_PRESSES = 8
_SUCCESS = 0


def trigger(modifiers: frozenset[str], keysym: str) -> str:
    """Return the shortcut as the shortcuts specification of freedesktop.org writes it: `CTRL+ALT+c`."""
    return "+".join([*(_MODIFIERS[modifier] for modifier in _ORDER if modifier in modifiers), keysym])


class PortalHotkey(QObject):
    """One session with the portal, held by a task from `grab` to `release`."""

    pressed = Signal(str)
    window_needed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._serving: asyncio.Task[None] | None = None
        self._tokens = 0

    async def grab(self, modifiers: frozenset[str], key: str) -> GrabResult:
        """Ask the portal for the shortcut, which replaces the one before it; waits while the person is asked."""
        await self.release()
        name = keysym_name(key)
        if not name:
            return GrabResult.NO_SUCH_KEY
        granted = asyncio.Event()
        self._serving = serving = asyncio.create_task(self._serve(trigger(modifiers, name), granted), name="hotkey")
        waiting = asyncio.create_task(granted.wait(), name="hotkey granted")
        try:
            await asyncio.wait([serving, waiting], timeout=GRANTED_WITHIN_S, return_when=asyncio.FIRST_COMPLETED)
        finally:
            waiting.cancel()
            await asyncio.wait([waiting])
        if granted.is_set():
            return GrabResult.GRANTED
        await self.release()
        return GrabResult.REFUSED

    async def release(self) -> None:
        """End the session, which frees the shortcut.  Raises what the task of the session has died of."""
        serving, self._serving = self._serving, None
        if serving is not None:
            serving.cancel()
            await asyncio.wait([serving])
            if not serving.cancelled():
                serving.result()

    async def _serve(self, wanted: str, granted: asyncio.Event) -> None:
        """Hold a session; returns when the portal or the person refuses, and when the bus ends."""
        with contextlib.suppress(*DBUS_ERRORS):
            async with session_bus() as router:
                session = await self._create_session(router)
                activated = MatchRule(type="signal", interface=SHORTCUTS, member="Activated", path=PATH)
                await subscribe(router, activated)
                with router.filter(activated, bufsize=_MOST_WAITING_PRESSES) as presses:
                    if not session or not await self._bind_shortcut(router, session, wanted):
                        return
                    granted.set()
                    while True:
                        await self._handle(await presses.get(), session)

    async def _create_session(self, router: DBusRouter) -> str:
        """Return the handle of a new session; empty when the portal refuses."""
        options = {"session_handle_token": ("s", f"cloudpbx{os.getpid()}_{self._tokens}")}
        results = await self._request(router, "CreateSession", "", (), options)
        return str(results["session_handle"][1]) if results else ""

    async def _bind_shortcut(self, router: DBusRouter, session: str, wanted: str) -> bool:
        about = {"description": ("s", tr("Call the selected number")), "preferred_trigger": ("s", wanted)}
        shortcuts = [(SHORTCUT_ID, about)]
        results = await self._request(router, "BindShortcuts", "oa(sa{sv})s", (session, shortcuts, ""), {})
        return results is not None

    async def _request(
        self, router: DBusRouter, method: str, signature: str, arguments: tuple[Any, ...], options: dict[str, Any]
    ) -> dict[str, Any] | None:
        """Call a method of the portal and wait for the response, which is a signal; None when it is a refusal."""
        self._tokens += 1
        token = f"cloudpbx{os.getpid()}_{self._tokens}"
        sender = router.unique_name.removeprefix(":").replace(".", "_")
        path = f"/org/freedesktop/portal/desktop/request/{sender}/{token}"
        rule = MatchRule(type="signal", interface=REQUEST, member="Response", path=path)
        await subscribe(router, rule)
        portal = DBusAddress(PATH, bus_name=BUS_NAME, interface=SHORTCUTS)
        options = options | {"handle_token": ("s", token)}
        with router.filter(rule) as responses:
            call = new_method_call(portal, method, signature + "a{sv}", (*arguments, options))
            reply = await router.send_and_get_reply(call)
            if reply.header.message_type is MessageType.error:
                return None
            code, results = (await responses.get()).body
        await unsubscribe(router, rule)
        return results if code == _SUCCESS else None

    async def _handle(self, activated: Message, session: str) -> None:
        """Bring the window to the front and emit the selected text, when the signal is about our shortcut."""
        handle, shortcut_id, _, options = activated.body
        if (handle, shortcut_id) != (session, SHORTCUT_ID):
            return
        if "activation_token" in options:
            # Qt's Wayland plugin takes it from here when a window asks to be activated.
            os.environ["XDG_ACTIVATION_TOKEN"] = str(options["activation_token"][1])
        self.window_needed.emit()
        await _wait_for_focus()
        self.pressed.emit(QGuiApplication.clipboard().text(QClipboard.Mode.Selection))


async def _wait_for_focus() -> None:
    """Wait until a window of ours has the focus, for `FOCUS_WITHIN_S` at the most."""
    has_focus = asyncio.Event()
    application = QGuiApplication.instance()
    assert isinstance(application, QGuiApplication)

    def look(window: object) -> None:
        if window is not None:
            has_focus.set()

    application.focusWindowChanged.connect(look)
    try:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(FOCUS_WITHIN_S):
                if QGuiApplication.focusWindow() is None:
                    await has_focus.wait()
    finally:
        application.focusWindowChanged.disconnect(look)
