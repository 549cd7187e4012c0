"""One connection to the event stream: open it, hear its messages, notice when it is dead.

Who connects again, and when, is decided elsewhere (services.live).  Known of the server: it drops the connection on a
ping whose payload is not UTF-8, which is what `websockets` sends by default; so its keep-alive is off and ours
sends empty pings.  It answers no close frame, so closing does not wait.
"""

from __future__ import annotations

import asyncio
import logging
import ssl
from typing import Literal, Protocol
from urllib.parse import urlsplit

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus, InvalidURI
from websockets.frames import CloseCode

from desktop_app.pbx.addresses import host_of, is_loopback
from desktop_app.pbx.errors import (
    Busy,
    KeyRefused,
    NotUnderstood,
    PbxError,
    Unreachable,
    certificate_words,
    retry_after_s,
)

PING_EVERY_S = 10.0
PONG_WITHIN_S = 10.0
OPEN_WITHIN_S = 10.0
# Messages of several megabytes are possible; the default of `websockets`, 1 MiB, would end the connection over one.
MAX_MESSAGE_BYTES = 16 * 1024 * 1024

# The address holds the key and the library logs addresses: its logger goes nowhere.
_silent = logging.getLogger("cloudpbx.feed.wire")
_silent.propagate = False
_silent.disabled = True


class Feed(Protocol):
    """An open stream, or the replay of one.

    `receive()` gives None when it has ended; `why_it_ended` then has the reason in words.
    """

    why_it_ended: str

    async def receive(self) -> bytes | None:
        """The next message as it came."""

    def abort(self, why: str) -> None:
        """Give it up at once."""

    async def close(self) -> None:
        """Say goodbye and go."""


class SocketFeed:
    """A stream over a socket."""

    def __init__(self, socket: ClientConnection, ping_every_s: float, pong_within_s: float) -> None:
        self._socket = socket
        self._ping_every_s = ping_every_s
        self._pong_within_s = pong_within_s
        self._pulse = asyncio.create_task(self._keep_alive(), name="feed pulse")
        self.why_it_ended = ""

    async def receive(self) -> bytes | None:
        """The next message as it came, bytes undecoded: a text frame may hold bytes that are no UTF-8."""
        try:
            return await self._socket.recv(decode=False)
        except ConnectionClosed as error:
            self.why_it_ended = self.why_it_ended or _closing_words(error)
            return None

    async def _keep_alive(self) -> None:
        try:
            while True:
                await asyncio.sleep(self._ping_every_s)
                pong = await self._socket.ping(b"")
                async with asyncio.timeout(self._pong_within_s):
                    await pong
        except TimeoutError:
            self.abort("the server stopped answering")
        except ConnectionClosed:
            return

    def abort(self, why: str) -> None:
        """Give the connection up at once: it cannot be trusted any more."""
        self.why_it_ended = why
        self._socket.transport.abort()

    async def close(self) -> None:
        """Say goodbye and go; the server sends no closing frame back."""
        self._pulse.cancel()
        await asyncio.gather(self._pulse, return_exceptions=True)
        await self._socket.close()


async def open_feed(
    url: str, *, ping_every_s: float = PING_EVERY_S, pong_within_s: float = PONG_WITHIN_S
) -> SocketFeed:
    """Connect to the stream at `url`, which holds the key.  Raises PbxError, whose text does not."""
    host = host_of(url)
    proxy: Literal[True] | None = None if is_loopback(urlsplit(url).hostname) else True
    try:
        socket = await connect(
            url,
            proxy=proxy,
            ping_interval=None,
            open_timeout=OPEN_WITHIN_S,
            close_timeout=0.5,
            max_size=MAX_MESSAGE_BYTES,
            compression=None,
            logger=_silent,
        )
    except Exception as error:
        raise _typed(host, error) from None
    return SocketFeed(socket, ping_every_s, pong_within_s)


def _typed(host: str, error: Exception) -> PbxError:
    if isinstance(error, InvalidStatus):
        status = error.response.status_code
        if status in (401, 403):
            return KeyRefused(status)
        if status in (429, 503):
            return Busy(status, retry_after_s(error.response.headers.get("Retry-After")))
        return NotUnderstood(host, f"HTTP {status}")
    if isinstance(error, ImportError):
        return Unreachable(host, "a SOCKS proxy is set, which this program cannot use")
    if isinstance(error, ssl.SSLCertVerificationError):
        return Unreachable(host, certificate_words(error))
    if isinstance(error, TimeoutError):
        return Unreachable(host, "no connection in time")
    if isinstance(error, ConnectionRefusedError):
        return Unreachable(host, "the connection was refused")
    if isinstance(error, InvalidHandshake | InvalidURI | EOFError):
        return NotUnderstood(host, "this is no event stream")
    if isinstance(error, OSError):
        unknown = "name" in str(error).lower() or "getaddrinfo" in str(error).lower()
        return Unreachable(host, "this name is not known on the network" if unknown else "no connection could be made")
    return NotUnderstood(host, "this is no event stream")


def _closing_words(error: ConnectionClosed) -> str:
    if error.sent is not None and error.sent.code == CloseCode.MESSAGE_TOO_BIG:
        return "the server sent a message larger than 16 MiB"
    if error.rcvd is None:
        return "the connection broke off"
    return "the server ended the connection"
