"""A connection to the D-Bus session bus through jeepney, for the portal and the notifications of Linux."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from jeepney import DBusErrorResponse, MatchRule
from jeepney.auth import BEGIN, Authenticator
from jeepney.bus import get_bus
from jeepney.bus_messages import message_bus
from jeepney.io.asyncio import DBusConnection, DBusRouter, Proxy
from jeepney.io.common import RouterClosed

# No bus or no address of one, one that ended or refuses us, and a service that is not there or refuses the call.
DBUS_ERRORS = (OSError, EOFError, KeyError, ValueError, RuntimeError, RouterClosed, DBusErrorResponse)


@asynccontextmanager
async def session_bus() -> AsyncIterator[DBusRouter]:
    """Connect to the session bus, and disconnect on every way out.  Raises one of `DBUS_ERRORS`.

    jeepney's `open_dbus_router` leaves its socket open when it is cancelled before the bus has answered.
    """
    reader, writer = await asyncio.open_unix_connection(get_bus("SESSION"))
    try:
        await _authenticate(reader, writer)
        connection = DBusConnection(reader, writer)
        async with DBusRouter(connection) as router:
            (connection.unique_name,) = await Proxy(message_bus, router).Hello()
            yield router
    finally:
        writer.close()
        with suppress(OSError):
            await writer.wait_closed()


async def subscribe(router: DBusRouter, rule: MatchRule) -> None:
    """Ask the bus for the signals that match the rule."""
    await Proxy(message_bus, router).AddMatch(rule)


async def unsubscribe(router: DBusRouter, rule: MatchRule) -> None:
    """Ask for them no more."""
    await Proxy(message_bus, router).RemoveMatch(rule)


async def _authenticate(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    authenticator = Authenticator()
    for request in authenticator:
        writer.write(request)
        await writer.drain()
        answer = await reader.read(1024)
        if not answer:
            raise EOFError("the bus closed the connection")
        authenticator.feed(answer)
    writer.write(BEGIN)
    await writer.drain()
