"""A download that breaks off goes on from where it broke, or begins anew; never a mixture of two files."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from desktop_app.pbx.errors import ResponseLost
from tests.support.demo import KEY
from tests.support.rest import opened
from tests.support.sounds import pcm_wav

SOUND = pcm_wav(2)
OTHER = pcm_wav(2, hertz=220)


@asynccontextmanager
async def saying(*answers: bytes) -> AsyncIterator[tuple[str, list[str]]]:
    """A server that gives one answer after another and breaks each off at its end; with the heads of the requests."""
    heads: list[str] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heads.append((await reader.readuntil(b"\r\n\r\n")).decode())
        writer.write(answers[min(len(heads), len(answers)) - 1])
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", heads
    finally:
        server.close()


def answer(body: bytes, size: int, status: str = "200 OK", headers: str = 'ETag: "one"\r\n') -> bytes:
    return f"HTTP/1.1 {status}\r\nContent-Length: {size}\r\n{headers}\r\n".encode() + body


HALF = answer(SOUND[:9000], len(SOUND))


async def test_a_broken_download_goes_on_from_where_it_broke() -> None:
    rest = answer(
        SOUND[9000:],
        len(SOUND) - 9000,
        "206 Partial Content",
        f"Content-Range: bytes 9000-{len(SOUND) - 1}/{len(SOUND)}\r\n",
    )
    seen: list[tuple[int, int]] = []
    async with saying(HALF, rest) as (url, heads), opened((url,), KEY) as client:
        assert await client.recording("1.2", on_part=lambda body, size: seen.append((len(body), size))) == SOUND
    assert "range: bytes=9000-" in heads[1].lower()
    assert 'if-range: "one"' in heads[1].lower()
    assert seen[-1] == (len(SOUND), len(SOUND))
    assert [size for size, _ in seen] == sorted(size for size, _ in seen)


async def test_another_file_under_the_same_name_begins_anew() -> None:
    bodies: list[bytearray] = []
    async with saying(HALF, answer(OTHER, len(OTHER))) as (url, _), opened((url,), KEY) as client:
        assert await client.recording("1.2", on_part=lambda body, size: bodies.append(body)) == OTHER
    assert bodies[0] is not bodies[-1], "who follows it is told that it began anew"


@pytest.mark.parametrize("headers", ["", 'ETag: W/"one"\r\n'])
async def test_without_a_mark_of_the_file_nothing_is_put_together(headers: str) -> None:
    half = answer(SOUND[:9000], len(SOUND), headers=headers)
    async with saying(half) as (url, heads), opened((url,), KEY) as client:
        with pytest.raises(ResponseLost):
            await client.recording("1.2")
        assert len(heads) == 1


@pytest.mark.parametrize("place", ["bytes 8000-", "bytes 0-", "none"])
async def test_a_part_from_another_place_is_not_taken(place: str) -> None:
    part = answer(SOUND[8000:], len(SOUND) - 8000, "206 Partial Content", f"Content-Range: {place}\r\n")
    async with saying(HALF, part) as (url, _), opened((url,), KEY) as client:
        with pytest.raises(Exception, match="HTTP 206"):
            await client.recording("1.2")


async def test_it_goes_on_once_and_not_for_ever() -> None:
    async with saying(HALF) as (url, heads), opened((url,), KEY) as client:
        with pytest.raises(ResponseLost):
            await client.recording("1.2")
        assert len(heads) == 2
