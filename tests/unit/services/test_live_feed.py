"""The live feed, connected to a server that behaves like the real one."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest

from desktop_app.office import DeviceState
from desktop_app.pbx.feed import MAX_MESSAGE_BYTES, open_feed
from desktop_app.runtime.clock import utc_now
from desktop_app.services.live_feed import FeedTiming, LiveFeed, Status
from tests.support.demo import KEY, running_demo
from tests.support.raw_http import unused_address
from tests.support.stream import StreamServer, streaming
from tests.support.wait import until


def idle(extension: str, state: int = 0) -> dict[str, object]:
    return {"subscriber": {"peer": f"X-{extension}", "statusValue": state}}


@asynccontextmanager
async def listening(server: StreamServer, **timing: Any) -> AsyncIterator[LiveFeed]:
    feed = LiveFeed(server.url, "X", KEY, utc_now, timing=FeedTiming(**{"first_delay_s": 0.02, **timing}))
    task = asyncio.create_task(feed.run())
    try:
        await until(lambda: feed.connection.is_up and server.listeners)
        yield feed
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_the_status_is_quiet_until_the_first_event() -> None:
    async with streaming() as server, listening(server) as feed:
        assert feed.connection.status is Status.QUIET
        server.event(1, idle("101"))
        await until(lambda: feed.connection.status is Status.LIVE)
        assert feed.office.lamps["101"].state is DeviceState.IDLE
        assert server.targets == [f"/ws/pbx_X?pbxkey={KEY}"]


@pytest.mark.parametrize("with_frame", [True, False])
async def test_a_lost_connection_is_detected_at_once_and_reconnected(with_frame: bool) -> None:
    async with streaming() as server, listening(server) as feed:
        server.event(1, idle("101", 1))
        await until(lambda: "101" in feed.office.lamps)
        seen: list[Status] = []
        feed.watch_connection(lambda connection: seen.append(connection.status))
        server.close_all(with_frame=with_frame)
        await until(lambda: Status.LOST in seen)
        assert not feed.office.is_live(feed.office.lamps["101"])
        await until(lambda: feed.connection.is_up and server.listeners)
        assert not feed.office.is_live(feed.office.lamps["101"])
        server.event(5, idle("101", 0))
        await until(lambda: feed.office.is_live(feed.office.lamps["101"]))
        assert feed.office.lamps["101"].state is DeviceState.IDLE


async def test_pings_are_empty_because_the_server_drops_others() -> None:
    async with streaming() as server, listening(server, ping_every_s=0.02) as feed:
        await until(lambda: len(server.pings) > 3)
        assert set(server.pings) == {b""}
        assert feed.connection.is_up


async def test_a_silent_socket_is_detected_by_its_missing_pong() -> None:
    async with streaming() as server:
        server.silent = True
        async with listening(server, ping_every_s=0.02, pong_within_s=0.05) as feed:
            await until(lambda: "stopped answering" in feed.connection.why)


async def test_a_gap_or_a_restart_of_the_numbers_makes_states_stale() -> None:
    async with streaming() as server, listening(server) as feed:
        for number, extension in ((7, "101"), (8, "102"), (10, "103")):
            server.event(number, idle(extension))
        await until(lambda: "103" in feed.office.lamps)
        live = {extension: feed.office.is_live(lamp) for extension, lamp in feed.office.lamps.items()}
        assert live == {"101": False, "102": False, "103": True}
        server.event(1, idle("104"))
        await until(lambda: "104" in feed.office.lamps)
        assert not feed.office.is_live(feed.office.lamps["103"])
        assert (feed.counts["gaps"], feed.counts["restarts"]) == (1, 1)


async def test_a_repeated_message_is_processed_once() -> None:
    async with streaming() as server, listening(server) as feed:
        server.event(3, idle("101"))
        server.event(3, idle("101", 1))
        server.event(4, idle("102"))
        await until(lambda: "102" in feed.office.lamps)
        assert feed.office.lamps["101"].state is DeviceState.IDLE
        assert feed.counts["repeated"] == 1


async def test_control_messages_and_invalid_bytes_do_not_end_the_feed() -> None:
    async with streaming() as server, listening(server) as feed:
        for raw in (
            b'{"id":-1,"channel":"","text": }',
            b'{"id":-2,"channel":"pbx_X","text":Channel deleted}',
            b"\xff\xfe not json",
            b'{"id":1,"text":{"subscriber":{"peer":"X-101","statusValue":1,"connectPeerName":"\xb1\xbf"}}}',
            b'{"id":2,"text":{"qmember":{"queue":"K","m_status":1,"m_location":"SIP\\Moja-101"}}}',
        ):
            server.send(raw)
        server.event(3, idle("102"))
        await until(lambda: "102" in feed.office.lamps)
        assert feed.office.lamps["101"].state is DeviceState.IN_USE
        assert feed.counts["undecoded message"] == 1
        assert "K" in feed.office.queues


async def test_a_message_of_several_megabytes_is_read() -> None:
    async with streaming() as server, listening(server) as feed:
        names = {f"{number}": "x" * 1000 for number in range(3000)}
        server.event(1, {"new": names, **idle("101")})
        await until(lambda: "101" in feed.office.lamps)


@pytest.mark.parametrize(
    ("raw", "live"),
    [
        (b'{"id":2,"text":{"subscriber":{"peer":"X-101","statusVa', []),  # a truncated message
        (
            b'{"id":2,"text":{"subscriber":{"peer":"X-101","statusValue":"many"}}}',
            ["102"],
        ),  # an undecodable change of one lamp
        (b'{"id":2,"text":{"weather":{"t":20}}}', ["101", "102"]),
        (b"noise that is no envelope", ["101", "102"]),
    ],
)
def test_an_undecodable_message_makes_the_affected_states_stale(raw: bytes, live: list[str]) -> None:
    feed = LiveFeed("wss://example.org", "X", KEY, utc_now)
    feed.begin()
    feed.process(
        b'{"id":1,"text":[{"subscriber":{"peer":"X-101","statusValue":0}},{"subscriber":{"peer":"X-102","statusValue":0}}]}'
    )
    feed.process(raw)
    assert [e for e, lamp in sorted(feed.office.lamps.items()) if feed.office.is_live(lamp)] == live


async def test_an_unexpected_exception_ends_the_connection_and_not_the_feed(monkeypatch: pytest.MonkeyPatch) -> None:
    async with streaming() as server, listening(server) as feed:
        process = feed.process
        monkeypatch.setattr(feed, "process", lambda raw: 1 / 0)
        server.event(1, idle("101"))
        await until(lambda: feed.counts["failures"] == 1)
        monkeypatch.setattr(feed, "process", process)
        await until(lambda: feed.connection.is_up and server.listeners)
        server.event(2, idle("102"))
        await until(lambda: "102" in feed.office.lamps)


async def test_an_oversized_message_ends_the_connection_and_the_feed_reconnects() -> None:
    async with streaming() as server, listening(server) as feed:
        server.event(1, idle("101"))
        await until(lambda: "101" in feed.office.lamps)
        reasons: list[str] = []
        feed.watch_connection(lambda connection: reasons.append(connection.why))
        server.send(b'{"id":2,"text":"' + b"x" * MAX_MESSAGE_BYTES + b'"}')
        await until(lambda: len(server.targets) == 2 and feed.connection.is_up)
        assert "the server sent a message larger than 16 MiB" in reasons
        assert not feed.office.is_live(feed.office.lamps["101"])
        server.event(3, idle("102"))
        await until(lambda: "102" in feed.office.lamps)


async def test_a_network_change_reconnects_at_once_unless_the_key_was_refused() -> None:
    async with streaming() as server:
        server.status = "500 Oops"
        feed = LiveFeed(server.url, "X", KEY, utc_now, timing=FeedTiming(first_delay_s=30))
        task = asyncio.create_task(feed.run())
        await until(lambda: feed.connection.status is Status.LOST)
        server.status = "403 Forbidden"
        feed.network_changed()
        await until(lambda: feed.connection.status is Status.REFUSED)
        server.status = None
        feed.network_changed()
        async with listening(server):  # another feed connects in the meantime
            assert feed.connection.status is Status.REFUSED
            assert len(server.targets) == 3
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


@pytest.mark.parametrize("status", ["429 Too Many Requests", "503 Service Unavailable"])
async def test_retry_after_of_a_busy_server_is_respected(status: str) -> None:
    async with streaming() as server:
        server.status = f"{status}\r\nRetry-After: 30"
        feed = LiveFeed(server.url, "X", KEY, utc_now, timing=FeedTiming(first_delay_s=0.01))
        task = asyncio.create_task(feed.run())
        await until(lambda: feed.connection.status is Status.LOST)
        assert feed.connection.retry_at is not None
        assert feed.connection.retry_at > utc_now() + timedelta(seconds=25)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_a_refused_key_is_not_tried_again() -> None:
    async with streaming() as server:
        server.status = "403 Forbidden"
        feed = LiveFeed(server.url, "X", "wrong", utc_now, timing=FeedTiming(first_delay_s=0.001))
        task = asyncio.create_task(feed.run())
        await until(lambda: feed.connection.status is Status.REFUSED)
        server.status = None
        async with listening(server):  # another feed connects in the meantime
            assert len(server.targets) == 2
        feed.reconnect_now()
        await until(lambda: feed.connection.is_up)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_an_unreachable_server_is_a_lost_connection_with_a_reason() -> None:
    feed = LiveFeed(unused_address().replace("http", "ws"), "X", KEY, utc_now, timing=FeedTiming(first_delay_s=5))
    task = asyncio.create_task(feed.run())
    await until(lambda: feed.connection.status is Status.LOST)
    assert feed.connection.why == "the connection was refused"
    assert feed.connection.retry_at is not None
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_the_key_is_in_no_log_and_no_error(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    async with streaming() as server:
        server.status = "500 Oops"
        with pytest.raises(Exception, match="HTTP 500") as failed:
            await open_feed(f"{server.url}/ws/pbx_X?pbxkey={KEY}")
        assert KEY not in repr(failed.getrepr(showlocals=False))
        assert failed.value.__cause__ is None
    async with running_demo(alive=True) as demo:
        feed = await open_feed(f"{demo.events}/ws/pbx_MojaCentrala?pbxkey={KEY}")
        assert await feed.receive() is not None
        await feed.close()
    assert KEY not in caplog.text


@pytest.mark.parametrize("is_awkward", [False, True])
async def test_the_office_agrees_with_the_demo(is_awkward: bool) -> None:
    words = {0: "idle", 1: "in_use", 4: "unavailable", 8: "ringing", 16: "on_hold", 32: "connecting"}
    async with running_demo(alive=True, pace=30, is_awkward=is_awkward) as demo:
        feed = LiveFeed(demo.events, "MojaCentrala", KEY, utc_now)
        task = asyncio.create_task(feed.run())
        await until(lambda: sum(map(feed.office.is_live, feed.office.lamps.values())) == 24)
        await until(lambda: feed.events_received > 500)

        def agrees() -> bool:
            truth = {extension: words[phone.state] for extension, phone in demo.exchange.board.phones.items()}
            return {extension: lamp.state.value for extension, lamp in feed.office.lamps.items()} == truth

        await until(agrees)
        assert feed.counts["gaps"] == 0
        assert not feed.undecoded
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_a_wake_up_makes_states_stale_and_reconnects() -> None:
    slept = timedelta(0)
    async with streaming() as server:
        feed = LiveFeed(server.url, "X", KEY, lambda: utc_now() + slept, timing=FeedTiming(first_delay_s=0.02))
        task = asyncio.create_task(feed.run())
        await until(lambda: feed.connection.is_up and server.listeners)
        server.event(1, idle("101"))
        await until(lambda: "101" in feed.office.lamps)
        slept = timedelta(hours=8)
        await until(lambda: not feed.office.is_live(feed.office.lamps["101"]))
        await until(lambda: len(server.targets) == 2)
        assert feed.counts["wake-ups"] == 1
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_no_state_is_live_after_the_feed_has_ended() -> None:
    async with streaming() as server:
        async with listening(server) as feed:
            server.event(1, idle("101"))
            await until(lambda: "101" in feed.office.lamps)
        assert feed.connection.status is Status.OFF
        assert not feed.office.is_live(feed.office.lamps["101"])


async def test_a_failing_listener_does_not_end_the_feed() -> None:
    def fail(changes: object) -> None:
        raise KeyError("a bug on a screen")

    async with streaming() as server, listening(server) as feed:
        feed.subscribe(fail)
        server.event(1, idle("101"))
        server.event(2, idle("102"))
        await until(lambda: "102" in feed.office.lamps)


async def test_since_of_a_lost_connection_is_when_it_was_lost() -> None:
    feed = LiveFeed(unused_address().replace("http", "ws"), "X", KEY, utc_now, timing=FeedTiming(first_delay_s=0.01))
    seen: list[object] = []
    feed.watch_connection(lambda connection: seen.append(connection.since))
    task = asyncio.create_task(feed.run())
    await until(lambda: len(seen) > 4)
    assert len(set(seen)) == 1
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
