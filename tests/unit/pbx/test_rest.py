"""The REST client against loopback servers: questions, recordings, secrets and proxies."""

from __future__ import annotations

import asyncio
import json
import logging
import socket
from datetime import date
from pathlib import Path

import pytest

from desktop_app.pbx.errors import (
    Busy,
    KeyRefused,
    NotARecording,
    NotFound,
    PbxError,
    ResponseLost,
    UnexpectedResponse,
    Unreachable,
)
from desktop_app.pbx.outcomes import Done, NotKnown, Refused
from desktop_app.pbx.rest import RestClient
from tests.support.certificates import server_context
from tests.support.demo import KEY, running_demo
from tests.support.raw_http import answering, http, unused_address
from tests.support.resolving import resolve
from tests.support.rest import opened
from tests.support.sounds import pcm_wav

DAY, NEXT_DAY = date(2026, 3, 2), date(2026, 3, 3)
UNCLEAR = NotKnown("an answer that says neither yes nor no")
LEG = {"calldate": "2021-12-15 11:25:02", "uniqueid": "1.2"}


async def test_the_demo_answers_all_questions() -> None:
    async with running_demo() as demo, opened((demo.api,), KEY) as client:
        today = demo.exchange.now.date()
        legs = await client.legs(today, today)
        listed = await client.recordings(today, today)
        assert legs.entries
        assert listed.entries
        body = await client.recording(listed.entries[0].uniqueid)
        assert body[:4] == b"RIFF"


async def test_a_wrong_key_is_refused_everywhere() -> None:
    async with running_demo() as demo, opened((demo.api,), "wrong") as client:
        with pytest.raises(KeyRefused) as refused:
            await client.legs(DAY, DAY)
        assert refused.value.status in (401, 403)
        assert await client.dial("101", "102") == Refused("the key is refused")
        assert demo.exchange.orders == []


# ---- questions -----------------------------------------------------------------------------------


async def test_questions_name_the_days_and_carry_the_key() -> None:
    async with answering(http(json.dumps([LEG]).encode())) as server, opened((server.url,), KEY) as client:
        (leg,) = (await client.legs(DAY, NEXT_DAY)).entries
        (entry,) = (await client.recordings(DAY, NEXT_DAY)).entries
    assert (leg.uniqueid, entry.uniqueid) == ("1.2", "1.2")
    cdr, record = server.requests
    assert cdr.startswith("GET /cdr?datestart=2026-03-02&datestop=2026-03-03 ")
    assert record.startswith("GET /record?datestart=2026-03-02&datestop=2026-03-03 ")
    assert f"authorization: bearer {KEY}".lower() in cdr.lower()


async def test_a_question_goes_to_the_stand_by_host() -> None:
    async with answering(http(b"[]")) as second, answering(http(b"<html>", "502 Bad Gateway")) as first:
        for base in (unused_address(), first.url):
            async with opened((base, second.url), KEY) as client:
                assert (await client.legs(DAY, DAY)).entries == ()
        assert len(second.requests) == 2


@pytest.mark.parametrize(
    "answer", [http(b"", "404 Not Found"), http(b"", "503 Busy"), b"garbage\r\n\r\n", http(b"x", "302 Found")]
)
async def test_errors_of_one_host_are_asked_of_the_other(answer: bytes) -> None:
    async with (
        answering(answer) as first,
        answering(http(b"[]")) as second,
        opened((first.url, second.url), KEY) as client,
    ):
        assert (await client.legs(DAY, DAY)).entries == ()


async def test_a_refused_key_is_not_tried_at_the_other_host() -> None:
    async with answering(http(b"", "403 Forbidden")) as first, answering(http(b"[]")) as second:
        async with opened((first.url, second.url), KEY) as client:
            with pytest.raises(KeyRefused):
                await client.legs(DAY, DAY)
        assert second.requests == []


async def test_the_error_of_the_last_host_is_raised() -> None:
    async with answering(http(b"", "503 Busy")) as first, opened((first.url, unused_address()), KEY) as client:
        with pytest.raises(Unreachable):
            await client.legs(DAY, DAY)


