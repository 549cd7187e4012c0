"""One exchange, one key: all services joined, started together and stopped in order.  Screens and commands use this."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

from desktop_app.archive import messages
from desktop_app.archive.store import Archive
from desktop_app.config.exchange import ExchangeConfig, RetentionPeriods
from desktop_app.office import TALKING, Change, DeviceState, Part
from desktop_app.office.history import History
from desktop_app.pbx.errors import PbxError
from desktop_app.pbx.rest import RestClient
from desktop_app.phone_numbers.dial_plan import DialRules
from desktop_app.runtime.clock import Clock, utc_now
from desktop_app.runtime.task_supervisor import OnFailure, TaskSupervisor
from desktop_app.services.alerts import Alerts
from desktop_app.services.archive_sync import ArchiveSync
from desktop_app.services.call_backs import CallBacks
from desktop_app.services.call_notes import CallNotes
from desktop_app.services.call_progress import CallProgress, Progress
from desktop_app.services.dial_history import DialHistory
from desktop_app.services.directory import Directory
from desktop_app.services.live_feed import LiveFeed, Source
from desktop_app.services.order_guard import OrderGuard
from desktop_app.services.orders import Dialler, Messenger, Outcome, Refused
from desktop_app.services.recordings import Recordings
from desktop_app.services.retention import Retention
from desktop_app.services.saved_filters import SavedFilters

REMEMBER_EVERY_S = 60.0
ROSTER_NAP_S = 2.0
SYNC_EVERY_S = 180.0
SYNC_AFTER_CALL_S = 4.0
FORGET_AFTER_S = 20.0
DAY_S = 24 * 3600.0


class Session:
    """Everything that works with one exchange.  `on_calls` and `on_messages` are called when those pages are old."""

    def __init__(
        self,
        config: ExchangeConfig,
        key: str,
        archive: Archive,
        *,
        on_failure: OnFailure,
        on_calls: Callable[[], None] = lambda: None,
        on_messages: Callable[[], None] = lambda: None,
        clock: Clock = utc_now,
        source: Source | None = None,
        guard: OrderGuard | None = None,
        rules: Callable[[], DialRules] = DialRules,
        ages: Callable[[], RetentionPeriods] = RetentionPeriods,
    ) -> None:
        self.config = config
        self.archive = archive
        self.clock = clock
        self.rest = RestClient(config.api_urls, key)
        self.live = LiveFeed(config.events_url, config.pbx_name, key, clock, source=source)
        self.directory = Directory(archive)
        self.calls = ArchiveSync(self.rest, archive, config.pbx_name, clock, self.directory.numbers_named)
        self.call_backs = CallBacks(archive, clock)
        self.retention = Retention(archive, ages, clock)
        self.notes = CallNotes(archive, clock)
        self.recordings = Recordings(self.rest, archive, clock)
        self.dialler = Dialler(self.rest, config.extension, clock, lambda: self.live.office, guard, rules)
        self.messenger = Messenger(self.rest, self.live, archive, clock, on_messages)
        self.tasks = TaskSupervisor(on_failure)
        self.history = History()
        self.attention = Alerts(config.extension, self.dialler, archive, self.live, clock, self.tasks.start)
        self.progress = CallProgress(config.extension, lambda progress: self._on_progress(progress))
        self._on_progress: Callable[[Progress | None], None] = lambda progress: None
        self.dialled = DialHistory(archive)
        self.filters = SavedFilters(archive)
        self._roster_changed = asyncio.Event()
        self._on_failure = on_failure
        self._on_calls, self._on_messages = on_calls, on_messages
        self._talking: set[str] = set()
        self._reports = 0
        self._sync_soon = asyncio.Event()

    async def start(self) -> None:
        """Read what is kept, then listen."""
        await self.archive.run(messages.give_up_sending)
        lamps = await self.directory.load()
        self.live.remember(lamps)
        await self.attention.load()
        await self.dialled.load()
        await self.messenger.load()
        await self.notes.load()
        await self.filters.load()
        self.directory.subscribe(lambda numbers: self._roster_changed.set())
        self.live.subscribe(self._heard)
        self.tasks.start("live feed", self.live.run())
        self.tasks.start("archive sync", self._keep_today())
        self.tasks.start("roster", self._keep_roster())
        self.tasks.start("seconds", self._tick())
        self.tasks.start("retention", self._keep_no_longer())
        self.calls.subscribe(lambda: self.tasks.start("to call back", self.call_backs.refresh()))
        self.tasks.start("indexes", self._fill_indexes())

    async def stop(self) -> None:
        """End all tasks, keep the roster, let go of the network and the file."""
        await self.tasks.close()
        await self.directory.remember(self.live.office)
        await self.rest.aclose()
        await self.archive.close()

    def _heard(self, changes: tuple[Change, ...]) -> None:
        self.directory.learn_from_office(self.live.office, changes)
        if any(change.part is Part.MESSAGE for change in changes):
            self._reports += 1
            self.tasks.start(f"message report {self._reports}", self.messenger.follow(changes))
        now = self.clock()
        for change in changes:
            if change.part is Part.LAMP:
                self._note_lamp(change.key, now)
            elif change.part is Part.EVERYTHING:
                self.history.mark_stale(now)
        self.attention.update(changes)
        self.progress.update(self.live.office, changes, now)

    def watch_progress(self, on_progress: Callable[[Progress | None], None]) -> None:
        """Be told how an ordered call goes on."""
        self._on_progress = on_progress

    async def call(self, number: str, *, again: bool) -> Outcome:
        """Order a call and follow it."""
        left: list[str] = []

        def leaving(plain: str) -> None:
            left.append(plain)
            self.progress.begin(plain, self.live.office, self.clock())

        outcome = await self.dialler.call(number, again=again, leaving=leaving)
        for plain in left:
            if isinstance(outcome, Refused):
                self.progress.cancel(plain)
            else:
                await self.dialled.add(plain, self.clock())
        return outcome

    def _note_lamp(self, extension: str, now: datetime) -> None:
        """Keep the hour's history; and a call that ended left a billing record: ask for today's again soon."""
        lamp = self.live.office.lamps.get(extension)
        if lamp is None:
            return
        self.history.record(extension, lamp.state, now)
        if lamp.state in TALKING:
            self._talking.add(extension)
        elif lamp.state is DeviceState.IDLE and extension in self._talking:
            self._talking.discard(extension)
            self._sync_soon.set()

    async def _keep_today(self) -> None:
        """Today's calls, by themselves: at the start, soon after a call ended, and every few minutes."""
        while True:
            today = self.calls.today()
            try:
                await self.calls.refresh(today - timedelta(days=7), today)
                await self.directory.learn_from_billing()
                await self.messenger.reconcile()
            except PbxError:
                pass  # the calls page says so when a person asks; the next round tries again
            except Exception as error:  # told, and then the next round tries again
                self._on_failure("archive sync", error)
            self._on_calls()
            self._sync_soon.clear()
            waited_s = 0.0
            while waited_s < SYNC_EVERY_S and not self._sync_soon.is_set():
                await asyncio.sleep(SYNC_AFTER_CALL_S)
                waited_s += SYNC_AFTER_CALL_S

    async def _fill_indexes(self) -> None:
        """What an earlier version or a killed program left to be indexed; then what is read through the indexes."""
        await self.calls.index()
        await self.directory.learn_from_billing()
        await self.call_backs.refresh()

    async def _keep_no_longer(self) -> None:
        """Forget what is too old: soon after the start, and then each day."""
        while True:
            await asyncio.sleep(FORGET_AFTER_S)
            if await self.retention.purge_expired():
                await self.call_backs.refresh()
                self._on_calls()
                self._on_messages()
            await asyncio.sleep(DAY_S)

    async def _keep_roster(self) -> None:
        """Now and then, and soon after a person has changed something."""
        while True:
            waited_s = 0.0
            while waited_s < REMEMBER_EVERY_S and not self._roster_changed.is_set():
                await asyncio.sleep(ROSTER_NAP_S)
                waited_s += ROSTER_NAP_S
            self._roster_changed.clear()
            await self.directory.remember(self.live.office)

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(1.0)
            self.attention.tick()
            self.progress.tick(self.clock())
