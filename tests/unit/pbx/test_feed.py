"""The event stream on a real loopback server: limits, keep-alive and the reason why a connection ended."""

from __future__ import annotations

import asyncio
import logging
import socket
import tracemalloc
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed

from desktop_app.pbx.errors import Busy, KeyRefused, PbxError, UnexpectedResponse, Unreachable
from desktop_app.pbx.feed import SocketFeed, open_feed
from tests.support.certificates import server_context
from tests.support.raw_http import answering, http, unused_address
from tests.support.resolving import resolve
from tests.support.stream import StreamServer, streaming
from tests.support.wait import until

MIB = 1024 * 1024
LIMIT = 16 * MIB
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
async def opened(url: str, **options: float) -> AsyncIterator[SocketFeed]:
    feed = await open_feed(url, **options)
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
    async with serving(sending(b"x" * LIMIT, b"x" * (LIMIT + 1))) as url, opened(url) as feed:
        assert len(await feed.receive() or b"") == LIMIT
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
            await connection.send(b"x" * (LIMIT + 1), text=True)
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


# ---- keep-alive and closing ----------------------------------------------------------------------


async def test_pings_are_empty_and_repeated() -> None:
    async with streaming() as server, opened(f"{server.url}/ws/pbx_X", ping_every_s=0.01) as feed:
        await until(lambda: len(server.pings) >= 3)
        assert set(server.pings) == {b""}
        server.event(1, {})
        assert await feed.receive() is not None


async def test_a_server_that_stops_answering_is_given_up() -> None:
    async with streaming() as server:
        server.silent = True
        async with opened(f"{server.url}/ws/pbx_X", ping_every_s=0.01, pong_within_s=0.02) as feed:
            assert await feed.receive() is None
            assert feed.close_reason == "the server stopped answering"


@pytest.mark.parametrize(
    ("with_frame", "reason"), [(True, "the server ended the connection"), (False, "the connection broke off")]
)
async def test_why_the_connection_ended(with_frame: bool, reason: str) -> None:
    async with streaming() as server, opened(f"{server.url}/ws/pbx_X") as feed:
        await until(lambda: server.listeners)
        server.close_all(with_frame=with_frame)
        assert await feed.receive() is None
        assert feed.close_reason == reason
        assert await feed.receive() is None


async def test_an_aborted_connection_keeps_its_reason() -> None:
    async with streaming() as server, opened(f"{server.url}/ws/pbx_X") as feed:
        await until(lambda: server.listeners)
        feed.abort("this computer slept")
        assert await feed.receive() is None
        assert feed.close_reason == "this computer slept"


async def test_keep_alive_ends_with_the_connection() -> None:
    async with streaming() as server, opened(f"{server.url}/ws/pbx_X", ping_every_s=0.01) as feed:
        await until(lambda: server.pings)
        server.close_all(with_frame=True)
        assert await feed.receive() is None
        await until(lambda: not any(task.get_name() == "feed keep-alive" for task in asyncio.all_tasks()))
        assert feed.close_reason == "the server ended the connection"


