"""The live feed's supervisor: connects, listens, notices loss, and tries again at its own pace.

`websockets` has a reconnect of its own, but without back-off after a good handshake and without an eye for a refused
key; so the pace is decided here.  Whatever is heard goes through the office's fold, and who subscribed is told
what changed.
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

FIRST_DELAY_S = 1.0
LONGEST_DELAY_S = 60.0
HEALTHY_AFTER_S = 60.0
CLOCK_EVERY_S = 2.0
CLOCK_JUMP_S = 5.0
SLICE_S = 0.008
SLICE_MESSAGES = 16
MAX_UNDECODED = 200


__all__ = ["Connection", "Feed", "LiveFeed", "Status"]


class Recorder(Protocol):
    """Who writes down what was heard."""

    def connection_opened(self) -> None:
        """A connection was made."""

    def message_received(self, raw: bytes) -> None:
        """One message as it came."""


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
    """The office as it is heard.  `run()` never returns by itself."""

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
        self._nudge = asyncio.Event()
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
        self.messages_heard = 0
        self.events_heard = 0
        self.last_event_at: datetime | None = None

    # ---- for those who look ----------------------------------------------------------------------

    def subscribe(self, listener: Listener) -> Unsubscribe:
        """Notify `listener` of each change of the office."""
        return self._changed.subscribe(listener)

    def watch_connection(self, watcher: OnConnection) -> Unsubscribe:
        """Notify `watcher` of each change of the connection."""
        return self._connection_changed.subscribe(watcher)

    def remember(self, lamps: Iterable[Lamp]) -> None:
        """Add what is known from before, as «as of»."""
        self.office = restore_lamps(self.office, lamps)
        self._tell((Change(Part.EVERYTHING),))

    def reconnect_now(self) -> None:
        """Do not wait any longer: the person says that it may work now."""
        self._nudge.set()

    def network_changed(self) -> None:
        """The computer is on a (or another) network: try at once, but never again with a key that was refused."""
        if self.connection.status is Status.LOST:
            self._nudge.set()

    def record(self, recorder: Recorder | None) -> None:
        """Write down each message from now on; None ends it."""
        self._recorder = recorder

    # ---- the work --------------------------------------------------------------------------------

    async def run(self) -> None:
        """Stay connected for ever; whatever ends it, nothing is shown as live afterwards."""
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._watch_the_clock())
                tasks.create_task(self._stay_connected())
        finally:
            self._doubt()
            self._set(Status.OFF)

    async def _watch_the_clock(self) -> None:
        """A computer that slept knows nothing of what happened meanwhile: the wall clock has gone on without us."""
        while True:
            # Not beside the monotonic clock: on some systems that one goes on through a sleep.
            wall = self._clock()
            await asyncio.sleep(self._clock_every_s)
            missed_s = (self._clock() - wall).total_seconds() - self._clock_every_s
            if abs(missed_s) > CLOCK_JUMP_S:
                self.counts["wake-ups"] += 1
                self._doubt()
                if self._feed is not None:
                    self._feed.abort("this computer slept")
                self.reconnect_now()

    async def _stay_connected(self) -> None:
        delay_s = self._first_delay_s
        while True:
            self._set(Status.CONNECTING)
            self._nudge.clear()
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
                why = await self._hear_to_the_end(feed)
                if (self._clock() - begun).total_seconds() > HEALTHY_AFTER_S:
                    delay_s = self._first_delay_s
            # Full jitter, so that sixty desks do not come back in the same second.
            pause_s = max(pause_s, random.uniform(delay_s / 2, delay_s))
            delay_s = min(delay_s * 2, LONGEST_DELAY_S)
            await self._pause(status, why, pause_s)

    async def _hear_to_the_end(self, feed: Feed) -> str:
        """As `_listen`; a fault of our own costs this connection and is counted, but never the feed."""
        try:
            return await self._listen(feed)
        except Exception:
            log.exception("the feed failed")
            self.counts["failures"] += 1
            return "something in this program failed"

    async def _listen(self, feed: Feed) -> str:
        """Hear one connection to its end; gives why it ended."""
        self._feed = feed
        self.begin()
        loop = asyncio.get_running_loop()
        slice_ends = loop.time() + SLICE_S
        try:
            while (raw := await feed.receive()) is not None:
                self.hear(raw)
                # A storm of messages is read without ever waiting; the screen must have its turn all the same.
                if self.messages_heard % SLICE_MESSAGES == 0 and loop.time() > slice_ends:
                    await asyncio.sleep(0)
                    slice_ends = loop.time() + SLICE_S
        finally:
            self._feed = None
            self._doubt()
            await asyncio.shield(feed.close())
        return feed.close_reason

    async def _pause(self, status: Status, why: str, seconds: float) -> None:
        retry_at = None if seconds == float("inf") else self._clock() + timedelta(seconds=seconds)
        self._set(status, why, retry_at)
        # Short naps: qasync keeps a cancelled timer until it is due.
        deadline = asyncio.get_running_loop().time() + seconds
        while not self._nudge.is_set() and (left := deadline - asyncio.get_running_loop().time()) > 0:
            try:
                async with asyncio.timeout(min(left, 5.0)):
                    await self._nudge.wait()
            except TimeoutError:
                continue

    def begin(self) -> None:
        """A new connection (or a replay) begins: what was known is in doubt, and nothing was heard yet."""
        self._last_id = None
        if self._recorder is not None:
            self._recorder.connection_opened()
        self._doubt()
        self._set(Status.QUIET)

    def hear(self, raw: bytes) -> None:
        """Take one message as it came, and tell what changed."""
        if self._recorder is not None:
            self._recorder.message_received(raw)
        message: Message = decode(raw, self._pbx_name)
        self.messages_heard += 1
        for undecoded in message.undecoded:
            self._note_undecoded(undecoded)
        if message.control:
            return
        # The usual message has the next number; only another one is looked at closely.
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
            self.events_heard += len(message.events)
            if self.connection.status is not Status.LIVE:
                self._set(Status.LIVE)
            self.last_event_at = now
        if changes:
            self._tell(changes)

    def _note_undecoded(self, undecoded: Undecoded) -> None:
        """Count it; and what it may have said is not known now."""
        self.counts[f"undecoded {undecoded.kind}"] += 1
        self.undecoded.append(msgspec.structs.replace(undecoded, sample=masked(undecoded.sample)))
        if undecoded.extension:
            self.office, changes = mark_lamp_stale(self.office, undecoded.extension)
            self._tell(changes)
        elif undecoded.may_lose_events:
            self._doubt()

    def _is_new(self, number: int | None) -> bool:
        """Look at the running number: repeated → not new; a gap or a new beginning → what was shown is in doubt."""
        last, self._last_id = self._last_id, number if number is not None else self._last_id
        if number is None or last is None:
            return True
        if number == last:
            self.counts["repeated"] += 1
            return False
        if number != last + 1:
            self.counts["restarts" if number < last else "gaps"] += 1
            self._doubt()
        return True

    def _doubt(self) -> None:
        self.office, changes = mark_stale(self.office)
        self._tell(changes)

    def _set(self, status: Status, why: str = "", retry_at: datetime | None = None) -> None:
        now = self._clock()
        is_up = status in (Status.QUIET, Status.LIVE)
        # «No connection since» is since it was lost, however often it was tried again.
        self._down_since = None if is_up else self._down_since or now
        self.connection = Connection(status, self._down_since or now, why, retry_at)
        self._connection_changed.notify(self.connection)

    def _tell(self, changes: tuple[Change, ...]) -> None:
        self._changed.notify(changes)

    def _count_failure(self) -> None:
        self.counts["failed listeners"] += 1
