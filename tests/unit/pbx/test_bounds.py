"""What a server may cost: time, memory, and what it may learn or have shown.  The bounds hold for a whole answer."""

from __future__ import annotations

import asyncio
import gzip
import json
import tracemalloc
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import date

import pytest

from desktop_app.pbx.errors import PbxError, ResponseLost, UnexpectedResponse
from desktop_app.pbx.feed import open_feed
from desktop_app.pbx.http_transport import repaired_head
from desktop_app.pbx.outcomes import Done, NotKnown, Refused
from desktop_app.pbx.rest import ANSWER_TIMEOUT_S, RestClient
from desktop_app.pbx.secrets import Redactor
from desktop_app.services.order_claims import GIVEN_UP_AFTER_S
from desktop_app.services.order_guard import LOCK_WITHIN_S
from tests.support.networks import Listener, listening, proxy_saying
from tests.support.raw_http import answering, http
from tests.support.rest import opened

DAY = date(2026, 3, 2)
KEY = "a-secret-key/of+ours"
MIB = 1024 * 1024
SHORT_S = 0.4

Question = Callable[[RestClient], Awaitable[object]]


def legs(client: RestClient) -> Awaitable[object]:
    return client.legs(DAY, DAY)


def recording(client: RestClient) -> Awaitable[object]:
    return client.recording("1.2")


def dripping(*parts: bytes) -> Callable[[Listener], Callable[..., Awaitable[None]]]:
    """A server that sends the parts at once and then a blank every few milliseconds, for ever."""

    def handler(listener: Listener) -> Callable[..., Awaitable[None]]:
        async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            listener.heads.append((await reader.readuntil(b"\r\n\r\n")).decode())
            writer.write(b"".join(parts))
            while True:
                writer.write(b" ")
                await writer.drain()
                await asyncio.sleep(SHORT_S / 20)

        return handle

    return handler


@asynccontextmanager
async def asking(
    handler: Callable[[Listener], Callable[..., Awaitable[None]]], answer_timeout_s: float = 10.0
) -> AsyncIterator[tuple[RestClient, Listener]]:
    """A client of a server with this handler."""
    async with (
        listening(handler) as server,
        opened((f"http://127.0.0.1:{server.port}",), KEY, answer_timeout_s) as client,
    ):
        yield client, server


@asynccontextmanager
async def drip(*parts: bytes) -> AsyncIterator[tuple[RestClient, Listener]]:
    async with asking(dripping(*parts), SHORT_S) as both:
        yield both


BODY = b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n"
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nFFFF\r\n"
UNENDING = b"HTTP/1.1 200 OK\r\n\r\n"
HEAD = b"HTTP/1.1 200 OK\r\nX-A: "


# ---- time ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("start", [BODY, CHUNKED, UNENDING, HEAD, b"HTTP/1.1", b""])
@pytest.mark.parametrize("ask", [legs, recording])
async def test_an_answer_that_arrives_byte_by_byte_is_given_up(ask: Question, start: bytes) -> None:
    async with drip(start) as (client, server), asyncio.timeout(SHORT_S * 20):
        with pytest.raises(ResponseLost):
            await ask(client)
    assert 1 <= len(server.heads) <= 4


@pytest.mark.parametrize("start", [BODY, CHUNKED, UNENDING, HEAD, b"HTTP/1.1", b""])
async def test_an_order_whose_answer_arrives_byte_by_byte_is_not_known_and_sent_once(start: bytes) -> None:
    async with drip(start) as (client, server), asyncio.timeout(SHORT_S * 20):
        assert isinstance(await client.dial("101", "600100200"), NotKnown)
        assert isinstance(await client.send_sms("600100200", "x", test=False), NotKnown)
    assert [head.split(" ")[0] for head in server.heads] == ["GET", "POST"]


