"""One exchange and one key: all services, joined.  The window and the commands use this."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum, auto
from types import TracebackType
from typing import Self

from desktop_app.archive import messages
from desktop_app.archive.store import Archive
from desktop_app.config.exchange import ExchangeConfig, RetentionPeriods
from desktop_app.office import TALKING, Change, DeviceState, Part
from desktop_app.office.history import History
from desktop_app.pbx.errors import PbxError
from desktop_app.pbx.rest import RestClient
from desktop_app.phone_numbers.dial_plan import DialRules
from desktop_app.runtime.clock import Clock, utc_now
from desktop_app.runtime.lifetimes import finish
from desktop_app.runtime.subscriptions import Listeners
from desktop_app.runtime.task_supervisor import OnFailure, TaskSupervisor
from desktop_app.services.alerts import Alerts
from desktop_app.services.archive_sync import ArchiveSync
from desktop_app.services.call_backs import CallBacks
from desktop_app.services.call_notes import CallNotes
from desktop_app.services.call_progress import CallProgress, Progress
from desktop_app.services.dial_history import DialHistory
from desktop_app.services.dialler import Dialler, Outcome, Refused
from desktop_app.services.directory import Directory
from desktop_app.services.live_feed import LiveFeed, Source
from desktop_app.services.messenger import Messenger
from desktop_app.services.order_guard import OrderGuard
from desktop_app.services.recordings import Recordings
from desktop_app.services.retention import Retention
from desktop_app.services.saved_filters import SavedFilters

REMEMBER_EVERY_S = 60.0
ROSTER_NAP_S = 2.0
SYNC_EVERY_S = 180.0
SYNC_AFTER_CALL_S = 4.0
PURGE_AFTER_S = 20.0
DAY_S = 24 * 3600.0


class Background(Enum):
    """The tasks of a session that run without anybody asking, and the keys they run under."""

    LIVE_FEED = auto()
    ARCHIVE_SYNC = auto()
    ROSTER = auto()
    SECONDS = auto()
    RETENTION = auto()
    INDEXING = auto()
    CALL_BACKS = auto()


@dataclass(frozen=True)
class SessionOptions:
    """What the window, the commands and the tests choose for themselves.

    `source` replaces the exchange's stream of events (a recorded one, for example).  `guard` keeps the orders of
    several programs apart; None guards this session alone.  `rules` and `retention` are read at each use, so that
    changed settings count at once.
    """

    clock: Clock = utc_now
    source: Source | None = None
    guard: OrderGuard | None = None
    rules: Callable[[], DialRules] = DialRules
    retention: Callable[[], RetentionPeriods] = RetentionPeriods


class Session:
    """Everything that works with one exchange.  The `archive` is open while the session is, and is not closed by it.

    Entering `async with` reads what the archive holds.  `start_background` then connects, syncs and remembers until the
    block is left; leaving ends all tasks and connections, whatever has happened.  `calls_changed` and
    `messages_changed` are notified when lists of calls or messages are out of date, `progress_changed` when an ordered
    call has come further.
    """

    def __init__(
        self,
        config: ExchangeConfig,
        key: str,
        archive: Archive,
        on_failure: OnFailure,
        options: SessionOptions = SessionOptions(),
    ) -> None:
        self.config, self.archive = config, archive
        self.clock = clock = options.clock
        self._on_failure = on_failure
        self.calls_changed: Listeners[[]] = Listeners("calls")
        self.progress_changed: Listeners[[Progress | None]] = Listeners("call progress")
        self.tasks = TaskSupervisor(on_failure)
        self.rest = RestClient(config.api_urls, key)
        self.live = LiveFeed(config.events_url, config.pbx_name, key, clock, source=options.source)
        self.directory = Directory(archive)
        self.calls = ArchiveSync(self.rest, archive, config.pbx_name, clock, self.directory.numbers_named)
        self.call_backs = CallBacks(archive, clock)
        self.retention = Retention(archive, options.retention, clock)
        self.notes = CallNotes(archive, clock)
        self.recordings = Recordings(self.rest, archive, clock)
        self._guard = options.guard or OrderGuard(now_s=lambda: clock().timestamp())
        self.dialler = Dialler(self.rest, config.extension, clock, lambda: self.live.office, self._guard, options.rules)
        self.messenger = Messenger(self.rest, self.live, archive, clock)
        self.messages_changed = self.messenger.changed
        self.history = History()
        self.alerts = Alerts(config.extension, self.dialler, archive, self.live, clock, self.tasks)
        self.progress = CallProgress(config.extension, self.progress_changed.notify)
        self.dial_history = DialHistory(archive)
        self.filters = SavedFilters(archive)
        self._scope = AsyncExitStack()
        self._seconds: Listeners[[]] = Listeners("seconds")
        self._roster_changed, self._sync_soon = asyncio.Event(), asyncio.Event()
        self._talking: set[str] = set()

    # ---- lifetime --------------------------------------------------------------------------------

    async def __aenter__(self) -> Self:
        async with AsyncExitStack() as scope:
            scope.push_async_callback(self._guard.close)
            scope.push_async_callback(self.rest.aclose)
            await self.archive.run(messages.mark_interrupted)
            self.live.restore(await self.directory.load())
            for part in (self.alerts, self.dial_history, self.messenger, self.notes, self.filters):
                await part.load()
            scope.push_async_callback(self._remember_roster)
            await scope.enter_async_context(self.tasks)
            self._subscribe(scope)
            self._scope = scope.pop_all()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await finish(self._scope.aclose())

    def start_background(self) -> None:
        """Connect to the stream of events, sync billing records, remember the roster, delete what is too old."""
        for key, work in (
            (Background.LIVE_FEED, self.live.run()),
            (Background.ARCHIVE_SYNC, self._sync_today()),
            (Background.ROSTER, self._save_roster()),
            (Background.SECONDS, self._tick()),
            (Background.RETENTION, self._purge_daily()),
            (Background.INDEXING, self._fill_indexes()),
        ):
            self.tasks.restart(key, work)

    def _subscribe(self, scope: AsyncExitStack) -> None:
        """Subscribe each service separately, so that a failing one does not prevent the others."""
        alerts, progress = self.alerts, self.progress
        for unsubscribe in (
            self.live.subscribe(lambda changes: self.directory.learn_from_office(self.live.office, changes)),
            self.live.subscribe(self._follow_messages),
            self.live.subscribe(self._note_history),
            self.live.subscribe(self._sync_after_calls),
            self.live.subscribe(alerts.update),
            self.live.subscribe(lambda changes: progress.update(self.live.office, changes, self.clock())),
            self.directory.subscribe(lambda numbers: self._roster_changed.set()),
            self.calls.subscribe(lambda: self.tasks.restart(Background.CALL_BACKS, self.call_backs.refresh())),
            self._seconds.subscribe(alerts.tick),
            self._seconds.subscribe(lambda: progress.tick(self.clock())),
        ):
            scope.callback(unsubscribe)

    # ---- orders ----------------------------------------------------------------------------------

    async def call(self, number: str, *, again: bool) -> Outcome:
        """Order a call, remember its number and follow its progress.  `again` as for `Dialler.call`."""
        left: list[str] = []

        def leaving(plain: str) -> None:
            left.append(plain)
            self.progress.begin(plain, self.live.office, self.clock())

        outcome = await self.dialler.call(number, again=again, leaving=leaving)
        for plain in left:
            if isinstance(outcome, Refused):
                self.progress.cancel(plain)
            else:
                await self.dial_history.add(plain, self.clock())
        return outcome

    # ---- what changes of the office mean ---------------------------------------------------------

    def _follow_messages(self, changes: tuple[Change, ...]) -> None:
        if any(change.part is Part.MESSAGE for change in changes):
            self.tasks.spawn("delivery reports", self.messenger.follow(changes))

    def _note_history(self, changes: tuple[Change, ...]) -> None:
        """Keep what each extension did during the last hour."""
        now = self.clock()
        for change in changes:
            lamp = self.live.office.lamps.get(change.key) if change.part is Part.LAMP else None
            if lamp is not None:
                self.history.record(change.key, lamp.state, now)
            elif change.part is Part.EVERYTHING:
                self.history.mark_stale(now)

    def _sync_after_calls(self, changes: tuple[Change, ...]) -> None:
        """A call that has ended left a billing record: ask for today's records soon."""
        for change in changes:
            lamp = self.live.office.lamps.get(change.key) if change.part is Part.LAMP else None
            if lamp is None:
                continue
            if lamp.state in TALKING:
                self._talking.add(change.key)
            elif lamp.state is DeviceState.IDLE and change.key in self._talking:
                self._talking.discard(change.key)
                self._sync_soon.set()

    # ---- background tasks ------------------------------------------------------------------------

    async def _sync_today(self) -> None:
        """Fetch the last week's records at the start, soon after a call has ended, and every few minutes."""
        while True:
            today = self.calls.today()
            try:
                await self.calls.refresh(today - timedelta(days=7), today)
                await self.directory.learn_from_billing()
                await self.messenger.reconcile()
            except PbxError:
                pass  # the calls page reports it when the user requests days; the next round tries again
            except Exception as error:  # reported, and the next round tries again
                self._on_failure(str(Background.ARCHIVE_SYNC), error)
            self.calls_changed.notify()
            self._sync_soon.clear()
            waited_s = 0.0
            while waited_s < SYNC_EVERY_S and not self._sync_soon.is_set():
                await asyncio.sleep(SYNC_AFTER_CALL_S)
                waited_s += SYNC_AFTER_CALL_S

    async def _fill_indexes(self) -> None:
        """Index what an earlier version or a killed program left without; then read what needs the indexes."""
        await self.calls.regroup()
        await self.calls.index()
        await self.directory.learn_from_billing()
        await self.call_backs.refresh()

    async def _purge_daily(self) -> None:
        """Delete what is older than the settings say: soon after the start, then once a day."""
        while True:
            await asyncio.sleep(PURGE_AFTER_S)
            if await self.retention.purge_expired():
                await self.call_backs.refresh()
                self.calls_changed.notify()
                self.messages_changed.notify()
            await asyncio.sleep(DAY_S)

    async def _save_roster(self) -> None:
        """Store the roster every minute, and soon after a change by the user."""
        while True:
            waited_s = 0.0
            while waited_s < REMEMBER_EVERY_S and not self._roster_changed.is_set():
                await asyncio.sleep(ROSTER_NAP_S)
                waited_s += ROSTER_NAP_S
            self._roster_changed.clear()
            await self._remember_roster()

    async def _remember_roster(self) -> None:
        await self.directory.save_roster(self.live.office)

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(1.0)
            self._seconds.notify()
