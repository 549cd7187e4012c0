"""Networks between the program and an exchange: proxies of several kinds, and an exchange over TLS behind them."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import hashlib
import re
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

Handler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
SOCKS_OK, SOCKS_REFUSED = 0, 5


@dataclass
class Listener:
    """A server on a port of this machine.  `heads` holds what each connection asked for first."""

    port: int = 0
    heads: list[str] = field(default_factory=list)


@asynccontextmanager
async def listening(
    handler: Callable[[Listener], Handler], tls: ssl.SSLContext | None = None, port: int = 0
) -> AsyncIterator[Listener]:
    """Serve connections with a handler until the block ends."""
    listener = Listener()
    handle = handler(listener)
    connections: dict[asyncio.Task[None], asyncio.StreamWriter] = {}

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError, ssl.SSLError):
            await handle(reader, writer)
        writer.close()
        with contextlib.suppress(ConnectionError, ssl.SSLError):
            await writer.wait_closed()

    def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connections[asyncio.create_task(connected(reader, writer))] = writer

    server = await asyncio.start_server(accept, "127.0.0.1", port, ssl=tls)
    listener.port = server.sockets[0].getsockname()[1]
    try:
        yield listener
    finally:
        server.close()
        for writer in connections.values():
            writer.transport.abort()
        for connection in connections:
            connection.cancel()
        await asyncio.gather(*connections, return_exceptions=True)


def exchange(listener: Listener) -> Handler:
    """Both halves: no billing records, and a stream that stays open."""

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        listener.heads.append(head)
        key = re.search("sec-websocket-key: (.*)\r", head, re.IGNORECASE)
        if key is None:
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n[]")
            await writer.drain()
            return
        accept = base64.b64encode(hashlib.sha1((key[1] + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").encode()).digest())
        upgrade = b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        writer.write(upgrade + b"Sec-WebSocket-Accept: " + accept + b"\r\n\r\n")
        await reader.read()

    return handle


def connect_proxy(target_port: int, *, user: str = "") -> Callable[[Listener], Handler]:
    """An HTTP proxy that tunnels to one port.  With `user` (`name:password`) it asks for them."""
    wanted = f"Proxy-Authorization: Basic {base64.b64encode(user.encode()).decode()}" if user else ""

    def handler(listener: Listener) -> Handler:
        async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            listener.heads.append(head)
            if wanted.lower() not in head.lower():
                writer.write(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")
                return
            writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
            await _tunnel(reader, writer, target_port)

        return handle

    return handler


def proxy_saying(answer: bytes) -> Callable[[Listener], Handler]:
    """A server or proxy that answers everything with the same bytes."""

    def handler(listener: Listener) -> Handler:
        async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            listener.heads.append((await reader.read(4096)).decode("latin-1"))
            writer.write(answer)
            await writer.drain()

        return handle

    return handler


def socks_proxy(target_port: int, *, user: str = "", reply: int = SOCKS_OK) -> Callable[[Listener], Handler]:
    """A SOCKS 5 proxy (RFC 1928) that tunnels to one port.  `heads` holds the names it was asked to resolve."""

    def handler(listener: Listener) -> Handler:
        async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            _, count = await reader.readexactly(2)
            method = 2 if user else 0
            if method not in await reader.readexactly(count):
                writer.write(b"\x05\xff")
                return
            writer.write(bytes([5, method]))
            if user and not await _authenticated(reader, writer, user):
                return
            _, _, _, kind = await reader.readexactly(4)
            host = await reader.readexactly((await reader.readexactly(1))[0] if kind == 3 else 4)
            await reader.readexactly(2)
            listener.heads.append(host.decode("latin-1") if kind == 3 else "an address")
            writer.write(bytes([5, reply, 0, 1, 0, 0, 0, 0, 0, 0]))
            if reply == SOCKS_OK:
                await _tunnel(reader, writer, target_port)

        return handle

    return handler


async def _authenticated(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, user: str) -> bool:
    """User name and password as in RFC 1929."""
    parts = []
    await reader.readexactly(1)
    for _ in range(2):
        parts.append((await reader.readexactly((await reader.readexactly(1))[0])).decode())
    is_right = ":".join(parts) == user
    writer.write(b"\x01\x00" if is_right else b"\x01\x01")
    return is_right


async def _tunnel(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, port: int) -> None:
    far_reader, far_writer = await asyncio.open_connection("127.0.0.1", port)

    async def pass_on(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError):
            while part := await source.read(65536):
                target.write(part)
                await target.drain()
        target.close()

    try:
        await asyncio.gather(pass_on(reader, far_writer), pass_on(far_reader, writer))
    finally:
        far_writer.transport.abort()