async def test_a_recording_may_take_as_long_as_it_is_fast_enough() -> None:
    """The deadline of an answer moves with the bytes received."""

    def handler(listener: Listener) -> Callable[..., Awaitable[None]]:
        async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.readuntil(b"\r\n\r\n")
            body = b"OggS" + bytes(10 * 65536 - 4)
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body))
            for start in range(0, len(body), 65536):
                writer.write(body[start : start + 65536])
                await writer.drain()
                await asyncio.sleep(SHORT_S / 4)

        return handle

    async with asking(handler, SHORT_S) as (client, _):
        assert len(await client.recording("1.2", "ogg")) == 10 * 65536


def test_a_claim_of_the_order_guard_outlives_the_longest_order() -> None:
    """Another program may order the number again only after the first order cannot be sent any more."""
    longest_s = ANSWER_TIMEOUT_S * 1.5  # tested below: an order ends by then
    assert longest_s + 4 * LOCK_WITHIN_S < GIVEN_UP_AFTER_S


async def test_an_order_over_two_silent_hosts_ends_in_time() -> None:
    async with listening(dripping()) as one, listening(dripping()) as two:
        hosts = [f"http://127.0.0.1:{server.port}" for server in (one, two)]
        async with opened(hosts, KEY, SHORT_S) as client, asyncio.timeout(SHORT_S * 1.5 + 1):
            assert isinstance(await client.dial("101", "600100200"), NotKnown)
    assert (len(one.heads), len(two.heads)) == (1, 0)


# ---- reading again --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "broken",
    [
        http(b"", "500 Oops"),
        http(b"", "502 Bad Gateway"),
        http(b"", "503 Busy"),
        b"",
        b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n[",
        b"HTTP/1.1 200 OK\r\n\r\n[{",
    ],
)
@pytest.mark.parametrize("times", [1, 2])
async def test_a_question_is_asked_again(broken: bytes, times: int) -> None:
    answers = [broken] * times + [http(b"[]")]

    def handler(listener: Listener) -> Callable[..., Awaitable[None]]:
        async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            listener.heads.append((await reader.readuntil(b"\r\n\r\n")).decode())
            writer.write(answers[len(listener.heads) - 1])

        return handle

    async with asking(handler) as (client, server):
        assert (await client.legs(DAY, DAY)).entries == ()
    assert len(server.heads) == times + 1


@pytest.mark.parametrize(
    "final", [http(b"", "401 No"), http(b"", "404 No"), http(b"", "429 Slow"), http(b"<p>"), http(b"{}")]
)
async def test_what_will_not_change_is_not_asked_again(final: bytes) -> None:
    async with answering(final) as server, opened((server.url,), KEY) as client:
        with pytest.raises(PbxError):
            await client.legs(DAY, DAY)
    assert len(server.requests) == 1


async def test_three_rounds_over_both_hosts_are_made() -> None:
    broken = http(b"", "500 Oops")
    async with answering(broken) as one, answering(broken) as two, opened((one.url, two.url), KEY, 3) as client:
        with pytest.raises(ResponseLost):
            await client.legs(DAY, DAY)
    assert (len(one.requests), len(two.requests)) == (3, 3)


# ---- size ----------------------------------------------------------------------------------------------


def compressed(body: bytes, coding: str = "gzip") -> bytes:
    return http(body, headers=f"Content-Encoding: {coding}\r\n")


@pytest.mark.parametrize("ask", [legs, lambda client: client.dial("101", "600100200")])
async def test_a_compressed_answer_costs_little_memory(ask: Question) -> None:
    bomb = compressed(gzip.compress(b" " * (200 * MIB)))
    async with answering(bomb) as server, opened((server.url,), KEY) as client:
        tracemalloc.start()
        try:
            outcome = await asyncio.gather(ask(client), return_exceptions=True)
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    assert peak < 180 * MIB
    (found,) = outcome
    assert isinstance(found, UnexpectedResponse | NotKnown), found


@pytest.mark.parametrize("coding", ["gzip, gzip", "deflate,gzip"])
async def test_an_answer_compressed_twice_is_refused(coding: str) -> None:
    twice = compressed(gzip.compress(zlib.compress(b"[]")), coding)
    async with answering(twice) as server, opened((server.url,), KEY) as client:
        with pytest.raises(UnexpectedResponse, match="larger than any"):
            await client.legs(DAY, DAY)


