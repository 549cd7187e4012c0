"""«Notify when free»: each watched extension is reported once, and expires."""

from __future__ import annotations

from datetime import UTC, datetime

from desktop_app.archive.store import Archive
from desktop_app.office import Office, mark_stale, reduce
from desktop_app.pbx.events import Event
from desktop_app.services.availability_watch import EXPIRES_AFTER, AvailabilityWatch
from tests.support.events import device

T0 = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


class Watcher:
    """A watch in an office, and what it reported."""

    def __init__(self, archive: Archive) -> None:
        self.reported: list[str] = []
        self.office = mark_stale(Office())[0]
        self.watch = AvailabilityWatch(archive, self.reported.append, lambda: None, lambda: None)

    def receives(self, event: Event, now: datetime = T0) -> None:
        self.office, changes = reduce(self.office, event, now)
        self.watch.update(self.office, changes, now)


async def test_each_watched_extension_is_reported_once(archive: Archive) -> None:
    watcher = Watcher(archive)
    for extension in ("102", "105"):
        watcher.receives(device(extension, 1, "1"))
        watcher.watch.toggle(extension, watcher.office, T0)
    assert watcher.watch.extensions == ["102", "105"]
    for _ in range(2):
        watcher.receives(device("105", 0))
        watcher.receives(device("105", 1, "2"))
    assert watcher.reported == ["105"]
    watcher.receives(device("102", 0))
    assert watcher.reported == ["105", "102"]


async def test_a_free_extension_is_reported_at_once_and_not_watched(archive: Archive) -> None:
    watcher = Watcher(archive)
    watcher.receives(device("102", 0))
    watcher.watch.toggle("102", watcher.office, T0)
    assert (watcher.reported, watcher.watch.extensions) == (["102"], [])


async def test_a_stale_lamp_is_not_free(archive: Archive) -> None:
    watcher = Watcher(archive)
    watcher.receives(device("102", 0))
    watcher.office, _ = mark_stale(watcher.office)
    watcher.watch.toggle("102", watcher.office, T0)
    assert (watcher.reported, watcher.watch.extensions) == ([], ["102"])


async def test_the_watch_survives_a_restart_and_expires(archive: Archive) -> None:
    watcher = Watcher(archive)
    watcher.watch.toggle("102", watcher.office, T0)
    await watcher.watch.save()
    again = Watcher(archive)
    await again.watch.load(T0 + EXPIRES_AFTER / 2)
    assert again.watch.extensions == ["102"]
    again.watch.expire(T0 + EXPIRES_AFTER)
    again.receives(device("102", 0))
    assert again.reported == []
    late = Watcher(archive)
    await late.watch.load(T0 + EXPIRES_AFTER)
    assert late.watch.extensions == []


async def test_an_extension_that_becomes_free_as_its_watch_expires_is_not_reported(archive: Archive) -> None:
    watcher = Watcher(archive)
    watcher.watch.toggle("102", watcher.office, T0)
    watcher.receives(device("102", 0), now=T0 + EXPIRES_AFTER)
    assert (watcher.reported, watcher.watch.extensions) == ([], [])


async def test_a_second_toggle_stops_the_watch_and_each_change_is_saved(archive: Archive) -> None:
    calls: list[str] = []
    watch = AvailabilityWatch(
        archive, lambda extension: calls.append(extension), lambda: calls.append("change"), lambda: calls.append("keep")
    )
    office = mark_stale(Office())[0]
    watch.toggle("102", office, T0)
    watch.toggle("102", office, T0)
    assert watch.extensions == []
    watch.expire(T0 + EXPIRES_AFTER)
    assert calls == ["change", "keep"] * 2
