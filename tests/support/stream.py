"""A small event server on real sockets that behaves like the real one.

It drops the connection on a ping that is not UTF-8, does not answer close frames, and sends arbitrary bytes.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

TEXT, CLOSE, PING, PONG = 0x1, 0x8, 0x9, 0xA


class StreamServer:
    """One channel.  `pings` holds the payload of each ping.  With `silent` the server answers nothing."""

    def __init__(self) -> None:
        self.port = 0
        self.pings: list[bytes] = []
        self.targets: list[str] = []
        self.silent = False
        self.status: str | None = None
        self._writers: set[asyncio.StreamWriter] = set()

    @property
    def url(self) -> str:
        return f"ws://127.0.0.1:{self.port}"

    @property
    def listeners(self) -> int:
        return len(self._writers)

    def send(self, payload: bytes) -> None:
        """Send a payload unchanged to all clients, as one text frame."""
        for writer in self._writers:
            writer.write(frame(TEXT, payload))

    def event(self, number: int, text: dict[str, Any]) -> None:
        """Send one envelope."""
        import json

        self.send(json.dumps({"id": number, "channel": "pbx_X", "text": text}).encode())

    def close_all(self, *, with_frame: bool) -> None:
        """Close all connections, with an empty close frame or without one."""
        for writer in list(self._writers):
            if with_frame:
                writer.write(frame(CLOSE, b""))
                writer.close()
            else:
                writer.transport.abort()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            self.targets.append(head.split(" ")[1])
            if self.status is not None:
                page = "<html>no</html>"
                writer.write(f"HTTP/1.1 {self.status}\r\nContent-Length: {len(page)}\r\n\r\n{page}".encode())
                return
            key = next(
                line.split(": ")[1] for line in head.split("\r\n") if line.lower().startswith("sec-websocket-key")
            )
            accept = base64.b64encode(hashlib.sha1((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").encode()).digest())
            writer.write(
                b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                b"Sec-WebSocket-Accept: " + accept + b"\r\n\r\n"
            )
            self._writers.add(writer)
            await self.listen(reader, writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            self._writers.discard(writer)
            writer.close()

    async def listen(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            first, second = await reader.readexactly(2)
            length = second & 0x7F
            if length == 126:
                (length,) = struct.unpack(">H", await reader.readexactly(2))
            mask = await reader.readexactly(4)
            payload = bytes(byte ^ mask[n % 4] for n, byte in enumerate(await reader.readexactly(length)))
            opcode = first & 0x0F
            if opcode == CLOSE:
                return  # no reply, only a closed connection
            if opcode == PING:
                self.pings.append(payload)
                try:
                    payload.decode("utf-8")
                except UnicodeDecodeError:
                    writer.transport.abort()
                    return
                if not self.silent:
                    writer.write(frame(PONG, payload))


def frame(opcode: int, payload: bytes) -> bytes:
    """Return a complete frame as a server sends it."""
    head = bytes([0x80 | opcode])
    if len(payload) < 126:
        return head + bytes([len(payload)]) + payload
    if len(payload) < 65536:
        return head + b"\x7e" + struct.pack(">H", len(payload)) + payload
    return head + b"\x7f" + struct.pack(">Q", len(payload)) + payload


@asynccontextmanager
async def streaming() -> AsyncIterator[StreamServer]:
    """Serve until the block ends."""
    server = StreamServer()
    listening = await asyncio.start_server(server.serve, "127.0.0.1", 0)
    server.port = listening.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        server.close_all(with_frame=False)
        listening.close()
        await asyncio.sleep(0)
