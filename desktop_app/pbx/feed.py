"""One connection to the event stream: opening it, receiving messages, detecting that it is dead.

Reconnecting is up to services.live_feed.  What is special about the server: see PROTOCOL.md, «Push-stream server».
"""

from __future__ import annotations

import asyncio
import logging
import socket
import ssl
from typing import Literal, Protocol
from urllib.parse import urlsplit

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.frames import CloseCode

from desktop_app.pbx.addresses import host_of, is_loopback
from desktop_app.pbx.errors import (
    Busy,
    KeyRefused,
    PbxError,
    UnexpectedResponse,
    Unreachable,
    certificate_reason,
    retry_after_s,
)

PING_EVERY_S = 10.0
PONG_WITHIN_S = 10.0
OPEN_WITHIN_S = 10.0
CLOSE_WITHIN_S = 0.5  # the server does not answer a close frame: see PROTOCOL.md, «Closing»
# Messages of several megabytes are possible, and `websockets` allows 1 MiB: see PROTOCOL.md, «Damaged messages».
MAX_MESSAGE_BYTES = 16 * 1024 * 1024

# `websockets` logs URLs, and the URL contains the key: see PROTOCOL.md, «Authentication».
_silent = logging.getLogger("cloudpbx.feed.wire")
_silent.disabled = True


class Feed(Protocol):
    """An open event stream, or the replay of one.

    `close_reason` is a phrase that can be translated, set when `receive` returns None.
    """

    close_reason: str

    async def receive(self) -> bytes | None:
        """Return the next message undecoded, or None when the stream has ended."""

    def abort(self, why: str) -> None:
        """Drop the connection without a closing handshake; `why` becomes the close reason."""

    async def close(self) -> None:
        """Close the connection."""


class SocketFeed:
    """The event stream over a WebSocket."""

    def __init__(self, connection: ClientConnection, ping_every_s: float, pong_within_s: float) -> None:
        self._connection = connection
        self._ping_every_s = ping_every_s
        self._pong_within_s = pong_within_s
        self._pinging = asyncio.create_task(self._keep_alive(), name="feed keep-alive")
        self.close_reason = ""

    async def receive(self) -> bytes | None:
        """Return the next message undecoded, since it may hold invalid UTF-8; None when the stream has ended."""
        try:
            return await self._connection.recv(decode=False)
        except ConnectionClosed as error:
            self.close_reason = self.close_reason or _close_reason(error)
            return None

    async def _keep_alive(self) -> None:
        """Send empty pings and abort when a pong is late: see PROTOCOL.md, «Keep-alive»."""
        try:
            while True:
                await asyncio.sleep(self._ping_every_s)
                pong = await self._connection.ping(b"")
                async with asyncio.timeout(self._pong_within_s):
                    await pong
        except TimeoutError:
            self.abort("the server stopped answering")
        except ConnectionClosed:
            return

    def abort(self, why: str) -> None:
        """Drop the connection without a closing handshake; `why` becomes the close reason."""
        self.close_reason = why
        self._connection.transport.abort()

    async def close(self) -> None:
        """Close the connection, with a short wait for the closing handshake."""
        self._pinging.cancel()
        await asyncio.gather(self._pinging, return_exceptions=True)
        await self._connection.close()


async def open_feed(
    url: str,
    *,
    ping_every_s: float = PING_EVERY_S,
    pong_within_s: float = PONG_WITHIN_S,
    open_within_s: float = OPEN_WITHIN_S,
) -> SocketFeed:
    """Connect to the event stream.  `url` contains the key.

    Raises PbxError, whose text does not contain it: KeyRefused, Busy, Unreachable or UnexpectedResponse.
    """
    host = host_of(url)
    proxy: Literal[True] | None = None if is_loopback(urlsplit(url).hostname) else True
    try:
        connection = await connect(
            url,
            proxy=proxy,
            ping_interval=None,  # its pings would end the connection: see PROTOCOL.md, «Keep-alive»
            open_timeout=open_within_s,
            close_timeout=CLOSE_WITHIN_S,
            max_size=MAX_MESSAGE_BYTES,
            compression=None,
            logger=_silent,
        )
    except Exception as error:
        raise _to_pbx_error(host, error) from None
    return SocketFeed(connection, ping_every_s, pong_within_s)


def _to_pbx_error(host: str, error: Exception) -> PbxError:
    if isinstance(error, InvalidStatus):
        status = error.response.status_code
        if status in (401, 403):
            return KeyRefused(status)
        if status in (429, 503):
            return Busy(status, retry_after_s(error.response.headers.get("Retry-After")))
        return UnexpectedResponse(host, f"HTTP {status}")
    if isinstance(error, ImportError):
        return Unreachable(host, "a SOCKS proxy is set, which this program cannot use")
    if isinstance(error, ssl.SSLCertVerificationError):
        return Unreachable(host, certificate_reason(error))
    if isinstance(error, TimeoutError):
        return Unreachable(host, "no connection in time")
    if isinstance(error, ConnectionRefusedError):
        return Unreachable(host, "the connection was refused")
    if isinstance(error, socket.gaierror):
        return Unreachable(host, "this name is not known on the network")
    if isinstance(error, OSError):
        return Unreachable(host, "no connection could be made")
    return UnexpectedResponse(host, "this is no event stream")


def _close_reason(error: ConnectionClosed) -> str:
    if error.sent is not None and error.sent.code == CloseCode.MESSAGE_TOO_BIG:
        return "the server sent a message larger than 16 MiB"
    if error.rcvd is None:
        return "the connection broke off"
    return "the server ended the connection"
