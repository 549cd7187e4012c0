"""One connection to the event stream: opening it, receiving messages, detecting that it is dead.

Reconnecting is up to services.live_feed.  What is special about the server: see PROTOCOL.md, «Push-stream server».
"""

from __future__ import annotations

import asyncio
import logging
from typing import Any, Protocol

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus, ProxyError
from websockets.frames import CloseCode

from desktop_app.pbx.addresses import host_of, key_in
from desktop_app.pbx.errors import (
    Busy,
    KeyRefused,
    PbxError,
    UnexpectedResponse,
    Unreachable,
    retry_after_s,
)
from desktop_app.pbx.network import proxy_for, tls_context
from desktop_app.pbx.network_errors import reason_of
from desktop_app.pbx.secrets import Redactor

PING_EVERY_S = 10.0
PONG_WITHIN_S = 10.0
OPEN_WITHIN_S = 10.0
NEXT_ADDRESS_AFTER_S = 0.25  # as httpx does, after RFC 8305
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

    def __init__(
        self, connection: ClientConnection, redactor: Redactor, ping_every_s: float, pong_within_s: float
    ) -> None:
        self._connection = connection
        self._redactor = redactor
        self._ping_every_s = ping_every_s
        self._pong_within_s = pong_within_s
        self._pinging = asyncio.create_task(self._keep_alive(), name="feed keep-alive")
        self.close_reason = ""

    async def receive(self) -> bytes | None:
        """Return the next message undecoded, since it may hold invalid UTF-8; None when the stream has ended."""
        try:
            return self._redactor.clean(await self._connection.recv(decode=False))
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
        self._connection.transport.abort()  # TLS has a closing handshake of its own, which would be waited for 30 s


class _Connect(connect):
    """A connection attempt that follows no redirect: the next server would receive the key, which is in the URL."""

    def process_redirect(self, exc: Exception) -> Exception:
        return exc


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
    proxy = proxy_for(url)
    is_encrypted = proxy is not None and proxy.startswith("https:")
    of_proxy: dict[str, Any] = {"proxy_ssl": tls_context()} if is_encrypted else {}  # an error with other proxies
    try:
        connection = await _Connect(
            url,
            proxy=proxy,
            ssl=tls_context() if url.startswith("wss:") else None,
            # An address that swallows packets (IPv6 that leads nowhere) must not use up the time for the others.
            happy_eyeballs_delay=NEXT_ADDRESS_AFTER_S,
            ping_interval=None,  # its pings would end the connection: see PROTOCOL.md, «Keep-alive»
            open_timeout=open_within_s,
            close_timeout=CLOSE_WITHIN_S,
            max_size=MAX_MESSAGE_BYTES,
            compression=None,
            logger=_silent,
            **of_proxy,
        )
    except Exception as error:
        raise _to_pbx_error(host_of(url), error, via_proxy=proxy is not None) from None
    return SocketFeed(connection, Redactor(key_in(url)), ping_every_s, pong_within_s)


def _to_pbx_error(host: str, error: Exception, *, via_proxy: bool) -> PbxError:
    if isinstance(error, InvalidStatus):
        status = error.response.status_code
        if status in (401, 403):
            return KeyRefused(status)
        if status in (429, 503):
            return Busy(status, retry_after_s(error.response.headers.get("Retry-After")))
        return UnexpectedResponse(host, f"HTTP {status}")
    if isinstance(error, OSError | ProxyError):  # TimeoutError and all of ssl among them
        return Unreachable(host, reason_of(error, via_proxy=via_proxy))
    return UnexpectedResponse(host, "this is no event stream")


def _close_reason(error: ConnectionClosed) -> str:
    if error.sent is not None and error.sent.code == CloseCode.MESSAGE_TOO_BIG:
        return "the server sent a message larger than 16 MiB"
    if error.rcvd is None:
        return "the connection broke off"
    return "the server ended the connection"
