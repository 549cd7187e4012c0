"""Notifications of Linux: the desktop's service `org.freedesktop.Notifications` on the session bus.

Spoken through jeepney, which the keyring and the portal of the shortcut use as well.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from jeepney import DBusAddress, HeaderFields, MatchRule, Message, new_method_call
from jeepney.io.asyncio import DBusRouter
from jeepney.io.common import RouterClosed
from jeepney.wrappers import unwrap_msg

from desktop_app.desktop.notifications import Button, Work
from desktop_app.desktop.session_bus import session_bus, subscribe

NAME = "org.freedesktop.Notifications"
PATH = "/org/freedesktop/Notifications"
_ADDRESS = DBusAddress(PATH, bus_name=NAME, interface=NAME)
_SIGNALS = MatchRule(type="signal", interface=NAME, path=PATH)
_LONGEST_QUEUE = 100
_DEFAULT_ACTION = "default"
# xfce4-notifyd knows no action for a click on the notification itself.
_NO_DEFAULT_ACTION = "Xfce Notify Daemon"
_NORMAL_URGENCY, _NO_REPLACED, _USUAL_DURATION = 1, 0, -1

# A notification as its signals name it: the unique name of the service on the bus, and its number there.
_Handle = tuple[str, int]


class DBusNotifications:
    """One connection to the session bus, opened by the first notification, and by the next one after it broke."""

    def __init__(self, app_name: str) -> None:
        self._app_name = app_name
        self._connecting = asyncio.Lock()
        self._closing = contextlib.AsyncExitStack()
        self._connection: _Connection | None = None

    async def send(self, title: str, body: str, buttons: Sequence[Button], on_click: Work | None) -> str:
        """Show a notification.  Raises one of `DBUS_ERRORS`."""
        connection = await self._connected()
        try:
            return await connection.notify(self._app_name, title, body, buttons, on_click)
        except (OSError, EOFError, RouterClosed):
            await self.close()
            raise

    async def clear(self, identifier: str) -> None:
        """Remove a notification of this connection.  Raises one of `DBUS_ERRORS`."""
        if self._connection is not None:
            await self._connection.close_notification(int(identifier))

    async def close(self) -> None:
        """Disconnect from the bus."""
        self._connection = None
        with contextlib.suppress(Exception):  # the router raises what ended it: the bus may be gone
            await self._closing.aclose()

    async def _connected(self) -> _Connection:
        async with self._connecting:
            if self._connection is None:
                self._connection = await self._closing.enter_async_context(_connect())
            return self._connection


@contextlib.asynccontextmanager
async def _connect() -> AsyncIterator[_Connection]:
    """Connect to the service, and listen to its signals until the end.  Raises one of `DBUS_ERRORS`."""
    signals: asyncio.Queue[Message] = asyncio.Queue(_LONGEST_QUEUE)
    async with session_bus() as router:
        with router.filter(_SIGNALS, queue=signals):
            connection = _Connection(router, await _capabilities(router))
            await subscribe(router, _SIGNALS)
            listening = asyncio.create_task(connection.listen(signals), name="notifications")
            try:
                yield connection
            finally:
                listening.cancel()
                await asyncio.wait([listening])


@dataclass(frozen=True)
class _Capabilities:
    takes_markup: bool
    takes_actions: bool
    takes_default_action: bool


async def _capabilities(router: DBusRouter) -> _Capabilities:
    (offered,) = unwrap_msg(await _call(router, "GetCapabilities"))
    server_name = unwrap_msg(await _call(router, "GetServerInformation"))[0]
    takes_actions = "actions" in offered
    return _Capabilities("body-markup" in offered, takes_actions, takes_actions and server_name != _NO_DEFAULT_ACTION)


class _Connection:
    """The service as one connection sees it: what it can do, and what to call for an action."""

    def __init__(self, router: DBusRouter, capabilities: _Capabilities) -> None:
        self._router, self._capabilities = router, capabilities
        self._handlers: dict[_Handle, dict[str, Work]] = {}

    async def notify(
        self, app_name: str, title: str, body: str, buttons: Sequence[Button], on_click: Work | None
    ) -> str:
        """Show a notification and return its number, as a text."""
        handlers = {str(number): work for number, (_, work) in enumerate(buttons)}
        actions = [part for number, (text, _) in enumerate(buttons) for part in (str(number), text)]
        if on_click is not None and self._capabilities.takes_default_action:
            handlers[_DEFAULT_ACTION] = on_click
            actions = [_DEFAULT_ACTION, "", *actions]
        shown_actions = actions if self._capabilities.takes_actions else []
        # Names come from outside: they are escaped where the service reads the body as markup.
        text = escape(body, quote=False) if self._capabilities.takes_markup else body
        hints = {"urgency": ("y", _NORMAL_URGENCY)}
        arguments = (app_name, _NO_REPLACED, "", title, text, shown_actions, hints, _USUAL_DURATION)
        reply = await _call(self._router, "Notify", "susssasa{sv}i", arguments)
        (number,) = unwrap_msg(reply)
        self._handlers[_sender(reply), number] = handlers
        return str(number)

    async def close_notification(self, number: int) -> None:
        """Remove a notification.  The service answers with an error when it is gone, which is ignored."""
        await _call(self._router, "CloseNotification", "u", (number,))

    async def listen(self, signals: asyncio.Queue[Message]) -> None:
        """Call the handlers of the actions that are invoked, until cancelled."""
        loop = asyncio.get_running_loop()
        while True:
            signal = await signals.get()
            # The sender is compared as well: any program on the bus can send such a signal.
            match signal.header.fields[HeaderFields.member], signal.body:
                case "ActionInvoked", (number, str(action)):
                    work = self._handlers.pop((_sender(signal), number), {}).get(action)
                    if work is not None:
                        loop.call_soon(work)
                case "NotificationClosed", (number, _):
                    self._handlers.pop((_sender(signal), number), None)


async def _call(
    router: DBusRouter, method: str, signature: str | None = None, arguments: tuple[Any, ...] = ()
) -> Message:
    return await router.send_and_get_reply(new_method_call(_ADDRESS, method, signature, arguments))


def _sender(message: Message) -> str:
    return str(message.header.fields.get(HeaderFields.sender, ""))
