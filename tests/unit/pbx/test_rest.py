"""The REST client against real servers: questions may go on to the second host, orders never repeat."""

from __future__ import annotations

import logging
from datetime import date

import pytest

from desktop_app.pbx.errors import (
    Busy,
    KeyRefused,
    NotARecording,
    NotFound,
    ResponseLost,
    UnexpectedResponse,
    Unreachable,
)
from desktop_app.pbx.outcomes import Done, NotKnown, Refused
from desktop_app.pbx.rest import RestClient
from desktop_app.pbx.states import SmsState
from tests.support.demo import KEY, running_demo
from tests.support.raw_http import answering, http, nobody_listens
from tests.support.rest import opened

DAY = date(2026, 3, 2)


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
        with pytest.raises(KeyRefused):
            await client.legs(DAY, DAY)
        assert await client.dial("101", "102") == Refused("the key is refused")
        assert demo.exchange.orders == []


async def test_a_question_goes_on_to_the_stand_by_host() -> None:
    async with answering(http(b"[]")) as second, answering(http(b"<html>", "502 Bad Gateway")) as first:
        for base in (nobody_listens(), first.url):
            async with opened((base, second.url), KEY) as client:
                assert (await client.legs(DAY, DAY)).entries == ()
        assert len(second.requests) == 2


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (http(b"<html>hello</html>", kind="text/html"), UnexpectedResponse),
        (http(b"{}", "500 Oops"), UnexpectedResponse),
        (http(b"", "403 Forbidden"), KeyRefused),
        (http(b"", "404 Not Found"), UnexpectedResponse),
        (http(b"", "429 Slow down", "Retry-After: 7\r\n"), Busy),
        (http(b"", "302 Found", "Location: http://127.0.0.1:1/\r\n"), UnexpectedResponse),
        (b"garbage\r\n\r\n", ResponseLost),
    ],
)
async def test_each_bad_answer_has_its_error(answer: bytes, error: type[Exception]) -> None:
    async with answering(answer) as server, opened((server.url,), KEY) as client:
        with pytest.raises(error):
            await client.legs(DAY, DAY)


async def test_no_connection_is_told_from_a_lost_answer() -> None:
    async with opened((nobody_listens(),), KEY) as client:
        with pytest.raises(Unreachable, match="refused"):
            await client.legs(DAY, DAY)
    async with answering(http(b"[]" + b" " * 500), cut_at=120) as server, opened((server.url,), KEY) as client:
        with pytest.raises(ResponseLost):
            await client.legs(DAY, DAY)


@pytest.mark.parametrize("uniqueid", ["../etc/passwd", "a/b", "..", "", "x" * 80, "1.2?x", "a..b", "%2e%2e"])
async def test_an_identifier_never_becomes_another_path(uniqueid: str) -> None:
    async with answering(http(b"x")) as server, opened((server.url,), KEY) as client:
        with pytest.raises(NotFound):
            await client.recording(uniqueid)
        assert server.requests == []


async def test_a_page_in_place_of_a_recording_is_no_recording() -> None:
    async with answering(http(b"<html>error</html>", kind="audio/wav")) as server, opened((server.url,), KEY) as client:
        with pytest.raises(NotARecording):
            await client.recording("1.2")


# ---- orders: one attempt, three ends ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (http(b"OK"), Done()),
        (http(b"Action Error", "500 Internal Server Error"), Refused("Action Error")),
        (http(b"<html>?</html>"), NotKnown("an answer that says neither yes nor no")),
        (http(b"", "502 Bad Gateway"), NotKnown("HTTP 502")),
        (http(b"", "504 Gateway Timeout"), NotKnown("HTTP 504")),
        (http(b"", "401 Unauthorized"), Refused("the key is refused")),
        (http(b"", "202 Accepted"), NotKnown("an answer that says neither yes nor no")),
        (http(b"", "408 Request Timeout"), NotKnown("HTTP 408")),
    ],
)
async def test_dialling_ends_in_one_of_three_ways(answer: bytes, outcome: object) -> None:
    async with answering(answer) as server, opened((server.url,), KEY) as client:
        assert await client.dial("101", "600100200") == outcome
        assert len(server.requests) == 1
        assert "GET /dial?cpa=101&cpb=600100200 " in server.requests[0]


