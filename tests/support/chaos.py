"""Fault injection: a feed connected to the demo exchange through a proxy that breaks the stream, and its invariants.

The judge decodes the forwarded messages independently of the program.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
from collections.abc import Callable
from datetime import timedelta
from itertools import islice
from typing import Any

from desktop_app.demo.faults import FaultProxy, plan
from desktop_app.demo.people import PBX_NAME
from desktop_app.demo.phones import Phone
from desktop_app.runtime.clock import utc_now
from desktop_app.services.live_feed import FeedTiming, LiveFeed
from tests.support.demo import KEY, RunningDemo, running_demo
from tests.support.wait import until

WORDS = {0: "idle", 1: "in_use", 4: "unavailable", 8: "ringing", 16: "on_hold", 32: "connecting"}
STATES = tuple(WORDS)
FAULTS_EACH = 6
A_LONG_WAIT = timedelta(seconds=1)


class Judge:
    """The states that the server sent for each phone since the last fault."""

    def __init__(self) -> None:
        self.since_break: dict[str, str] = {}
        self.last_id: int | None = None
        self._is_broken = False

    def broke(self) -> None:
        self._is_broken = True

    def said(self, payload: bytes) -> None:
        message: dict[str, Any] = json.loads(payload)
        if self._is_broken or (self.last_id is not None and message["id"] != self.last_id + 1):
            self.since_break.clear()
            self._is_broken = False
        self.last_id = message["id"]
        for kind, fields in message["text"].items():
            if kind == "subscriber":
                self.since_break[fields["peer"].removeprefix(f"{PBX_NAME}-")] = WORDS[fields["statusValue"]]
            elif kind == "extstatus":
                self.since_break[fields["exten"]] = WORDS[fields["status"]]


async def live_through(seed: int, faults: int = FAULTS_EACH) -> list[str]:
    """Inject the faults of a seed in turn and return their names.  Raises AssertionError for a wrong state."""
    async with running_demo() as demo:
        exchange, judge, draw = demo.exchange, Judge(), random.Random(f"phones {seed}")

        def announce() -> None:
            for phone in exchange.board.phones.values():
                exchange.board.announce(phone)

        proxy = FaultProxy(demo.port, seed, announce, exchange.channel.restart)
        proxy.on_message, proxy.on_gap = judge.said, judge.broke
        await proxy.start()
        feed = LiveFeed(
            f"ws://127.0.0.1:{proxy.port}", PBX_NAME, KEY, utc_now,
            timing=FeedTiming(first_delay_s=0.01, ping_every_s=0.05, pong_within_s=0.1),
        )  # fmt: skip
        task = asyncio.create_task(feed.run())
        try:
            await _settle(demo, feed, judge, draw)
            names = list(islice(plan(seed), faults))
            for fault in names:
                _stir(demo, draw)
                proxy.inject(fault)
                _stir(demo, draw)
                await asyncio.sleep(draw.uniform(0, 0.02))
                is_up = feed.connection.is_up
                assert is_up or not any(map(feed.office.is_live, feed.office.lamps.values())), (seed, fault)
                await _settle(demo, feed, judge, draw)
            return names
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            await proxy.stop()


def _stir(demo: RunningDemo, draw: random.Random) -> None:
    """Change something in the office, independently of the network."""
    for phone in draw.sample(list(demo.exchange.board.phones.values()), 5):
        demo.exchange.board.set(phone, draw.choice(STATES), "600100200", "Jan Nowak")


async def _settle(demo: RunningDemo, feed: LiveFeed, judge: Judge, draw: random.Random) -> None:
    """First a few phones report: only their states may be live.  Then all phones report and all states must match."""
    phones = list(demo.exchange.board.phones.values())

    def shown() -> dict[str, str]:
        return {e: lamp.state.value for e, lamp in feed.office.lamps.items() if feed.office.is_live(lamp)}

    await _speak(demo, draw.sample(phones, 5), lambda: shown() == judge.since_break, feed)
    truth = {phone.extension: WORDS[phone.state] for phone in phones}
    await _speak(demo, phones, lambda: shown() == judge.since_break == truth, feed)


async def _speak(demo: RunningDemo, phones: list[Phone], is_true: Callable[[], bool], feed: LiveFeed) -> None:
    for _ in range(200):
        for phone in phones:
            demo.exchange.board.announce(phone)
        waits_until = feed.connection.retry_at
        if waits_until is not None and waits_until - utc_now() > A_LONG_WAIT:
            feed.reconnect_now()  # so many faults would raise the back-off to a minute
        with contextlib.suppress(AssertionError):
            await until(is_true, within_s=0.1)
            return
    raise AssertionError(f"never true again: {feed.connection}, {feed.counts}")