@pytest.mark.parametrize(
    ("answer", "error", "fields"),
    [
        (http(b" <html>hello</html>", kind="text/html"), UnexpectedResponse, {"what": "a page of HTML"}),
        (http(b"{}"), UnexpectedResponse, {"what": "no list of records"}),
        (http(b"{}", "500 Oops"), ResponseLost, {"why": "HTTP 500"}),
        (http(b"", "401 Unauthorized"), KeyRefused, {"status": 401}),
        (http(b"", "403 Forbidden"), KeyRefused, {"status": 403}),
        (http(b"", "404 Not Found"), UnexpectedResponse, {"what": "HTTP 404"}),
        (http(b"", "429 Slow down", "Retry-After: 7\r\n"), Busy, {"status": 429, "retry_after_s": 7.0}),
        (http(b"", "503 Busy"), Busy, {"status": 503, "retry_after_s": None}),
        (http(b"", "302 Found", "Location: http://127.0.0.1:1/\r\n"), UnexpectedResponse, {"what": "HTTP 302"}),
        (b"garbage\r\n\r\n", ResponseLost, {"why": "the connection broke off"}),
    ],
)
async def test_each_bad_response_has_its_error(answer: bytes, error: type[PbxError], fields: dict[str, object]) -> None:
    async with answering(answer) as server, opened((server.url,), KEY) as client:
        with pytest.raises(error) as raised:
            await client.legs(DAY, DAY)
    expected = fields | ({"host": server.url.removeprefix("http://")} if hasattr(raised.value, "host") else {})
    assert vars(raised.value) == expected


async def test_no_connection_and_a_lost_response_are_different() -> None:
    host = unused_address()
    async with opened((host,), KEY) as client:
        with pytest.raises(Unreachable) as unreachable:
            await client.legs(DAY, DAY)
    assert vars(unreachable.value) == {"host": host.removeprefix("http://"), "why": "the connection was refused"}
    async with answering(http(b"[]" + b" " * 500), cut_at=120) as server, opened((server.url,), KEY) as client:
        with pytest.raises(ResponseLost, match=r": the connection broke off$"):
            await client.legs(DAY, DAY)


async def test_without_an_address_nothing_is_asked_or_ordered() -> None:
    async with opened((), KEY) as client:
        with pytest.raises(Unreachable) as raised:
            await client.legs(DAY, DAY)
        assert vars(raised.value) == {"host": "", "why": "no address is set"}
        with pytest.raises(Unreachable, match=r": no address is set$"):
            await client.recording("1.2")
        assert await client.dial("101", "102") == Refused("no address is set")


@pytest.mark.parametrize(
    ("host", "why"),
    [
        ("http://name.invalid", "this name is not known on the network"),
        ("http://255.255.255.255:9", "no connection could be made"),
    ],
)
async def test_a_failed_attempt_has_its_status_and_reason(host: str, why: str) -> None:
    async with opened((host,), KEY) as client:
        with pytest.raises(Unreachable) as raised:
            await client.legs(DAY, DAY)
    assert raised.value.why == why


async def test_all_addresses_of_a_name_are_considered(monkeypatch: pytest.MonkeyPatch) -> None:
    resolve(monkeypatch, "localhost", "127.0.0.2", "127.0.0.1")
    port = unused_address().rpartition(":")[2]
    async with opened((f"http://localhost:{port}",), KEY) as client:
        with pytest.raises(Unreachable, match=r": the connection was refused$"):
            await client.legs(DAY, DAY)


async def test_a_certificate_that_is_not_trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    resolve(monkeypatch, "localhost", "127.0.0.1")
    context, _ = server_context(tmp_path, name="localhost", days=30)
    server = await asyncio.start_server(lambda reader, writer: writer.close(), "127.0.0.1", 0, ssl=context)
    async with opened((f"https://localhost:{server.sockets[0].getsockname()[1]}",), KEY) as client:
        with pytest.raises(Unreachable, match=r": its certificate is signed by nobody we trust$"):
            await client.legs(DAY, DAY)
    server.close()


async def test_a_silent_server_is_given_up() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:  # the kernel accepts, nobody answers
        client = RestClient((f"http://127.0.0.1:{silent.getsockname()[1]}",), KEY, answer_timeout_s=0.05)
        with pytest.raises(ResponseLost, match=r": no answer in time$"):
            await client.legs(DAY, DAY)
        assert await client.dial("101", "102") == NotKnown("no answer in time")
        await client.aclose()


