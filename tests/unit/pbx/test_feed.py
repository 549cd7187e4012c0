"""The event stream on a real loopback server: limits, keep-alive and the reason why a connection ended."""

from __future__ import annotations

import tracemalloc
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed

from desktop_app.pbx.feed import MAX_MESSAGE_BYTES, SocketFeed, open_feed

MIB = 1024 * 1024
TOO_LARGE = "the server sent a message larger than 16 MiB"

Handler = Callable[[ServerConnection], Awaitable[None]]


@asynccontextmanager
async def serving(*handlers: Handler) -> AsyncIterator[str]:
    """Serve the n-th connection with the n-th handler; yield the URL."""
    remaining = iter(handlers)

    async def handle(connection: ServerConnection) -> None:
        await next(remaining)(connection)

    async with serve(handle, "127.0.0.1", 0, compression=None) as server:
        yield f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}/ws/pbx_X?pbxkey=k"


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[SocketFeed]:
    feed = await open_feed(url)
    try:
        yield feed
    finally:
        await feed.close()


def sending(*messages: bytes | list[bytes]) -> Handler:
    """Send these messages (a list is one message in fragments), then wait for the client to leave."""

    async def handle(connection: ServerConnection) -> None:
        try:
            for message in messages:
                await connection.send(message, text=True)
        except ConnectionClosed:
            return
        await connection.wait_closed()

    return handle


async def test_a_message_of_ten_mebibytes_arrives_whole() -> None:
    message = b"ab" * (5 * MIB)
    async with serving(sending(message)) as url, opened(url) as feed:
        assert await feed.receive() == message


async def test_the_limit_itself_is_allowed_and_one_byte_more_is_not() -> None:
    async with serving(sending(b"x" * MAX_MESSAGE_BYTES, b"x" * (MAX_MESSAGE_BYTES + 1))) as url, opened(url) as feed:
        assert len(await feed.receive() or b"") == MAX_MESSAGE_BYTES
        assert await feed.receive() is None
        assert feed.close_reason == TOO_LARGE


async def test_fragments_are_limited_as_one_message() -> None:
    async with serving(sending([b"x" * (6 * MIB)] * 3)) as url, opened(url) as feed:
        assert await feed.receive() is None
        assert feed.close_reason == TOO_LARGE


async def test_a_frame_that_claims_more_than_there_is_memory_is_not_buffered() -> None:
    async def flood(connection: ServerConnection) -> None:
        connection.transport.write(b"\x81\x7f" + (2**62).to_bytes(8, "big"))
        try:
            for _ in range(64):
                connection.transport.write(bytes(MIB))
                await connection.ping()  # waits until the kernel took what was written
        except ConnectionClosed:
            return

    async with serving(flood) as url, opened(url) as feed:
        tracemalloc.start()
        try:
            assert await feed.receive() is None
            assert tracemalloc.get_traced_memory()[1] < 8 * MIB
        finally:
            tracemalloc.stop()
        assert feed.close_reason == TOO_LARGE


async def test_the_server_sees_close_code_1009_and_the_next_connection_works() -> None:
    codes: list[int | None] = []

    async def oversized(connection: ServerConnection) -> None:
        try:
            await connection.send(b"x" * (MAX_MESSAGE_BYTES + 1), text=True)
            await connection.wait_closed()
        except ConnectionClosed:
            pass
        codes.append(connection.close_code)

    async with serving(oversized, sending(b"next")) as url:
        async with opened(url) as feed:
            assert await feed.receive() is None
        async with opened(url) as feed:
            assert await feed.receive() == b"next"
    assert codes == [1009]
