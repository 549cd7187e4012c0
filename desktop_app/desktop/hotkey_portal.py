"""The key on Wayland: asked of the desktop's portal for global shortcuts, which asks the person in its own words.

A program without the focus may not read the selection there.  So the window is woken first, with the token that lets
it come forward, and the selection is read when it stands in front.
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
NAME = "call-selected"
# The person may be asked in a dialog of the desktop.
ASKED_WITHIN_S = 120.0
FORWARD_WITHIN_S = 2.0
_MODIFIERS = {"ctrl": "CTRL", "shift": "SHIFT", "alt": "ALT", "meta": "LOGO"}
_ORDER = ("ctrl", "alt", "shift", "meta")
_GRANTED = 0


def trigger(modifiers: frozenset[str], key: str) -> str:
    """The key as the shortcuts specification of freedesktop.org writes it: `CTRL+ALT+c`."""
    return "+".join([*(_MODIFIERS[one] for one in _ORDER if one in modifiers), key])


class PortalKey(QObject):
    """One session with the portal."""

    pressed = Signal(str)
    woken = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._serving: asyncio.Task[None] | None = None
        self._tokens = 0

    async def grab(self, modifiers: frozenset[str], key: str) -> GrabResult:
        """Ask the portal, which may ask the person; the shortcut replaces the one before it."""
        await self.release()
        name = keysym_name(key)
        if not name:
            return GrabResult.NO_SUCH_KEY
        bound: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._serving = asyncio.create_task(self._serve(trigger(modifiers, name), bound), name="global shortcut")
        try:
            async with asyncio.timeout(ASKED_WITHIN_S):
                return GrabResult.GRANTED if await bound else GrabResult.REFUSED
        except TimeoutError:
            await self.release()
            return GrabResult.REFUSED

    async def release(self) -> None:
        """End the session, which frees the key."""
        serving, self._serving = self._serving, None
        if serving is not None:
            serving.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await serving

    async def _serve(self, wanted: str, bound: asyncio.Future[bool]) -> None:
        try:
            async with session_bus() as router:
                session = await self._session(router)
                came = MatchRule(type="signal", interface=SHORTCUTS, member="Activated", path=PATH)
                await subscribe(router, came)
                with router.filter(came, bufsize=8) as presses:
                    granted = await self._bind(router, session, wanted) if session else False
                    bound.set_result(granted)
                    while granted:
                        await self._take(await presses.get(), session)
        except DBUS_ERRORS:
            if not bound.done():
                bound.set_result(False)

    async def _session(self, router: DBusRouter) -> str:
        options = {"session_handle_token": ("s", f"cloudpbx{os.getpid()}_{self._tokens}")}
        answer = await self._ask(router, "CreateSession", "", (), options)
        return str(answer["session_handle"][1]) if answer else ""

    async def _bind(self, router: DBusRouter, session: str, wanted: str) -> bool:
        about = {"description": ("s", tr("Call the selected number")), "preferred_trigger": ("s", wanted)}
        answer = await self._ask(router, "BindShortcuts", "oa(sa{sv})s", (session, [(NAME, about)], ""), {})
        return answer is not None

    async def _ask(
        self, router: DBusRouter, method: str, signature: str, body: tuple[Any, ...], options: dict[str, Any]
    ) -> dict[str, Any] | None:
        """Call a method of the portal and wait for the answer that comes as a signal; None when it is no."""
        self._tokens += 1
        token = f"cloudpbx{os.getpid()}_{self._tokens}"
        sender = router.unique_name.removeprefix(":").replace(".", "_")
        path = f"/org/freedesktop/portal/desktop/request/{sender}/{token}"
        rule = MatchRule(type="signal", interface=REQUEST, member="Response", path=path)
        await subscribe(router, rule)
        portal = DBusAddress(PATH, bus_name=BUS_NAME, interface=SHORTCUTS)
        options = options | {"handle_token": ("s", token)}
        with router.filter(rule) as answers:
            call = new_method_call(portal, method, signature + "a{sv}", (*body, options))
            said = await router.send_and_get_reply(call)
            if said.header.message_type is MessageType.error:
                return None
            code, results = (await answers.get()).body
        await unsubscribe(router, rule)
        return results if code == _GRANTED else None

    async def _take(self, press: Message, session: str) -> None:
        handle, name, _, options = press.body
        if (handle, name) != (session, NAME):
            return
        if "activation_token" in options:
            # Qt's Wayland plugin takes it from here when a window asks to be activated.
            os.environ["XDG_ACTIVATION_TOKEN"] = str(options["activation_token"][1])
        in_front = asyncio.Event()
        application = QGuiApplication.instance()
        assert isinstance(application, QGuiApplication)

        def look(window: object) -> None:
            if window is not None:
                in_front.set()

        application.focusWindowChanged.connect(look)
        self.woken.emit()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(FORWARD_WITHIN_S):
                if QGuiApplication.focusWindow() is None:
                    await in_front.wait()
        application.focusWindowChanged.disconnect(look)
        self.pressed.emit(QGuiApplication.clipboard().text(QClipboard.Mode.Selection))