class DeafServer(StreamServer):
    """Ignores every frame, a close frame too."""

    async def listen(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while await reader.read(4096):
            pass


async def test_closing_does_not_wait_for_a_reply() -> None:
    async with await asyncio.start_server(DeafServer().serve, "127.0.0.1", 0) as server:
        feed = await open_feed(f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}/ws/pbx_X")
        assert feed.close_reason == ""
        assert any(task.get_name() == "feed keep-alive" for task in asyncio.all_tasks())
        async with asyncio.timeout(5):
            await feed.close()
        assert not any(task.get_name() == "feed keep-alive" for task in asyncio.all_tasks())


async def test_the_url_is_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    async with streaming() as server, opened(f"{server.url}/ws/pbx_X?pbxkey=geheim"):
        pass
    assert "geheim" not in caplog.text


# ---- errors of opening ---------------------------------------------------------------------------


async def failure(url: str) -> PbxError:
    """Return the error of opening `url`, which never holds the key."""
    with pytest.raises(PbxError) as raised:
        await open_feed(f"{url}/ws/pbx_X?pbxkey=geheim")
    assert "geheim" not in str(raised.value)
    assert raised.value.__suppress_context__
    return raised.value


@pytest.mark.parametrize(
    ("answer", "error", "fields"),
    [
        (http(b"", "401 Unauthorized"), KeyRefused, {"status": 401}),
        (http(b"<html>", "403 Forbidden"), KeyRefused, {"status": 403}),
        (http(b"", "429 Slow down", "Retry-After: 7\r\n"), Busy, {"status": 429, "retry_after_s": 7.0}),
        (http(b"", "503 Busy"), Busy, {"status": 503, "retry_after_s": None}),
        (http(b"", "404 Not Found"), UnexpectedResponse, {"what": "HTTP 404"}),
        (http(b"[]"), UnexpectedResponse, {"what": "HTTP 200"}),
        (http(b"", "101 Switching Protocols"), UnexpectedResponse, {"what": "this is no event stream"}),
        (b"garbage\r\n\r\n", UnexpectedResponse, {"what": "this is no event stream"}),
    ],
)
async def test_each_answer_to_the_handshake_has_its_error(
    answer: bytes, error: type[PbxError], fields: dict[str, object]
) -> None:
    async with answering(answer) as server:
        raised = await failure(server.url.replace("http", "ws"))
        host = server.url.removeprefix("http://")
        (request,) = server.requests
    assert "sec-websocket-extensions" not in request.lower()
    assert type(raised) is error
    assert vars(raised) == fields | ({"host": host} if hasattr(raised, "host") else {})


async def test_unused_address() -> None:
    host = unused_address().removeprefix("http://")
    raised = await failure(f"ws://{host}")
    assert isinstance(raised, Unreachable)
    assert (raised.host, raised.why) == (host, "the connection was refused")


async def test_an_unknown_name() -> None:
    raised = await failure("ws://name.invalid")
    assert isinstance(raised, Unreachable)
    assert (raised.host, raised.why) == ("name.invalid", "this name is not known on the network")


async def test_no_connection_in_time() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(Unreachable) as raised:
        host = f"127.0.0.1:{silent.getsockname()[1]}"
        async with asyncio.timeout(5):  # the kernel accepts, nobody answers
            await open_feed(f"ws://{host}", open_within_s=0.05)
    assert (raised.value.host, raised.value.why) == (host, "no connection in time")


async def test_an_address_to_which_no_connection_can_be_made() -> None:
    raised = await failure("ws://255.255.255.255:9")
    assert isinstance(raised, Unreachable)
    assert (raised.host, raised.why) == ("255.255.255.255:9", "no connection could be made")


async def test_a_certificate_that_is_not_trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    resolve(monkeypatch, "localhost", "127.0.0.1")
    context, _ = server_context(tmp_path, name="localhost", days=30)
    server = await asyncio.start_server(lambda reader, writer: writer.close(), "127.0.0.1", 0, ssl=context)
    host = f"localhost:{server.sockets[0].getsockname()[1]}"
    raised = await failure(f"wss://{host}")
    server.close()
    assert isinstance(raised, Unreachable)
    assert (raised.host, raised.why) == (host, "its certificate is signed by nobody we trust")


async def test_a_proxy_is_used_for_other_machines_only(monkeypatch: pytest.MonkeyPatch) -> None:
    async with answering(http(b"", "403 Forbidden")) as proxy, streaming() as server:
        for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.url)
        for name in ("no_proxy", "NO_PROXY"):
            monkeypatch.delenv(name, raising=False)
        async with opened(f"{server.url}/ws/pbx_X"):
            assert proxy.requests == []
        await failure("ws://pbx.invalid")
        assert len(proxy.requests) == 1
