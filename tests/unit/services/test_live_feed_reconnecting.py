"""Reconnecting of the live feed: pauses, statuses, clock jumps.  Without sockets."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest

from desktop_app.pbx.errors import Busy, KeyRefused, PbxError, UnexpectedResponse, Unreachable
from desktop_app.services.live_feed import LONGEST_DELAY_S, WORKING_AFTER_S, Connection, FeedTiming, LiveFeed, Status
from tests.support.wait import until

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
EVENT = b'{"id":1,"text":{"subscriber":{"peer":"X-101","statusValue":0}}}'
SELDOM = FeedTiming(clock_every_s=3600)
LOOK_S = 1 / 64  # a whole number of microseconds, and exact as a binary fraction
OFTEN = FeedTiming(clock_every_s=LOOK_S)


class ScriptedFeed:
    """A stream with given messages that ends when the test says so."""

    def __init__(self, *messages: bytes) -> None:
        self.close_reason = ""
        self.is_closed = False
        self.may_close = asyncio.Event()
        self.may_close.set()
        self._waiting: asyncio.Queue[bytes | None] = asyncio.Queue()
        for message in messages:
            self._waiting.put_nowait(message)

    async def receive(self) -> bytes | None:
        return await self._waiting.get()

    def abort(self, why: str) -> None:
        self.close_reason = why
        self._waiting.put_nowait(None)

    async def close(self) -> None:
        await self.may_close.wait()
        self.is_closed = True


class Network:
    """Scripted outcomes of connection attempts; the attempt after the last one never ends."""

    def __init__(self, *script: ScriptedFeed | PbxError) -> None:
        self.now = NOW
        self.looks = 0
        self.attempts = 0
        self.seen: list[Connection] = []
        self._script = list(script)

    def clock(self) -> datetime:
        self.looks += 1
        return self.now

    def pass_time(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)

    async def open(self) -> ScriptedFeed:
        self.attempts += 1
        if not self._script:
            await asyncio.Event().wait()
        step = self._script.pop(0)
        if isinstance(step, PbxError):
            raise step
        return step

    def pauses_s(self) -> list[float]:
        """The planned length of each pause, in seconds."""
        return [(one.retry_at - NOW).total_seconds() for one in self.seen if one.retry_at is not None]

    def statuses(self) -> list[Status]:
        return [one.status for one in self.seen]


@asynccontextmanager
async def running(network: Network, timing: FeedTiming = SELDOM) -> AsyncIterator[LiveFeed]:
    live = LiveFeed("wss://example.org", "X", "key", network.clock, timing=timing, source=network.open)
    live.watch_connection(network.seen.append)
    task = asyncio.create_task(live.run())
    try:
        yield live
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def nudge_through(live: LiveFeed, network: Network, attempts: int) -> None:
    """Skip the pauses until `attempts` attempts were made."""
    for number in range(1, attempts):
        await until(lambda: live.connection.status in (Status.LOST, Status.REFUSED))
        live.reconnect_now()
        await until(lambda number=number: network.attempts == number + 1)  # type: ignore[misc]


@pytest.fixture
def longest_jitter(monkeypatch: pytest.MonkeyPatch) -> list[tuple[float, float]]:
    """Make every pause as long as the jitter allows.  Returns the limits of each."""
    limits: list[tuple[float, float]] = []

    def uniform(low: float, high: float) -> float:
        limits.append((low, high))
        return high

    monkeypatch.setattr(random, "uniform", uniform)
    return limits


# ---- pauses --------------------------------------------------------------------------------------


async def test_each_pause_is_twice_the_one_before_up_to_a_minute(longest_jitter: list[tuple[float, float]]) -> None:
    network = Network(*(Unreachable("h", "the connection was refused") for _ in range(9)))
    async with running(network) as live:
        await nudge_through(live, network, 10)
        assert network.pauses_s() == [2, 4, 8, 16, 32, 60, 60, 60, 60]
    assert longest_jitter == [(pause_s / 2, pause_s) for pause_s in network.pauses_s()]
    assert (FeedTiming().first_delay_s, LONGEST_DELAY_S) == (2, 60)


async def test_the_jitter_shortens_a_pause_by_half_at_most() -> None:
    network = Network(*(Unreachable("h", "x") for _ in range(5)))
    async with running(network, FeedTiming(first_delay_s=8, clock_every_s=3600)) as live:
        await nudge_through(live, network, 6)
    for longest_s, pause_s in zip([8, 16, 32, 60, 60], network.pauses_s(), strict=True):
        assert longest_s / 2 <= pause_s <= longest_s


@pytest.mark.parametrize(
    ("worked_s", "pauses_s"), [(WORKING_AFTER_S - 0.1, [2, 4, 8, 16]), (WORKING_AFTER_S, [2, 4, 2, 2])]
)
@pytest.mark.usefixtures("longest_jitter")
async def test_the_pause_after_a_connection_that_worked_is_short(worked_s: float, pauses_s: list[float]) -> None:
    """Back-off grows with failed attempts in a row only; a connection that ends at once counts as one."""
    lost, feed = Unreachable("h", "x"), ScriptedFeed()
    network = Network(lost, lost, feed, lost)
    async with running(network) as live:
        await nudge_through(live, network, 3)
        await until(lambda: live.connection.is_up)
        network.pass_time(worked_s)
        feed.abort("the connection broke off")
        await until(lambda: live.connection.status is Status.LOST)
        network.now = NOW  # `pauses_s` counts from NOW
        live.reconnect_now()
        await until(lambda: network.attempts == 4 and live.connection.status is Status.LOST)
        measured = network.pauses_s()
        measured[2] -= worked_s
        assert measured == pytest.approx(pauses_s)


async def test_sixty_desks_do_not_come_back_in_one_second() -> None:
    """The server restarts: each desk tries within two seconds, and they are spread over them."""
    desks = [ScriptedFeed() for _ in range(60)]
    networks = [Network(feed) for feed in desks]
    async with AsyncExitStack() as stack:
        lives = [
            await stack.enter_async_context(running(network, FeedTiming(clock_every_s=3600))) for network in networks
        ]
        await until(lambda: all(live.connection.is_up for live in lives))
        for network, feed in zip(networks, desks, strict=True):
            network.pass_time(WORKING_AFTER_S)
            feed.abort("the server ended the connection")
        await until(lambda: all(network.pauses_s() for network in networks))
        pauses_s = sorted(network.pauses_s()[0] - WORKING_AFTER_S for network in networks)
    assert pauses_s[0] >= 0.1
    assert pauses_s[-1] <= 2
    # Uniform over 1.9 s: more than 50 of 60 in one second is less likely than one in a billion.
    assert max(sum(start <= pause < start + 1 for pause in pauses_s) for start in pauses_s) <= 50


@pytest.mark.usefixtures("longest_jitter")
async def test_retry_after_of_a_busy_server_never_shortens_the_pause() -> None:
    network = Network(Busy(503, 30.0), Busy(503, 0.5), Busy(429, None))
    async with running(network) as live:
        await nudge_through(live, network, 4)
    assert network.pauses_s() == [30, 4, 8]
    assert {one.why for one in network.seen if one.retry_at} == {"the server asks to wait"}


@pytest.mark.parametrize("error", [Unreachable("h", "x"), Busy(503, None)])
async def test_a_pause_ends_by_itself(error: PbxError) -> None:
    network = Network(error)
    async with running(network, FeedTiming(first_delay_s=0.01)):
        await until(lambda: network.attempts == 2)
    assert max(network.pauses_s()) <= 0.01


async def test_reconnect_now_skips_only_one_pause() -> None:
    network = Network(Unreachable("h", "x"), Unreachable("h", "x"))
    async with running(network, FeedTiming(first_delay_s=3600, clock_every_s=3600)) as live:
        await until(lambda: live.connection.status is Status.LOST)
        live.reconnect_now()
        await until(lambda: network.attempts == 2 and live.connection.status is Status.LOST)
        for _ in range(20):
            await asyncio.sleep(0)
        assert network.attempts == 2


# ---- what is shown -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("error", "status", "why"),
    [
        (Unreachable("h", "the connection was refused"), Status.LOST, "the connection was refused"),
        (UnexpectedResponse("h", "HTTP 500"), Status.LOST, "HTTP 500"),
        (PbxError("x"), Status.LOST, ""),
        (KeyRefused(401), Status.REFUSED, "the key is refused"),
    ],
)
async def test_a_failed_attempt_has_its_status_and_reason(error: PbxError, status: Status, why: str) -> None:
    network = Network(error)
    async with running(network) as live:
        await until(lambda: len(network.seen) == 2)
        assert network.statuses() == [Status.CONNECTING, status]
        assert (live.connection.why, live.connection.retry_at is None) == (why, status is Status.REFUSED)


async def test_after_a_refused_key_only_the_user_can_reconnect() -> None:
    network = Network(KeyRefused(403))
    async with running(network) as live:
        await until(lambda: live.connection.status is Status.REFUSED)
        live.network_changed()
        for _ in range(20):
            await asyncio.sleep(0)
        assert network.attempts == 1
        live.reconnect_now()
        await until(lambda: network.attempts == 2)


async def test_a_network_change_ends_a_pause_and_leaves_a_connection_open() -> None:
    feed = ScriptedFeed()
    network = Network(Unreachable("h", "x"), feed)
    async with running(network, FeedTiming(first_delay_s=3600, clock_every_s=3600)) as live:
        await until(lambda: live.connection.status is Status.LOST)
        live.network_changed()
        await until(lambda: live.connection.is_up)
        live.network_changed()
        feed.abort("gone")
        await until(lambda: live.connection.status is Status.LOST)
        for _ in range(20):
            await asyncio.sleep(0)
        assert network.attempts == 2, "the change came before the loss"


async def test_a_connection_goes_through_its_states() -> None:
    feed = ScriptedFeed(EVENT)
    network = Network(feed)
    async with running(network) as live:
        assert live.connection == Connection(Status.OFF, NOW)
        await until(lambda: live.connection.status is Status.LIVE)
        network.pass_time(5)
        feed.abort("the connection broke off")
        await until(lambda: live.connection.status is Status.LOST)
        assert network.seen == [
            Connection(Status.CONNECTING, NOW),
            Connection(Status.QUIET, NOW),
            Connection(Status.LIVE, NOW),
            Connection(Status.LOST, network.now, "the connection broke off", live.connection.retry_at),
        ]
        assert feed.is_closed
        assert not live.office.is_live(live.office.lamps["101"])
    assert live.connection == Connection(Status.OFF, network.now)


async def test_since_of_a_lost_connection_does_not_change_with_further_attempts() -> None:
    network = Network(Unreachable("h", "x"), Unreachable("h", "x"), ScriptedFeed())
    async with running(network) as live:
        await until(lambda: live.connection.status is Status.LOST)
        network.pass_time(10)
        live.reconnect_now()
        await until(lambda: network.attempts == 2 and live.connection.status is Status.LOST)
        assert live.connection.since == NOW
        live.reconnect_now()
        await until(lambda: live.connection.is_up)
        assert live.connection.since == network.now


async def test_a_cancelled_feed_closes_its_connection() -> None:
    feed = ScriptedFeed(EVENT)
    network = Network(feed)
    live = LiveFeed("wss://example.org", "X", "key", network.clock, timing=SELDOM, source=network.open)
    task = asyncio.create_task(live.run())
    await until(lambda: live.connection.status is Status.LIVE)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert feed.is_closed
    assert live.connection.status is Status.OFF
    assert not live.office.is_live(live.office.lamps["101"])


async def test_an_unexpected_exception_is_counted_and_the_feed_reconnects() -> None:
    class Faulty(ScriptedFeed):
        async def receive(self) -> bytes | None:
            raise ZeroDivisionError

    faulty = Faulty()
    network = Network(faulty, Faulty())
    async with running(network) as live:
        await nudge_through(live, network, 3)
        assert live.counts["failures"] == 2
        assert faulty.is_closed
        assert "something in this program failed" in {one.why for one in network.seen}


async def test_many_messages_do_not_starve_the_event_loop() -> None:
    class Storm(ScriptedFeed):
        """Never yields; ends after some iterations of the loop, or after far too many messages."""

        messages = 0

        async def receive(self) -> bytes | None:
            self.messages += 1
            return EVENT if turns < 3 and self.messages < 200_000 else None

    turns = 0

    async def screen() -> None:
        nonlocal turns
        await until(lambda: live.connection.is_up)
        while True:
            turns += 1
            await asyncio.sleep(0)

    storm = Storm()
    network = Network(storm)
    async with running(network) as live:
        showing = asyncio.create_task(screen())
        await until(lambda: live.connection.status is Status.LOST, within_s=60)
        showing.cancel()
        assert storm.messages < 200_000
        assert storm.messages % 16 == 1, "only every sixteenth message looks at the time"


# ---- the clock -----------------------------------------------------------------------------------


@pytest.mark.parametrize("jump_s", [8 * 3600.0, 5.1 + LOOK_S, LOOK_S - 5.1, -3600.0])
async def test_a_clock_jump_reconnects(jump_s: float) -> None:
    feed = ScriptedFeed(EVENT)
    network = Network(feed, ScriptedFeed())
    async with running(network, OFTEN) as live:
        await until(lambda: live.connection.status is Status.LIVE)
        looks = network.looks
        await until(lambda: network.looks > looks + 4)
        doubts: list[object] = []
        live.subscribe(doubts.append)
        network.pass_time(jump_s)
        await until(lambda: network.attempts == 2)
        assert live.counts["wake-ups"] == 1
        assert feed.close_reason == "this computer slept"
        assert "this computer slept" in {one.why for one in network.seen}
        assert doubts
        assert not live.office.is_live(live.office.lamps["101"])


@pytest.mark.parametrize("drift_s", [5 + LOOK_S, LOOK_S - 5])  # 5 s besides the time between two looks
async def test_a_small_clock_correction_changes_nothing(drift_s: float) -> None:
    network = Network(ScriptedFeed(EVENT))
    async with running(network, OFTEN) as live:
        await until(lambda: live.connection.status is Status.LIVE)
        looks = network.looks
        await until(lambda: network.looks > looks + 4)
        network.pass_time(drift_s)
        looks = network.looks
        await until(lambda: network.looks > looks + 4)
        assert live.counts["wake-ups"] == 0
        assert live.connection.status is Status.LIVE


async def test_a_wake_up_without_a_connection_ends_the_pause() -> None:
    feed = ScriptedFeed()
    network = Network(feed)
    async with running(network, FeedTiming(first_delay_s=3600, clock_every_s=0.001)) as live:
        feed.abort("the connection broke off")
        await until(lambda: live.connection.status is Status.LOST)
        looks = network.looks
        await until(lambda: network.looks > looks + 4)
        network.pass_time(600)
        await until(lambda: network.attempts == 2)
        network.pass_time(600)
        await until(lambda: live.counts["wake-ups"] == 2)


def test_the_default_timing() -> None:
    assert FeedTiming() == FeedTiming(first_delay_s=2, ping_every_s=10, pong_within_s=10, clock_every_s=2)