async def test_an_order_follows_no_redirect_and_asks_no_second_host_once_it_may_have_left() -> None:
    away = http(b"", "302 Found", "Location: /dial?cpa=101&cpb=1\r\n")
    async with answering(away) as first, answering(http(b"OK")) as second:
        async with opened((first.url, second.url), KEY) as client:
            assert isinstance(await client.dial("101", "102"), Refused)
        assert (len(first.requests), len(second.requests)) == (1, 0)


async def test_the_stand_by_host_takes_an_order_only_when_no_connection_was_made() -> None:
    async with answering(http(b"OK")) as second, opened((nobody_listens(), second.url), KEY) as client:
        assert await client.dial("101", "102") == Done()
        assert len(second.requests) == 1
    async with opened((nobody_listens(), nobody_listens()), KEY) as client:
        outcome = await client.dial("101", "102")
        assert isinstance(outcome, Refused)
        assert "no connection" in outcome.reason


WHOLE = http(b"OK", kind="text/plain")


@pytest.mark.parametrize("cut_at", range(len(WHOLE)))
async def test_an_answer_cut_at_any_byte_is_not_known_and_never_repeated(cut_at: int) -> None:
    async with answering(WHOLE, cut_at=cut_at) as first, answering(WHOLE) as second:
        async with opened((first.url, second.url), KEY) as client:
            assert isinstance(await client.dial("101", "102"), NotKnown)
        assert (len(first.requests), len(second.requests)) == (1, 0)


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (
            http(b'{"responseId": "3421756012963258480", "responseStatus": "QUEUE", "responseErrorMessage": null}'),
            Done("3421756012963258480", SmsState.QUEUE),
        ),
        (
            http(b'{"responseId": 3421756012963258480, "responseStatus": "QUEUE"}'),
            Done("3421756012963258480", SmsState.QUEUE),
        ),
        (
            http(b'{"responseId": null, "responseStatus": "FAILED", "responseErrorMessage": "no credit"}', "500 E"),
            Refused("no credit"),
        ),
        (http(b"Parameter is missing", "400 Bad Request"), Refused("Parameter is missing")),
        (http(b"<html>"), NotKnown("an answer that says neither yes nor no")),
        (http(b"{}"), NotKnown("an answer that says neither yes nor no")),
        (http(b'{"responseStatus": "QUEUE"}'), NotKnown("an answer that says neither yes nor no")),
        (http(b'{"message": "Internal Server Error"}', "500 E"), NotKnown("HTTP 500")),
        (http(b'{"responseId": "7", "responseErrorMessage": "slow"}'), Done("7", SmsState.QUEUE)),
    ],
)
async def test_a_message_ends_in_one_of_three_ways(answer: bytes, outcome: object) -> None:
    async with answering(answer) as server, opened((server.url,), KEY) as client:
        assert await client.send_sms("600100200", "Cześć", test=False) == outcome
        assert len(server.requests) == 1


async def test_nothing_of_it_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    async with running_demo() as demo:
        client = RestClient((demo.api,), KEY)
        await client.dial("101", "600100200")
        await client.aclose()
    written = caplog.text
    assert KEY not in written
    assert "600100200" not in written


async def test_no_proxy_hears_of_what_stays_on_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    async with answering(http(b"OK")) as proxy, answering(http(b"OK")) as server:
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        monkeypatch.delenv("NO_PROXY", raising=False)
        async with opened((server.url,), KEY) as client:
            assert await client.dial("101", "102") == Done()
        assert (len(proxy.requests), len(server.requests)) == (0, 1)