# ---- recordings ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "uniqueid",
    ["../etc/passwd", "a/b", "..", "", "x" * 65, "1.2?x", "a..b", "%2e%2e", "-1", ".1", "_1", "1\n", "ż1"],
)
async def test_an_identifier_never_becomes_another_path(uniqueid: str) -> None:
    async with answering(http(b"x")) as server, opened((server.url,), KEY) as client:
        with pytest.raises(NotFound, match=r"^not an identifier of a recording$"):
            await client.recording(uniqueid)
        assert server.requests == []


@pytest.mark.parametrize("uniqueid", ["1639563902.75", "x" * 64, "A-b_c.1"])
async def test_a_recording_is_asked_for_by_its_identifier(uniqueid: str) -> None:
    sound = pcm_wav(0.1)
    async with answering(http(sound)) as server, opened((server.url,), KEY) as client:
        assert await client.recording(uniqueid) == sound
    (request,) = server.requests
    assert request.startswith(f"GET /record/{uniqueid} ")
    assert "accept-encoding: identity" in request.lower()


async def test_a_page_in_place_of_a_recording_is_not_a_recording() -> None:
    async with answering(http(b"<html>error</html>", kind="audio/wav")) as server, opened((server.url,), KEY) as client:
        with pytest.raises(NotARecording, match="a web page"):
            await client.recording("1.2")


async def test_bare_gsm_is_accepted_whatever_was_declared() -> None:
    body = (b"\xd1" + bytes(32)) * 2
    async with answering(http(body)) as server, opened((server.url,), KEY) as client:
        assert await client.recording("1.2", "gsm") == body
        assert await client.recording("1.2") == body


@pytest.mark.parametrize(
    ("status", "error"), [("404 Not Found", NotFound), ("403 No", KeyRefused), ("204 No Content", UnexpectedResponse)]
)
async def test_a_recording_that_is_not_there(status: str, error: type[PbxError]) -> None:
    async with answering(http(b"", status)) as server, opened((server.url,), KEY) as client:
        with pytest.raises(error, match=status[:3]):
            await client.recording("1.2")


async def test_a_recording_comes_from_the_stand_by_host() -> None:
    sound = pcm_wav(0.1)
    async with (
        answering(http(b"", "503 Busy")) as first,
        answering(http(sound)) as second,
        opened((first.url, second.url), KEY) as client,
    ):
        assert await client.recording("1.2") == sound


# ---- secrets and proxies -------------------------------------------------------------------------


async def test_neither_the_key_nor_a_number_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    async with running_demo() as demo, opened((demo.api,), KEY) as client:
        await client.dial("101", "600100200")
    assert KEY not in caplog.text
    assert "600100200" not in caplog.text


async def test_an_error_does_not_hold_a_url() -> None:
    async with opened((unused_address(),), KEY) as client:
        with pytest.raises(Unreachable) as raised:
            await client.legs(DAY, DAY)
    assert raised.value.__suppress_context__
    assert "datestart" not in str(raised.value)


async def test_a_proxy_is_not_used_on_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    async with answering(http(b"OK")) as proxy, answering(http(b"OK")) as server:
        monkeypatch.setenv("HTTPS_PROXY", proxy.url)
        monkeypatch.delenv("NO_PROXY", raising=False)
        async with opened((server.url,), KEY) as client:
            assert await client.dial("101", "102") == Done()
        assert (len(proxy.requests), len(server.requests)) == (0, 1)


async def test_a_proxy_of_the_environment_is_used_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    async with answering(http(b"OK")) as proxy, answering(http(b"[]")) as questions:
        monkeypatch.setenv("HTTPS_PROXY", proxy.url)
        monkeypatch.delenv("NO_PROXY", raising=False)
        monkeypatch.delenv("no_proxy", raising=False)
        async with opened(("http://pbx.invalid",), KEY) as client:
            assert await client.dial("101", "102") == Done()
        assert len(proxy.requests) == 1
        monkeypatch.setenv("HTTPS_PROXY", questions.url)
        async with opened(("http://pbx.invalid",), KEY) as client:
            assert (await client.legs(DAY, DAY)).entries == ()
