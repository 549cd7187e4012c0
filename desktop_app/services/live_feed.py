"""The supervisor of the event stream: connects, receives, detects lost events, and reconnects with back-off.

The reconnect of `websockets` does not back off after a successful handshake and does not handle a refused key, so
reconnecting is implemented here.  Events are reduced into the office, and listeners are notified of the changes.
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections import Counter, deque
from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol

import msgspec

from desktop_app.office import Change, Lamp, Office, Part, mark_lamp_stale, mark_stale, reduce, restore_lamps
from desktop_app.pbx.addresses import stream_url
from desktop_app.pbx.envelope import Message, Undecoded, decode
from desktop_app.pbx.errors import Busy, KeyRefused, PbxError
from desktop_app.pbx.feed import Feed, open_feed
from desktop_app.runtime.clock import Clock
from desktop_app.runtime.redaction import masked
from desktop_app.runtime.subscriptions import Listeners, Unsubscribe
from desktop_app.services.connection import Connection, Status

log = logging.getLogger(__name__)

FIRST_DELAY_S = 2.0
LONGEST_DELAY_S = 60.0
# A connection that ends sooner counts as a failed attempt: a server may accept everybody and close at once.
WORKING_AFTER_S = 5.0
CLOCK_EVERY_S = 2.0
CLOCK_JUMP_S = 5.0
SLICE_S = 0.008
SLICE_MESSAGES = 16
MAX_UNDECODED = 200


__all__ = ["Connection", "Feed", "LiveFeed", "Status"]


class Recorder(Protocol):
    """Records the stream."""

    def connection_opened(self) -> None:
        """Record that a connection was opened."""

    def message_received(self, raw: bytes) -> None:
        """Record one message as received."""


Source = Callable[[], Awaitable[Feed]]
Listener = Callable[[tuple[Change, ...]], object]
OnConnection = Callable[[Connection], object]


class FeedTiming(msgspec.Struct, frozen=True):
    """Seconds: before the first reconnect, between keep-alive pings, for each answer, between looks at the clock."""

    first_delay_s: float = FIRST_DELAY_S
    ping_every_s: float = 10.0
    pong_within_s: float = 10.0
    clock_every_s: float = CLOCK_EVERY_S


class LiveFeed:
    """The office as reported by the event stream.  `run()` returns only when cancelled."""

    def __init__(
        self,
        server: str,
        pbx_name: str,
        key: str,
        clock: Clock,
        *,
        timing: FeedTiming = FeedTiming(),  # noqa: B008 - frozen
        source: Source | None = None,
    ) -> None:
        url = stream_url(server, pbx_name, key)
        self._open = source or partial(
            open_feed, url, ping_every_s=timing.ping_every_s, pong_within_s=timing.pong_within_s
        )
        self._pbx_name = pbx_name
        self._clock = clock
        self._first_delay_s, self._clock_every_s = timing.first_delay_s, timing.clock_every_s
        self._retry_now = asyncio.Event()
        self._last_id: int | None = None
        self._feed: Feed | None = None
        self._recorder: Recorder | None = None
        self._down_since: datetime | None = None
        self._changed: Listeners[[tuple[Change, ...]]] = Listeners("the office", self._count_failure)
        self._connection_changed: Listeners[[Connection]] = Listeners("the connection", self._count_failure)
        self.office = Office()
        self.connection = Connection(Status.OFF, clock())
        self.undecoded: deque[Undecoded] = deque(maxlen=MAX_UNDECODED)
        self.counts: Counter[str] = Counter()
        self.messages_received = 0
        self.events_received = 0
        self.last_event_at: datetime | None = None

    # ---- subscriptions and requests --------------------------------------------------------------

    def subscribe(self, listener: Listener) -> Unsubscribe:
        """Notify `listener` of each change of the office."""
        return self._changed.subscribe(listener)

    def watch_connection(self, watcher: OnConnection) -> Unsubscribe:
        """Notify `watcher` of each change of the connection."""
        return self._connection_changed.subscribe(watcher)

    def restore(self, lamps: Iterable[Lamp]) -> None:
        """Add lamps of an earlier session as stale states with their time."""
        self.office = restore_lamps(self.office, lamps)
        self._notify((Change(Part.EVERYTHING),))

    def reconnect_now(self) -> None:
        """Reconnect now instead of waiting for the next attempt."""
        self._retry_now.set()

    def network_changed(self) -> None:
        """Reconnect at once after a change of the network, unless the key was refused."""
        if self.connection.status is Status.LOST:
            self._retry_now.set()

    def record(self, recorder: Recorder | None) -> None:
        """Record each message from now on; None stops recording."""
        self._recorder = recorder

    # ---- the connection --------------------------------------------------------------------------

    async def run(self) -> None:
        """Stay connected until cancelled.  Afterwards every state is stale and the status is OFF."""
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._detect_sleep())
                tasks.create_task(self._stay_connected())
        finally:
            self._mark_stale()
            self._set(Status.OFF)

    async def _detect_sleep(self) -> None:
        """Reconnect after the computer slept, since events were missed.  A jump of the wall clock shows the sleep."""
        while True:
            # Not compared with the monotonic clock: on some systems it continues during sleep.
            wall = self._clock()
            await asyncio.sleep(self._clock_every_s)
            missed_s = (self._clock() - wall).total_seconds() - self._clock_every_s
            if abs(missed_s) > CLOCK_JUMP_S:
                self.counts["wake-ups"] += 1
                self._mark_stale()
                if self._feed is not None:
                    self._feed.abort("this computer slept")
                self.reconnect_now()

    async def _stay_connected(self) -> None:
        failures = 0  # attempts in a row
        while True:
            self._set(Status.CONNECTING)
            self._retry_now.clear()
            begun = self._clock()
            pause_s, why, status = 0.0, "", Status.LOST
            try:
                feed = await self._open()
            except KeyRefused:
                status, why = Status.REFUSED, "the key is refused"
                pause_s = float("inf")
            except Busy as error:
                why, pause_s = "the server asks to wait", error.retry_after_s or 0.0
            except PbxError as error:
                why = getattr(error, "why", "") or getattr(error, "what", "")
            else:
                why = await self._listen_safely(feed)
                if (self._clock() - begun).total_seconds() >= WORKING_AFTER_S:
                    failures = 0
                    await self._pause(status, why, self._first_pause_s())
                    continue
            failures += 1
            await self._pause(status, why, max(pause_s, self._longer_pause_s(failures)))

    def _first_pause_s(self) -> float:
        """Return the pause after a connection that worked: short, and spread so that sixty desks do not return at once.

        A server that restarts ends the connections of all desks in the same moment.
        """
        return random.uniform(self._first_delay_s / 20, self._first_delay_s)

    def _longer_pause_s(self, failures: int) -> float:
        longest_s = min(self._first_delay_s * 2 ** min(failures - 1, 10), LONGEST_DELAY_S)
        return random.uniform(longest_s / 2, longest_s)

    async def _listen_safely(self, feed: Feed) -> str:
        """Like `_listen`, but an unexpected exception ends only this connection, and is logged and counted."""
        try:
            return await self._listen(feed)
        except Exception:
            log.exception("the feed failed")
            self.counts["failures"] += 1
            return "something in this program failed"

    async def _listen(self, feed: Feed) -> str:
        """Process the messages of one connection until it ends.  Returns the reason."""
        self._feed = feed
        self.begin()
        loop = asyncio.get_running_loop()
        slice_ends = loop.time() + SLICE_S
        try:
            while (raw := await feed.receive()) is not None:
                self.process(raw)
                # `receive()` does not yield to the event loop while messages are buffered; the GUI needs its turn.
                if self.messages_received % SLICE_MESSAGES == 0 and loop.time() > slice_ends:
                    await asyncio.sleep(0)
                    slice_ends = loop.time() + SLICE_S
        finally:
            self._feed = None
            self._mark_stale()
            await asyncio.shield(feed.close())
        return feed.close_reason

    async def _pause(self, status: Status, why: str, seconds: float) -> None:
        retry_at = None if seconds == float("inf") else self._clock() + timedelta(seconds=seconds)
        self._set(status, why, retry_at)
        # Short timeouts, since qasync keeps a cancelled timer alive until it is due.
        deadline = asyncio.get_running_loop().time() + seconds
        while not self._retry_now.is_set() and (left := deadline - asyncio.get_running_loop().time()) > 0:
            try:
                async with asyncio.timeout(min(left, 5.0)):
                    await self._retry_now.wait()
            except TimeoutError:
                continue

    def begin(self) -> None:
        """Start a new connection or replay: earlier states become stale, and no event has been received."""
        self._last_id = None
        if self._recorder is not None:
            self._recorder.connection_opened()
        self._mark_stale()
        self._set(Status.QUIET)

    def process(self, raw: bytes) -> None:
        """Apply one message to the office and notify the listeners of what changed."""
        if self._recorder is not None:
            self._recorder.message_received(raw)
        message: Message = decode(raw, self._pbx_name)
        self.messages_received += 1
        for undecoded in message.undecoded:
            self._note_undecoded(undecoded)
        if message.control:
            return
        # Fast path: nearly every message has the next number.
        if message.id is not None and self._last_id is not None and message.id == self._last_id + 1:
            self._last_id = message.id
        elif not self._is_new(message.id):
            return
        now = self._clock()
        changes: tuple[Change, ...] = ()
        for event in message.events:
            self.office, changed = reduce(self.office, event, now)
            changes += changed
        if message.events:
            self.events_received += len(message.events)
            if self.connection.status is not Status.LIVE:
                self._set(Status.LIVE)
            self.last_event_at = now
        if changes:
            self._notify(changes)

    def _note_undecoded(self, undecoded: Undecoded) -> None:
        """Count an undecoded part of a message and mark what it may have changed as stale."""
        self.counts[f"undecoded {undecoded.kind}"] += 1
        self.undecoded.append(msgspec.structs.replace(undecoded, sample=masked(undecoded.sample)))
        if undecoded.extension:
            self.office, changes = mark_lamp_stale(self.office, undecoded.extension)
            self._notify(changes)
        elif undecoded.may_lose_events:
            self._mark_stale()

    def _is_new(self, number: int | None) -> bool:
        """Return False for a repeated message number.  A gap or a restart of the numbers makes every state stale."""
        last, self._last_id = self._last_id, number if number is not None else self._last_id
        if number is None or last is None:
            return True
        if number == last:
            self.counts["repeated"] += 1
            return False
        if number != last + 1:
            self.counts["restarts" if number < last else "gaps"] += 1
            self._mark_stale()
        return True

    def _mark_stale(self) -> None:
        self.office, changes = mark_stale(self.office)
        self._notify(changes)

    def _set(self, status: Status, why: str = "", retry_at: datetime | None = None) -> None:
        now = self._clock()
        is_up = status in (Status.QUIET, Status.LIVE)
        # `since` of a lost connection is when it was lost, not when the last attempt failed.
        self._down_since = None if is_up else self._down_since or now
        self.connection = Connection(status, self._down_since or now, why, retry_at)
        self._connection_changed.notify(self.connection)

    def _notify(self, changes: tuple[Change, ...]) -> None:
        self._changed.notify(changes)

    def _count_failure(self) -> None:
        self.counts["failed listeners"] += 1
