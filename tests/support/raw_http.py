"""An HTTP server that sends exact bytes and can drop the connection after any of them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field


@dataclass
class RawServer:
    """A running server.  `requests` holds the head of each complete request."""

    port: int = 0
    requests: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


def http(body: bytes, status: str = "200 OK", headers: str = "", kind: str = "application/json") -> bytes:
    """Return the bytes of a response."""
    about = f"Content-Type: {kind}\r\nContent-Length: {len(body)}\r\n{headers}Connection: close\r\n"
    return f"HTTP/1.1 {status}\r\n{about}\r\n".encode() + body


@asynccontextmanager
async def answering(answer: bytes | Mapping[str, bytes], *, cut_at: int | None = None) -> AsyncIterator[RawServer]:
    """Send this response to every request, or the one of its path.

    With `cut_at`, close the connection after so many bytes of it.
    """
    server = RawServer()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            server.requests.append(head.decode())
            path = head.decode().split(" ")[1].partition("?")[0]
            whole = answer if isinstance(answer, bytes) else answer[path]
            writer.write(whole if cut_at is None else whole[:cut_at])
            await writer.drain()
            if cut_at is not None:
                writer.transport.abort()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    listening = await asyncio.start_server(serve, "127.0.0.1", 0)
    server.port = listening.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        listening.close()
        await asyncio.sleep(0)


def unused_address() -> str:
    """Return the address of a port on which no server listens."""
    import socket

    with socket.create_server(("127.0.0.1", 0)) as taken:
        return f"http://127.0.0.1:{taken.getsockname()[1]}"
