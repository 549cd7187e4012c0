"""Orders against loopback servers: sent once, with one of three outcomes."""

from __future__ import annotations

import json

import pytest

from desktop_app.pbx.outcomes import NO_GATEWAY, Done, NotKnown, Refused
from desktop_app.pbx.states import SmsState
from tests.support.demo import KEY, running_demo
from tests.support.raw_http import answering, http, unused_address
from tests.support.rest import opened

UNCLEAR = NotKnown("an answer that says neither yes nor no")
REDIRECT = Refused("the address answers with a redirect, which is never followed with an order")


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (http(b"OK"), Done()),
        (http(b" ok then"), Done()),
        (http(b"Not OK"), UNCLEAR),
        (http(b"Action Error", "500 Internal Server Error"), Refused("Action Error")),
        (http(b"action ERROR: busy", "500 Oops"), Refused("action ERROR: busy")),
        (http(b"Action Error", "502 Bad Gateway"), NotKnown("HTTP 502")),
        (http(b"<p>Action Error", "500 Oops"), NotKnown("HTTP 500")),
        (http(b"<html>?</html>"), UNCLEAR),
        (http(b"", "500 Oops"), NotKnown("HTTP 500")),
        (http(b"", "504 Gateway Timeout"), NotKnown("HTTP 504")),
        (http(b"", "401 Unauthorized"), Refused("the key is refused")),
        (http(b"", "403 Forbidden"), Refused("the key is refused")),
        (http(b"OK", "202 Accepted"), UNCLEAR),
        (http(b"", "408 Request Timeout"), NotKnown("HTTP 408")),
        (http(b"", "302 Found", "Location: /x\r\n"), REDIRECT),
        (http(b"cpa is missing", "400 Bad Request"), Refused("cpa is missing")),
        (http(b"<html>", "400 Bad Request"), Refused("HTTP 400")),
        (http(b"\xb1" + b"x" * 500, "400 Bad Request"), Refused("�" + "x" * 399)),
    ],
)
async def test_dialling_has_one_of_three_outcomes(answer: bytes, outcome: object) -> None:
    async with answering(answer) as server, opened((server.url,), KEY) as client:
        assert await client.dial("101", "600100200") == outcome
    (request,) = server.requests
    assert "GET /dial?cpa=101&cpb=600100200 " in request
    assert f"authorization: bearer {KEY}".lower() in request.lower()


async def test_an_order_follows_no_redirect_and_does_not_go_to_the_other_host_once_it_may_have_been_sent() -> None:
    away = http(b"", "302 Found", "Location: /dial?cpa=101&cpb=1\r\n")
    async with answering(away) as first, answering(http(b"OK")) as second:
        async with opened((first.url, second.url), KEY) as client:
            assert await client.dial("101", "102") == REDIRECT
        assert (len(first.requests), len(second.requests)) == (1, 0)


async def test_the_stand_by_host_gets_an_order_only_if_there_was_no_connection() -> None:
    async with answering(http(b"OK")) as second, opened((unused_address(), second.url), KEY) as client:
        assert await client.dial("101", "102") == Done()
        assert len(second.requests) == 1
    async with opened((unused_address(), unused_address()), KEY) as client:
        assert await client.dial("101", "102") == Refused("the connection was refused")


WHOLE = http(b"OK", kind="text/plain")


@pytest.mark.parametrize("cut_at", range(len(WHOLE)))
async def test_a_response_cut_at_any_byte_is_not_known_and_never_repeated(cut_at: int) -> None:
    async with answering(WHOLE, cut_at=cut_at) as first, answering(WHOLE) as second:
        async with opened((first.url, second.url), KEY) as client:
            assert isinstance(await client.dial("101", "102"), NotKnown)
        assert (len(first.requests), len(second.requests)) == (1, 0)


def sms(body: object, status: str = "200 OK") -> bytes:
    return http(json.dumps(body).encode(), status)


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (
            sms({"responseId": "3421756012963258480", "responseStatus": "QUEUE", "responseErrorMessage": None}),
            Done("3421756012963258480", SmsState.QUEUE),
        ),
        (
            sms({"responseId": 3421756012963258480, "responseStatus": "sent"}),
            Done("3421756012963258480", SmsState.SENT),
        ),
        (sms({"responseId": "7"}), Done("7", SmsState.QUEUE)),
        (sms({"responseId": "7", "responseErrorMessage": ""}), Done("7", SmsState.QUEUE)),
        (sms({"responseId": "7", "responseErrorMessage": "no credit"}), Refused("no credit")),
        (sms({"responseId": "7", "responseStatus": "rejected"}), Refused("the SMS gateway refused it")),
        (sms({"responseId": None, "responseErrorMessage": "no credit"}, "500 E"), Refused("no credit")),
        (sms({"responseId": "7", "responseErrorMessage": "no credit"}, "400 E"), Refused("no credit")),
        (sms({"responseErrorMessage": "no credit"}), Refused("no credit")),
        (sms({"responseErrorMessage": "x" * 300}), Refused("x" * 200)),
        (sms({"responseErrorMessage": "no credit"}, "502 E"), NotKnown("HTTP 502")),
        (http(b"Parameter is missing", "400 Bad Request"), Refused("Parameter is missing")),
        (http(b"\xb1", "400 Bad Request"), Refused("�")),
        (http(b"", "404 Not Found"), Refused(NO_GATEWAY)),
        (http(b"<html>"), UNCLEAR),
        (sms({}), UNCLEAR),
        (sms({"responseStatus": "QUEUE"}), UNCLEAR),
        (sms({"message": "Internal Server Error"}, "500 E"), NotKnown("HTTP 500")),
        (sms({}, "400 E"), Refused("HTTP 400")),
    ],
)
async def test_a_message_has_one_of_three_outcomes(answer: bytes, outcome: object) -> None:
    async with answering(answer) as server, opened((server.url,), KEY) as client:
        assert await client.send_sms("600100200", "Cześć", test=False) == outcome
    (request,) = server.requests
    assert request.startswith("POST /sendSMS ")


@pytest.mark.parametrize("test", [True, False])
async def test_a_message_reaches_the_gateway_as_it_was_written(test: bool) -> None:
    async with running_demo() as demo, opened((demo.api,), KEY) as client:
        outcome = await client.send_sms("600100200", "Cześć & do zobaczenia", test=test)
        assert isinstance(outcome, Done)
        (order,) = demo.exchange.orders
    expected = {"order": "sms", "to": "600100200", "body": "Cześć & do zobaczenia", "test": str(test).lower()}
    assert order == expected


async def test_a_message_without_a_connection_is_refused() -> None:
    async with opened((unused_address(),), KEY) as client:
        assert await client.send_sms("600100200", "x", test=True) == Refused("the connection was refused")