async def test_a_compressed_answer_is_read() -> None:
    async with answering(compressed(gzip.compress(b"[]"))) as server, opened((server.url,), KEY) as client:
        assert (await client.legs(DAY, DAY)).entries == ()


# ---- what a server may learn and have shown --------------------------------------------------------------


async def test_no_cookie_is_kept() -> None:
    baking = http(b"[]", headers="Set-Cookie: a=b; Path=/\r\n")
    async with answering(baking) as server, opened((server.url,), KEY) as client:
        await client.legs(DAY, DAY)
        await client.legs(DAY, DAY)
    assert not any("cookie" in request.lower() for request in server.requests)


async def test_the_stream_follows_no_redirect() -> None:
    """The next server would receive the key, which is in the URL."""
    async with answering(http(b"")) as second:
        away = http(b"", "302 Found", f"Location: {second.url.replace('http', 'ws')}/ws/pbx_X?pbxkey={KEY}\r\n")
        async with answering(away) as first:
            with pytest.raises(UnexpectedResponse, match="HTTP 302"):
                await open_feed(f"{first.url.replace('http', 'ws')}/ws/pbx_X?pbxkey={KEY}")
        assert second.requests == []


ECHOES = [f"Authorization: Bearer {KEY}", json.dumps(KEY), KEY.replace("/", "\\/"), "a-secret-key%2Fof%2Bours"]


@pytest.mark.parametrize("echo", ECHOES)
async def test_a_key_that_a_server_echoes_is_cut_out(echo: str) -> None:
    for status in ("500 Action Error", "400 Bad Request"):
        answer = http(f"Action Error {echo}".encode(), status)
        async with answering(answer) as server, opened((server.url,), KEY) as client:
            outcome = await client.dial("101", "600100200")
        assert isinstance(outcome, Refused)
        assert "[key]" in outcome.reason
        assert "secret" not in outcome.reason


async def test_a_key_in_a_billing_record_is_cut_out() -> None:
    row = {"calldate": "2026-03-02 09:00:00", "uniqueid": "1.2", "clid": f'"{KEY}" <101>'}
    async with answering(http(json.dumps([row]).encode())) as server, opened((server.url,), KEY) as client:
        (leg,) = (await client.legs(DAY, DAY)).entries
    assert leg.clid == '"[key]" <101>'


def test_a_short_key_is_not_cut_out_of_ordinary_text() -> None:
    assert Redactor("demo").clean(b"demo") == b"demo"
    assert Redactor("demo-key").clean(b"demo-key") == b"[key]"


# ---- heads that are not quite HTTP -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "line",
    [
        b"X-Powered By: PHP",
        b"no colon",
        b": nothing",
        b"X-A\x00: b",
        b"X-A: b\x00",
        b"Content Length: 1",
        b"\xc5\xbb: x",
    ],
)
async def test_an_invalid_header_line_costs_nothing(line: bytes) -> None:
    answer = b"HTTP/1.1 200 OK\r\n" + line + b"\r\nContent-Length: 2\r\n\r\n"
    async with asking(proxy_saying(answer + b"[]")) as (client, _):
        assert (await client.legs(DAY, DAY)).entries == ()
    async with asking(proxy_saying(answer + b"OK")) as (client, server):
        assert await client.dial("101", "600100200") == Done()
    assert len(server.heads) == 1


@pytest.mark.parametrize(
    ("received", "repaired"),
    [
        (b"HTTP/1.1 200 OK\r\nA: b\r\n\r\nX Y: z\r\n\r\n", b"HTTP/1.1 200 OK\r\nA: b\r\n\r\nX Y: z\r\n\r\n"),
        (b"HTTP/1.1 200 OK\nA : b\n\nbody", b"HTTP/1.1 200 OK\r\nA: b\r\n\r\nbody"),
        (b"HTTP/1.1 200 OK\r\n\r\n", b"HTTP/1.1 200 OK\r\n\r\n"),
        (b"garbage", b"garbage"),
        (b"", b""),
    ],
)
def test_the_head_alone_is_repaired(received: bytes, repaired: bytes) -> None:
    assert repaired_head(received) == repaired
