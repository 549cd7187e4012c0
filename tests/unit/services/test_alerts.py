"""Alerts of one session: each watcher gets its changes, and each alert is raised once."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from desktop_app.archive import availability_watch, missed_calls, queue_thresholds
from desktop_app.archive.records import WatchedExtension
from desktop_app.archive.store import Archive
from desktop_app.office import Office, mark_stale, reduce
from desktop_app.pbx.events import Event, QueueEvent
from desktop_app.runtime.task_supervisor import TaskSupervisor
from desktop_app.services.alerts import Alert, Alerts, BecameFree, IncomingCall, MissedCall, QueueRed, RingEnded
from desktop_app.services.dialler import Dialler
from desktop_app.services.live_feed import LiveFeed
from desktop_app.services.order_guard import OrderGuard
from desktop_app.services.queue_alarms import QueueThresholds
from tests.support.dialling import Exchange
from tests.support.events import device
from tests.support.wait import until

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
LIMITS = QueueThresholds(waiting_amber=1, waiting_red=2, wait_amber_s=30, wait_red_s=60)


class OfficeAlerts:
    """The alerts of phone 101 in an office."""

    def __init__(self, archive: Archive, tasks: TaskSupervisor) -> None:
        self.now = NOW
        self.live = LiveFeed("wss://example.org", "X", "key", lambda: self.now)
        self.live.office = mark_stale(Office())[0]
        self.dialler = Dialler(Exchange(), "101", lambda: self.now, lambda: self.live.office, OrderGuard())
        self.alerts = Alerts("101", self.dialler, archive, self.live, lambda: self.now, tasks)
        self.raised: list[Alert] = []
        self.lists_changed = 0
        self.alerts.raised.subscribe(self.raised.append)
        self.alerts.lists_changed.subscribe(self._count)

    def _count(self) -> None:
        self.lists_changed += 1

    def receives(self, *events: Event) -> None:
        for event in events:
            self.live.office, changes = reduce(self.live.office, event, self.now)
            self.alerts.update(changes)

    def taken(self) -> list[Alert]:
        """Return the alerts since the last call."""
        raised, self.raised[:] = list(self.raised), []
        return raised


@pytest.fixture
async def office(archive: Archive) -> AsyncIterator[OfficeAlerts]:
    def fail(name: str, error: BaseException) -> None:
        pytest.fail(f"{name}: {error!r}")

    async with TaskSupervisor(fail) as tasks:
        yield OfficeAlerts(archive, tasks)


async def test_an_unanswered_ring_is_raised_ended_and_missed(office: OfficeAlerts, archive: Archive) -> None:
    office.receives(device("101", 8, "600100200", "Jan"))
    (ring,) = office.taken()
    assert isinstance(ring, IncomingCall)
    assert (ring.at, ring.number, ring.name) == (NOW, "600100200", "Jan")
    assert (office.alerts.ring,) == (ring,)
    office.receives(device("101", 0))
    missed = MissedCall(NOW, "600100200", "Jan", "")
    assert office.taken() == [RingEnded(), missed]
    assert office.alerts.ring is None
    await until(lambda: office.lists_changed)
    assert office.alerts.missed.calls == [missed]
    assert await archive.run(missed_calls.list_missed_calls) == [missed]


async def test_the_ring_of_an_own_order_raises_nothing_until_it_is_over(office: OfficeAlerts) -> None:
    await office.dialler.call("600100200")
    office.receives(device("101", 8, "600100200"), device("101", 0))
    assert office.taken() == []
    office.receives(device("101", 8, "600100200"))
    assert [type(alert) for alert in office.taken()] == [IncomingCall]


async def test_a_watched_extension_that_becomes_free_is_raised_and_the_watch_is_saved(
    office: OfficeAlerts, archive: Archive
) -> None:
    office.receives(device("102", 1, "1"))
    office.alerts.availability_watch.toggle("102", office.live.office, office.now)
    assert office.lists_changed == 1
    watches: list[WatchedExtension] = []
    while not watches:
        watches = await archive.run(availability_watch.load_watches)
    assert [one.extension for one in watches] == ["102"]
    office.receives(device("102", 0))
    assert office.taken() == [BecameFree("102")]
    assert office.lists_changed == 2
    while watches:
        watches = await archive.run(availability_watch.load_watches)


async def test_a_queue_over_its_threshold_is_raised_once(office: OfficeAlerts) -> None:
    await office.alerts.alarms.set_thresholds("K", LIMITS)
    office.receives(QueueEvent("K", 1))
    assert office.taken() == []
    office.receives(QueueEvent("K", 2), QueueEvent("K", 3))
    (alert,) = office.taken()
    assert isinstance(alert, QueueRed)
    assert (alert.queue.name, alert.queue.waiting, alert.limits) == ("K", 2, LIMITS)


async def test_a_change_of_something_else_checks_no_queue(office: OfficeAlerts) -> None:
    await office.alerts.alarms.set_thresholds("K", LIMITS)
    office.receives(QueueEvent("K", 1))
    office.now += timedelta(seconds=61)
    office.receives(device("K", 0))
    assert office.taken() == [], "the queue has not changed; the tick looks at its waiting time"


async def test_the_tick_finds_what_time_alone_changes(office: OfficeAlerts) -> None:
    await office.alerts.alarms.set_thresholds("K", LIMITS)
    office.receives(QueueEvent("K", 1), device("102", 1, "1"))
    office.alerts.availability_watch.toggle("102", office.live.office, office.now)
    office.alerts.tick()
    assert (office.taken(), office.alerts.availability_watch.extensions) == ([], ["102"])
    office.now += timedelta(seconds=60)
    office.alerts.tick()
    assert [type(alert) for alert in office.taken()] == [QueueRed]
    office.now += timedelta(days=1)
    office.alerts.tick()
    assert office.alerts.availability_watch.extensions == []


async def test_missed_calls_watches_and_thresholds_are_loaded(office: OfficeAlerts, archive: Archive) -> None:
    missed = MissedCall(NOW, "600100200", "Jan", "")
    watches = [WatchedExtension("102", NOW + timedelta(seconds=1)), WatchedExtension("103", NOW)]
    await archive.run(lambda db: missed_calls.add_missed_call(db, missed))
    await archive.run(lambda db: availability_watch.save_watches(db, watches))
    await archive.run(lambda db: queue_thresholds.save_thresholds(db, "K", LIMITS))
    await office.alerts.load()
    assert office.alerts.missed.calls == [missed]
    assert office.alerts.availability_watch.extensions == ["102"], "the other one has expired"
    assert office.alerts.alarms.thresholds("K") == LIMITS


def test_news_have_their_names_in_the_log(office: OfficeAlerts) -> None:
    assert (office.alerts.raised.news, office.alerts.lists_changed.news) == ("alerts", "missed calls and watches")


async def test_what_cannot_be_saved_is_reported_by_its_name() -> None:
    failed: list[str] = []
    archive = Archive(None, None)
    await archive.open()
    await archive.close()
    async with TaskSupervisor(lambda name, error: failed.append(name)) as tasks:
        office = OfficeAlerts(archive, tasks)
        office.receives(device("101", 8, "600100200"), device("101", 0), device("102", 1, "1"))
        office.alerts.availability_watch.toggle("102", office.live.office, office.now)
        await until(lambda: len(failed) == 2)
    assert sorted(failed) == ["Job.SAVE_WATCH", "missed call"]
