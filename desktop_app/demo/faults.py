"""Fault injection: a proxy before the demo exchange that breaks the event stream by a seeded plan.

It relays the server's WebSocket frames one by one, so that it can drop, repeat, cut, delay and forge them as a bad
network or a bad server does.  The same seed gives the same faults in the same order.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import struct
from collections.abc import Callable, Iterator

FAULTS = (
    "cut with a frame",
    "cut without a frame",
    "half-open",
    "restart",
    "refused",
    "busy",
    "slow",
    "garbage",
    "duplicates",
    "gap",
    "oversized",
    "storm",
)
TEXT, CLOSE = 0x1, 0x8
OVERSIZED_BYTES = 17 * 1024 * 1024
STORM = 40
GARBAGE = (
    b"",
    b"{",
    b"\xff\xfe\x00 not a message",
    b'{"id":-1,"channel":"","text": }',
    b'{"id":"seven"}',
    b"[" * 5000,
    b'{"id":null,"text":{"subscriber":{"peer":17,"statusValue":"many"}}}',
    b"null",
)

# An envelope that cannot be decoded may have held an event; garbage that is no envelope held none.
UNREADABLE_ENVELOPES = (b'{"id":"seven"}',)


def plan(seed: int) -> Iterator[str]:
    """Yield the names of the faults of a seed, endlessly."""
    draw = random.Random(seed)
    while True:
        yield draw.choice(FAULTS)


class FaultProxy:
    """Relays between a client and the exchange at `port`.

    `on_message` is called with each message that was relayed whole, `on_gap` when the next message does not follow the
    one before: after a new connection or a lost message.  `announce` publishes the state of every phone.
    """

    def __init__(self, port: int, seed: int, announce: Callable[[], None], restart: Callable[[], None]) -> None:
        self._upstream = port
        self._draw = random.Random(seed)
        self._announce, self._restart = announce, restart
        self._connections: set[_Connection] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._refusals: list[bytes] = []
        self._server: asyncio.Server | None = None
        self.on_message: Callable[[bytes], None] = lambda payload: None
        self.on_gap: Callable[[], None] = lambda: None
        self.port = 0

    async def start(self) -> None:
        """Listen on a free port of 127.0.0.1."""
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Stop listening and drop every connection."""
        if self._server is not None:
            self._server.close()
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def inject(self, fault: str) -> None:
        """Cause a fault now."""
        match fault:
            case "restart":
                self._restart()
            case "refused":
                self._refusals = [b""] * self._draw.randint(1, 3)
                self._cut()
            case "busy":
                status = self._draw.choice((b"503 Service Unavailable", b"429 Too Many Requests", b"502 Bad Gateway"))
                answer = b"HTTP/1.1 " + status + b"\r\nRetry-After: 0\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                self._refusals = [answer] * self._draw.randint(1, 2)
                self._cut()
            case "storm":
                for _ in range(STORM):
                    self._announce()
            case _:
                for connection in list(self._connections):
                    connection.inject(fault)

    def _cut(self) -> None:
        for connection in list(self._connections):
            connection.abort()

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.ensure_future(self._handle(reader, writer))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._refusals:
            writer.write(self._refusals.pop())
            writer.close()
            return
        connection = _Connection(self, self._draw, reader, writer)
        self._connections.add(connection)
        try:
            await connection.relay(self._upstream)
        finally:
            self._connections.discard(connection)
            connection.abort()


class _Connection:
    """One connection through the proxy."""

    def __init__(
        self, proxy: FaultProxy, draw: random.Random, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self._proxy, self._draw, self._reader, self._writer = proxy, draw, reader, writer
        self._pending: list[str] = []
        self._is_stalled = self._is_open = False

    def inject(self, fault: str) -> None:
        """Cause a fault on this connection, or with its next message."""
        match fault:
            case "cut with a frame":
                self._writer.write(bytes([0x80 | CLOSE, 0]))
                self._writer.close()
            case "cut without a frame":
                self.abort()
            case "half-open":
                self._is_stalled = True
            case "garbage" | "oversized" if not self._is_open:
                self.abort()  # a frame instead of the handshake's response is no fault of the stream
            case "garbage":
                garbage = self._draw.choice(GARBAGE)
                self._writer.write(frame(garbage))
                if garbage in UNREADABLE_ENVELOPES:
                    self._proxy.on_gap()
            case "oversized":
                self._writer.write(frame(b"x" * OVERSIZED_BYTES))
                self._proxy.on_gap()
            case _:
                self._pending.append(fault)

    def abort(self) -> None:
        """Reset the connection, as a crash does."""
        self._writer.transport.abort()

    async def relay(self, upstream: int) -> None:
        """Relay both ways until one side has disconnected."""
        reader, writer = await asyncio.open_connection("127.0.0.1", upstream)
        self._proxy.on_gap()
        upstream_task = asyncio.ensure_future(self._relay_upstream(writer))
        try:
            self._writer.write(await reader.readuntil(b"\r\n\r\n"))
            self._is_open = True
            while not self._writer.is_closing():
                await self._relay_frame(reader)
        except (asyncio.IncompleteReadError, ConnectionError, RuntimeError):
            pass
        finally:
            upstream_task.cancel()
            await asyncio.gather(upstream_task, return_exceptions=True)
            writer.close()

    async def _relay_upstream(self, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError):
            while data := await self._reader.read(65536):
                if not self._is_stalled and not writer.is_closing():
                    writer.write(data)
        writer.close()

    async def _relay_frame(self, reader: asyncio.StreamReader) -> None:
        head = await reader.readexactly(2)
        length = head[1] & 0x7F
        if length > 125:
            head += await reader.readexactly(2 if length == 126 else 8)
            (length,) = struct.unpack(">H" if len(head) == 4 else ">Q", head[2:])
        payload = await reader.readexactly(length)
        if self._is_stalled or self._writer.is_closing():
            return
        if head[0] & 0x0F != TEXT:
            self._writer.write(head + payload)
            return
        fault = self._pending.pop(0) if self._pending else ""
        if fault == "gap":
            self._proxy.on_gap()
            return
        if fault == "slow":
            await self._write_slowly(head + payload)
        else:
            self._writer.write(head + payload)
        self._proxy.on_message(payload)
        if fault == "duplicates":
            for _ in range(self._draw.randint(1, 5)):
                self._writer.write(head + payload)

    async def _write_slowly(self, data: bytes) -> None:
        for at in range(0, len(data), 7):
            self._writer.write(data[at : at + 7])
            await asyncio.sleep(0.0005)


def frame(payload: bytes) -> bytes:
    """Return an unmasked, final text frame."""
    size = len(payload)
    if size < 126:
        return bytes([0x80 | TEXT, size]) + payload
    if size < 65536:
        return bytes([0x80 | TEXT, 126]) + struct.pack(">H", size) + payload
    return bytes([0x80 | TEXT, 127]) + struct.pack(">Q", size) + payload
