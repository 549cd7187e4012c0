"""An interrupted download is resumed or starts over; two versions of a file are never mixed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest

from desktop_app.pbx.download import MAX_BYTES, Download
from desktop_app.pbx.errors import NotARecording, ResponseLost, UnexpectedResponse
from tests.support.demo import KEY
from tests.support.rest import opened
from tests.support.sounds import pcm_wav

SOUND = pcm_wav(2)
OTHER = pcm_wav(2, hertz=220)
TRIES = 3


@asynccontextmanager
async def responding(*responses: bytes) -> AsyncIterator[tuple[str, list[str]]]:
    """Send one response per request (the last one repeatedly); yield the URL and the heads of the requests."""
    heads: list[str] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heads.append((await reader.readuntil(b"\r\n\r\n")).decode())
        writer.write(responses[min(len(heads), len(responses)) - 1])
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", heads
    finally:
        server.close()


def response(body: bytes, size: int, status: str = "200 OK", headers: str = 'ETag: "one"\r\n') -> bytes:
    return f"HTTP/1.1 {status}\r\nContent-Length: {size}\r\n{headers}\r\n".encode() + body


def remainder(start: int = 9000) -> bytes:
    content_range = f"Content-Range: bytes {start}-{len(SOUND) - 1}/{len(SOUND)}\r\n"
    return response(SOUND[start:], len(SOUND) - start, "206 Partial Content", content_range)


HALF = response(SOUND[:9000], len(SOUND))


@pytest.mark.parametrize(
    ("headers", "validator"),
    [
        ('ETag: "one"\r\nLast-Modified: Mon, 02 Mar 2026 09:00:00 GMT\r\n', '"one"'),
        ("Last-Modified: Mon, 02 Mar 2026 09:00:00 GMT\r\n", "Mon, 02 Mar 2026 09:00:00 GMT"),
    ],
)
async def test_an_interrupted_download_is_resumed(headers: str, validator: str) -> None:
    progress: list[tuple[int, int]] = []
    half = response(SOUND[:9000], len(SOUND), headers=headers)
    async with responding(half, remainder()) as (url, heads), opened((url,), KEY) as client:
        body = await client.recording("1.2", on_part=lambda body, size: progress.append((len(body), size)))
    assert body == SOUND
    assert "range" not in heads[0].lower()
    assert all("\r\naccept-encoding: identity\r\n" in head.lower() for head in heads)
    assert "\r\nrange: bytes=9000-\r\n" in heads[1].lower()
    assert f"\r\nif-range: {validator}\r\n".lower() in heads[1].lower()
    assert progress[-1] == (len(SOUND), len(SOUND))
    assert {size for _, size in progress} == {len(SOUND)}


async def test_another_version_of_the_file_starts_over() -> None:
    bodies: list[bytearray] = []
    async with responding(HALF, response(OTHER, len(OTHER))) as (url, _), opened((url,), KEY) as client:
        assert await client.recording("1.2", on_part=lambda body, size: bodies.append(body)) == OTHER
    assert bodies[0] is not bodies[-1]


@pytest.mark.parametrize(
    "headers", ["", 'ETag: W/"one"\r\n', 'ETag: W/"one"\r\nLast-Modified: Mon, 02 Mar 2026 09:00:00 GMT\r\n']
)
async def test_without_a_strong_validator_nothing_is_resumed(headers: str) -> None:
    half = response(SOUND[:9000], len(SOUND), headers=headers)
    async with responding(half) as (url, heads), opened((url,), KEY) as client:
        with pytest.raises(ResponseLost):
            await client.recording("1.2")
    assert len(heads) == TRIES
    assert not any("range" in head.lower() for head in heads)


async def test_without_a_byte_received_nothing_is_resumed() -> None:
    async with responding(response(b"", len(SOUND))) as (url, heads), opened((url,), KEY) as client:
        with pytest.raises(ResponseLost):
            await client.recording("1.2")
    assert len(heads) == TRIES
    assert not any("range" in head.lower() for head in heads)


@pytest.mark.parametrize("content_range", ["bytes 8000-", "bytes 0-", "none"])
async def test_a_part_from_another_offset_is_refused(content_range: str) -> None:
    headers = f"Content-Range: {content_range}\r\n"
    part = response(SOUND[8000:], len(SOUND) - 8000, "206 Partial Content", headers)
    async with responding(HALF, part) as (url, _), opened((url,), KEY) as client:
        with pytest.raises(UnexpectedResponse, match="HTTP 206"):
            await client.recording("1.2")


async def test_a_part_that_was_not_asked_for_is_refused() -> None:
    headers = f"Content-Range: bytes 0-{len(SOUND) - 1}/{len(SOUND)}\r\n"
    part = response(SOUND, len(SOUND), "206 Partial Content", headers)
    async with responding(part) as (url, _), opened((url,), KEY) as client:
        with pytest.raises(UnexpectedResponse, match="HTTP 206"):
            await client.recording("1.2")


async def test_a_download_that_breaks_off_twice_is_resumed_twice() -> None:
    middle = response(SOUND[9000:11000], len(SOUND) - 9000, "206 Partial Content", "Content-Range: bytes 9000-\r\n")
    async with responding(HALF, middle, remainder(11000)) as (url, heads), opened((url,), KEY) as client:
        assert await client.recording("1.2") == SOUND
    assert "\r\nrange: bytes=11000-\r\n" in heads[2].lower()


async def test_each_host_resumes_its_own_file() -> None:
    """The hosts are equal, but their copies of a file may have other validators."""
    first_half, second_half = response(SOUND[:9000], len(SOUND)), response(SOUND[:4000], len(SOUND))
    async with (
        responding(first_half, remainder()) as (one, ones),
        responding(second_half) as (two, twos),
        opened((one, two), KEY) as client,
    ):
        assert await client.recording("1.2") == SOUND
    assert (len(ones), len(twos)) == (2, 1)
    assert "range" not in twos[0].lower()


async def test_a_download_that_never_ends_is_given_up() -> None:
    async with responding(HALF) as (url, heads), opened((url,), KEY) as client:
        with pytest.raises(ResponseLost):
            await client.recording("1.2")
    assert len(heads) == TRIES


@pytest.mark.parametrize(
    ("headers", "size"),
    [
        ({}, 0),
        ({"Content-Length": "9"}, 9),
        ({"Content-Length": "x"}, 0),
        ({"Content-Length": "9", "Content-Encoding": "gzip"}, 0),
    ],
)
def test_the_total_size_is_known_only_for_an_unencoded_body(headers: dict[str, str], size: int) -> None:
    sizes: list[int] = []
    download = Download(lambda body, size: sizes.append(size))
    assert download.begin(httpx.Response(200, headers=headers))
    download.add(b"x")
    assert sizes == [size]


class Huge(bytearray):
    """Bytes that claim a length without occupying it."""

    def __len__(self) -> int:
        return MAX_BYTES + 1 if self.endswith(b"!") else MAX_BYTES


def test_a_file_larger_than_any_recording_is_refused() -> None:
    assert MAX_BYTES == 512 * 1024 * 1024
    download = Download(lambda body, size: None)
    download.body = Huge()
    download.add(b"x")
    with pytest.raises(NotARecording) as raised:
        download.add(b"!")
    assert raised.value.what == "larger than any recording can be"
