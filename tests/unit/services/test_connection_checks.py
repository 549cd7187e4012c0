"""The connection test against loopback servers: each verdict and its sentence."""

from __future__ import annotations

import asyncio
import json

import pytest

from desktop_app.config.exchange import ExchangeConfig
from desktop_app.pbx.exchange_time import pbx_today
from desktop_app.runtime.clock import utc_now
from desktop_app.services import connection_checks
from desktop_app.services.connection_checks import CheckResult, Verdict, check_events, check_rest
from tests.support.demo import KEY
from tests.support.raw_http import answering, http, unused_address
from tests.support.stream import StreamServer, streaming
from tests.support.wait import until

LEGS = http(json.dumps([{"calldate": "2026-03-02 09:00:00", "uniqueid": f"1.{n}"} for n in range(3)]).encode())
ENTRIES = http(json.dumps([{"uniqueid": "1.1"}, {"uniqueid": "1.2"}]).encode())


def config(*api_urls: str, events: str = "ws://127.0.0.1:9") -> ExchangeConfig:
    return ExchangeConfig(api_urls, events, "X Y", "101")


# ---- REST ----------------------------------------------------------------------------------------


async def test_a_host_that_lists_calls_and_recordings_passes() -> None:
    began = pbx_today(utc_now())
    async with answering({"/cdr": LEGS, "/record": ENTRIES}) as server:
        (found,) = await check_rest(config(server.url), KEY)
    days = {f"datestart={day}&datestop={day} " for day in (began, pbx_today(utc_now()))}
    assert all(any(day in request for day in days) for request in server.requests)
    assert all(f"authorization: bearer {KEY}".lower() in request.lower() for request in server.requests)
    words = f"127.0.0.1:{server.port} works: this key may read calls (3 today) and recordings (2 today)."
    assert found == CheckResult("rest", Verdict.PASSED, words)
    assert found.verdict.value == "good"  # by this word the command line marks it


@pytest.mark.parametrize("status", ["401 Unauthorized", "403 Forbidden", "404 Not Found"])
async def test_a_key_that_may_not_read_recordings_is_a_warning(status: str) -> None:
    async with answering({"/cdr": LEGS, "/record": http(b"", status)}) as server:
        (found,) = await check_rest(config(server.url), KEY)
    words = f"127.0.0.1:{server.port} works: this key may read calls (3 today), but not recordings."
    assert found == CheckResult("rest", Verdict.WARNING, words)
    assert found.verdict.value == "doubtful"


async def test_a_refused_key_is_told_from_other_failures() -> None:
    async with answering(http(b"", "401 Unauthorized")) as server:
        (found,) = await check_rest(config(server.url), KEY)
    assert found == CheckResult("rest", Verdict.REFUSED, f"127.0.0.1:{server.port} answers, but refuses this key.")
    assert found.verdict.value == "refused"


@pytest.mark.parametrize("answers", [http(b"", "503 Busy"), {"/cdr": LEGS, "/record": http(b"", "503 Busy")}])
async def test_another_failure_has_its_sentence(answers: bytes | dict[str, bytes]) -> None:
    async with answering(answers) as server:
        (found,) = await check_rest(config(server.url), KEY)
    words = "The exchange asks us to wait. It is asked again by itself."
    assert found == CheckResult("rest", Verdict.FAILED, words)
    assert found.verdict.value == "bad"


async def test_each_host_is_checked_by_itself() -> None:
    async with answering({"/cdr": LEGS, "/record": ENTRIES}) as server:
        found = await check_rest(config(unused_address(), server.url), KEY)
    assert [one.verdict for one in found] == [Verdict.FAILED, Verdict.PASSED]
    assert "the connection was refused" in found[0].words


async def test_without_an_address_there_is_nothing_to_check() -> None:
    assert await check_rest(config(), KEY) == [CheckResult("rest", Verdict.FAILED, "No API address is set.")]


# ---- events --------------------------------------------------------------------------------------


async def check_while(server: StreamServer, send: bytes | None) -> CheckResult:
    """Check the events server while it sends a message, or closes the connection where `send` is None."""
    checking = asyncio.create_task(check_events(config(events=server.url), KEY))
    await until(lambda: server.listeners)
    server.send(send) if send is not None else server.close_all(with_frame=True)
    return await checking


async def test_an_event_of_any_kind_passes() -> None:
    async with streaming() as server:
        found = await check_while(server, b"\xff no JSON")
        await until(lambda: not server.listeners)  # the connection is closed
    assert server.targets == [f"/ws/pbx_X%20Y?pbxkey={KEY}"]
    assert found == CheckResult(
        "events", Verdict.PASSED, f"127.0.0.1:{server.port} works: events of the office arrive."
    )


def silence(server: StreamServer) -> CheckResult:
    words = (
        f"127.0.0.1:{server.port} is connected, and nothing was heard yet. "
        "A quiet office looks like this, and so does a wrong PBX name."
    )
    return CheckResult("events", Verdict.WARNING, words)


async def test_silence_is_a_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection_checks, "LISTEN_S", 0.05)
    async with streaming() as server:
        assert await check_events(config(events=server.url), KEY) == silence(server)
        await until(lambda: not server.listeners)


async def test_a_stream_that_ends_without_an_event_was_silent() -> None:
    async with streaming() as server:
        assert await check_while(server, None) == silence(server)


async def test_an_events_server_that_refuses_the_key_is_told_from_other_failures() -> None:
    async with streaming() as server:
        server.status = "403 Forbidden"
        found = await check_events(config(events=server.url), KEY)
        assert found == CheckResult("events", Verdict.REFUSED, "The events server answers, but refuses this key.")
        server.status = "503 Busy"
        found = await check_events(config(events=server.url), KEY)
    words = "The exchange asks us to wait. It is asked again by itself."
    assert found == CheckResult("events", Verdict.FAILED, words)


async def test_an_events_address_that_cannot_be_used_has_its_sentence() -> None:
    found = await check_events(config(events=""), KEY)
    assert found == CheckResult("events", Verdict.FAILED, "An address is missing.")
