"""Faults on the way: a small proxy before the demo exchange that breaks the stream of events by a seeded plan.

It reads the server's frames one by one, so that it can drop, repeat, cut, hold back and forge them as a bad network
and a bad server do.  The same seed gives the same faults in the same order.
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


# An envelope that cannot be read may have said anything; noise that is none has said nothing.
MAY_HAVE_SAID = (b'{"id":"seven"}',)


def plan(seed: int) -> Iterator[str]:
    """The names of the faults of one seed, without end."""
    draw = random.Random(seed)
    while True:
        yield draw.choice(FAULTS)


class FaultProxy:
    """Stands between a listener and the exchange at `port`.

    `said` is called with each message that went on whole, `broke` when what is said next does not follow on what was
    said before (another connection, or a message that was lost).
    """

    def __init__(self, port: int, seed: int, announce: Callable[[], None], restart: Callable[[], None]) -> None:
        self._upstream = port
        self._draw = random.Random(seed)
        self._announce, self._restart = announce, restart
        self._lines: set[_Line] = set()
        self._served: set[asyncio.Task[None]] = set()
        self._refusals: list[bytes] = []
        self._server: asyncio.Server | None = None
        self.said: Callable[[bytes], None] = lambda payload: None
        self.broke: Callable[[], None] = lambda: None
        self.port = 0

    async def start(self) -> None:
        """Listen on a free port of this computer."""
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Let everybody go."""
        if self._server is not None:
            self._server.close()
        served = list(self._served)
        for task in served:
            task.cancel()
        await asyncio.gather(*served, return_exceptions=True)

    def do(self, fault: str) -> None:
        """Let one fault happen now."""
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
                for line in list(self._lines):
                    line.do(fault)

    def _cut(self) -> None:
        for line in list(self._lines):
            line.abort()

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.ensure_future(self._serve(reader, writer))
        self._served.add(task)
        task.add_done_callback(self._served.discard)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._refusals:
            writer.write(self._refusals.pop())
            writer.close()
            return
        line = _Line(self, self._draw, reader, writer)
        self._lines.add(line)
        try:
            await line.carry(self._upstream)
        finally:
            self._lines.discard(line)
            line.abort()


class _Line:
    """One connection through the proxy."""

    def __init__(
        self, proxy: FaultProxy, draw: random.Random, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self._proxy, self._draw, self._reader, self._writer = proxy, draw, reader, writer
        self._next: list[str] = []
        self._holds = self._is_open = False

    def do(self, fault: str) -> None:
        """Break something of this connection."""
        match fault:
            case "cut with a frame":
                self._writer.write(bytes([0x80 | CLOSE, 0]))
                self._writer.close()
            case "cut without a frame":
                self.abort()
            case "half-open":
                self._holds = True
            case "garbage" | "oversized" if not self._is_open:
                self.abort()  # a frame instead of the handshake's answer would be another server, not a bad stream
            case "garbage":
                garbage = self._draw.choice(GARBAGE)
                self._writer.write(frame(garbage))
                if garbage in MAY_HAVE_SAID:
                    self._proxy.broke()
            case "oversized":
                self._writer.write(frame(b"x" * OVERSIZED_BYTES))
                self._proxy.broke()
            case _:
                self._next.append(fault)  # happens to the next message

    def abort(self) -> None:
        """End it as a crash does."""
        self._writer.transport.abort()

    async def carry(self, upstream: int) -> None:
        """Carry both ways until one side has gone."""
        reader, writer = await asyncio.open_connection("127.0.0.1", upstream)
        self._proxy.broke()
        upward = asyncio.ensure_future(self._carry_up(writer))
        try:
            self._writer.write(await reader.readuntil(b"\r\n\r\n"))
            self._is_open = True
            while not self._writer.is_closing():
                await self._carry_frame(reader)
        except (asyncio.IncompleteReadError, ConnectionError, RuntimeError):
            pass
        finally:
            upward.cancel()
            await asyncio.gather(upward, return_exceptions=True)
            writer.close()

    async def _carry_up(self, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError):
            while data := await self._reader.read(65536):
                if not self._holds and not writer.is_closing():
                    writer.write(data)
        writer.close()

    async def _carry_frame(self, reader: asyncio.StreamReader) -> None:
        head = await reader.readexactly(2)
        length = head[1] & 0x7F
        if length > 125:
            head += await reader.readexactly(2 if length == 126 else 8)
            (length,) = struct.unpack(">H" if len(head) == 4 else ">Q", head[2:])
        payload = await reader.readexactly(length)
        if self._holds or self._writer.is_closing():
            return
        if head[0] & 0x0F != TEXT:
            self._writer.write(head + payload)
            return
        fault = self._next.pop(0) if self._next else ""
        if fault == "gap":
            self._proxy.broke()
            return
        if fault == "slow":
            await self._dribble(head + payload)
        else:
            self._writer.write(head + payload)
        self._proxy.said(payload)
        if fault == "duplicates":
            for _ in range(self._draw.randint(1, 5)):
                self._writer.write(head + payload)

    async def _dribble(self, data: bytes) -> None:
        for at in range(0, len(data), 7):
            self._writer.write(data[at : at + 7])
            await asyncio.sleep(0.0005)


def frame(payload: bytes) -> bytes:
    """One whole text frame as a server sends it."""
    size = len(payload)
    if size < 126:
        return bytes([0x80 | TEXT, size]) + payload
    if size < 65536:
        return bytes([0x80 | TEXT, 126]) + struct.pack(">H", size) + payload
    return bytes([0x80 | TEXT, 127]) + struct.pack(">Q", size) + payload
