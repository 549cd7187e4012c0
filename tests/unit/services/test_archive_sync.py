"""Downloading billing records by days: requests, splitting, marks, notifications."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime

import pytest

from desktop_app.archive.records import Call, CallFilter
from desktop_app.archive.store import Archive
from desktop_app.pbx.records import Leg, Listing, RecordingEntry
from desktop_app.services.archive_sync import ArchiveSync, SyncReport
from tests.support.billing import NOW, Books, Desk
from tests.support.legs import leg
from tests.support.listeners import fail


async def synced(books: Books) -> tuple[Archive, ArchiveSync]:
    archive = Archive(None, None)
    await archive.open()
    return archive, ArchiveSync(books, archive, "PBX", lambda: NOW)


async def test_a_truncated_range_is_split_until_it_is_complete() -> None:
    books = Books(limit=7)
    archive, sync = await synced(books)
    first, last = date(2026, 3, 1), date(2026, 3, 8)
    report = await sync.refresh(first, last)
    assert report.added == 24
    assert not report.cut_days
    assert len(await sync.page(CallFilter(first, last))) == 24
    asked = len(books.asked)
    assert (await sync.refresh(first, last)).added == 0
    assert len(books.asked) == asked, "complete days are not asked again"
    await archive.close()


async def test_a_truncated_single_day_is_marked() -> None:
    archive, sync = await synced(Books(limit=3))
    report = await sync.refresh(date(2026, 3, 7), date(2026, 3, 8))
    assert report.cut_days == {date(2026, 3, 7), date(2026, 3, 8)}
    await archive.close()


async def test_today_is_always_requested_and_future_days_never() -> None:
    books = Books(limit=100)
    archive, sync = await synced(books)
    await sync.refresh(date(2026, 3, 9), date(2026, 3, 20))
    await sync.refresh(date(2026, 3, 9), date(2026, 3, 20))
    assert books.asked == [(date(2026, 3, 9), date(2026, 3, 10)), (date(2026, 3, 10), date(2026, 3, 10))]
    await archive.close()


async def test_a_day_with_undecodable_entries_is_requested_again() -> None:
    class Smudged(Books):
        async def legs(self, first: date, last: date) -> Listing[Leg]:
            answer = await super().legs(first, last)
            return Listing(answer.entries, 3, answer.is_truncated)

    books = Smudged(limit=100)
    archive, sync = await synced(books)
    report = await sync.refresh(date(2026, 3, 7), date(2026, 3, 8))
    await sync.refresh(date(2026, 3, 7), date(2026, 3, 8))
    assert report.unread == 3
    assert len(books.asked) == 2
    await archive.close()


async def test_yesterday_is_complete_only_after_some_hours() -> None:
    books = Books(limit=100)
    archive = Archive(None, None)
    await archive.open()
    sync = ArchiveSync(books, archive, "PBX", lambda: datetime(2026, 3, 9, 23, 30, tzinfo=UTC))  # 0:30 at the exchange
    for _ in range(2):
        await sync.refresh(date(2026, 3, 9), date(2026, 3, 9))
    assert len(books.asked) == 2
    await archive.close()


async def test_days_downloaded_before_a_failure_stay_stored() -> None:
    class Failing(Books):
        async def legs(self, first: date, last: date) -> Listing[Leg]:
            if len(self.asked) == 1:
                raise ConnectionError
            return await super().legs(first, last)

    archive, sync = await synced(Failing(limit=1000, per_day=1))
    first, last = date(2025, 12, 1), date(2026, 3, 9)
    with pytest.raises(ConnectionError):
        await sync.refresh(first, last)
    assert len(await sync.page(CallFilter(first, last))) == 31
    await archive.close()


async def test_the_newest_calls_of_a_large_answer_are_shown_before_the_rest_is_stored() -> None:
    archive = Archive(None, None)
    await archive.open()
    day = date(2026, 3, 1)
    many = [
        leg(f"17723{n:05d}.{n}", calldate=f"2026-03-01 {8 + n // 3600:02d}:{n // 60 % 60:02d}:{n % 60:02d}")
        for n in range(6000)
    ]

    class Source:
        async def legs(self, first: date, last: date) -> Listing[Leg]:
            return Listing(tuple(many), 0, False)

        async def recordings(self, first: date, last: date) -> Listing[RecordingEntry]:
            return Listing((), 0, False)

    sync = ArchiveSync(Source(), archive, "X", lambda: datetime(2026, 3, 20, tzinfo=UTC))
    shown: list[asyncio.Task[list[Call]]] = []
    report = await sync.refresh(
        day, day, on_stored=lambda: shown.append(asyncio.ensure_future(sync.page(CallFilter(day, day), limit=-1)))
    )
    (first,) = [await task for task in shown]
    assert 0 < len(first) < len(many)
    assert report.added == len(many)
    everything = await sync.page(CallFilter(day, day), limit=-1)
    assert len(everything) == len(many)
    assert first[:500] == everything[:500]
    await archive.close()


# ---- which days are asked for --------------------------------------------------------------------


@pytest.fixture
def desk(archive: Archive) -> Desk:
    return Desk(archive)


async def test_a_long_range_is_asked_by_months_the_newest_first(desk: Desk) -> None:
    progress: list[tuple[int, int]] = []
    await desk.sync.refresh(date(2025, 12, 31), date(2026, 3, 9), lambda *far: progress.append(far))
    assert desk.asked_days() == [
        ("2026-02-07", "2026-03-09"),
        ("2026-01-07", "2026-02-06"),
        ("2025-12-31", "2026-01-06"),
    ]
    assert progress == [(0, 3), (1, 3), (2, 3)]
    await desk.refresh("2025-12-31", "2026-03-09")
    assert desk.asked_days() == []


async def test_just_a_month_is_one_question_and_one_day_more_are_two(desk: Desk) -> None:
    await desk.refresh("2026-01-01", "2026-01-31")
    assert desk.asked_days() == [("2026-01-01", "2026-01-31")]
    await desk.refresh("2025-11-01", "2025-12-02")
    assert desk.asked_days() == [("2025-11-02", "2025-12-02"), ("2025-11-01", "2025-11-01")]


async def test_complete_days_are_left_out_of_the_ranges(desk: Desk) -> None:
    for day in ("2026-03-02", "2026-03-04", "2026-03-05", "2026-03-09"):
        await desk.refresh(day, day)
    desk.asked_days()
    await desk.refresh("2026-03-01", "2026-03-09")
    assert desk.asked_days() == [
        ("2026-03-06", "2026-03-08"),
        ("2026-03-03", "2026-03-03"),
        ("2026-03-01", "2026-03-01"),
    ]


async def test_the_future_alone_is_no_question(desk: Desk) -> None:
    assert await desk.refresh("2026-03-11", "2026-03-12") == SyncReport()
    assert desk.asked_days() == []
    assert desk.sync.today() == date(2026, 3, 10)


@pytest.mark.parametrize(
    ("now", "is_complete"),
    [
        (datetime(2026, 3, 10, 2, 59, 59, tzinfo=UTC), False),  # 3:59:59 at the exchange
        (datetime(2026, 3, 10, 3, tzinfo=UTC), True),
    ],
)
async def test_yesterday_is_complete_four_hours_after_midnight(
    archive: Archive, now: datetime, is_complete: bool
) -> None:
    desk = Desk(archive, now)
    for _ in range(2):
        await desk.refresh("2026-03-08", "2026-03-09")
    first, *again = desk.asked_days()
    assert first == ("2026-03-08", "2026-03-09")
    assert again == ([] if is_complete else [("2026-03-09", "2026-03-09")])


@pytest.mark.parametrize(
    ("now", "is_complete"),
    [
        (datetime(2026, 10, 25, 1, 59, 59, tzinfo=UTC), False),  # 2:59:59, for the second time
        (datetime(2026, 10, 25, 2, tzinfo=UTC), True),
    ],
)
async def test_four_hours_are_four_hours_when_one_occurs_twice(
    archive: Archive, now: datetime, is_complete: bool
) -> None:
    desk = Desk(archive, now)
    for _ in range(2):
        await desk.refresh("2026-10-24", "2026-10-24")
    assert len(desk.asked) == (1 if is_complete else 2)


# ---- what came -----------------------------------------------------------------------------------


@pytest.mark.parametrize("cut", ["2026-03-05", "2026-03-08", "2026-03-09"])
async def test_recordings_that_fill_the_limit_split_the_range_down_to_their_day(desk: Desk, cut: str) -> None:
    day = date.fromisoformat(cut)
    desk.truncated, desk.per_day = {day}, {day: 1, date(2026, 3, 6): 2}
    report = await desk.refresh("2026-03-05", "2026-03-09")
    assert report == SyncReport(3, frozenset({day}), 0)
    asked = desk.asked_days()
    assert asked[0] == ("2026-03-05", "2026-03-09")
    assert asked[1] == ("2026-03-08", "2026-03-09"), "the later half first"
    assert (cut, cut) in asked
    await desk.refresh("2026-03-05", "2026-03-09")
    assert desk.asked_days() == [(cut, cut)], "a day that was cut is asked for again"


@pytest.mark.parametrize(
    ("now", "day"),
    [
        (NOW, "2026-03-10"),
        (datetime(2026, 3, 9, 23, 30, tzinfo=UTC), "2026-03-09"),  # 0:30 at the exchange: yesterday is not settled
        (datetime(2026, 3, 9, 23, 30, tzinfo=UTC), "2026-03-10"),
    ],
)
async def test_a_day_that_is_not_over_can_be_cut_too(archive: Archive, now: datetime, day: str) -> None:
    desk = Desk(archive, now)
    desk.truncated = {date.fromisoformat(day)}
    assert (await desk.refresh("2026-03-09", "2026-03-10")).cut_days == desk.truncated
    desk.truncated = set()
    desk.now = datetime(2026, 3, 12, 12, tzinfo=UTC)
    assert (await desk.refresh("2026-03-09", "2026-03-10")).cut_days == frozenset()


@pytest.mark.parametrize("undecoded", [(2, 0), (0, 2), (1, 1)])
async def test_unreadable_entries_of_either_list_are_counted_and_asked_for_again(
    desk: Desk, undecoded: tuple[int, int]
) -> None:
    desk.undecoded, desk.per_day = undecoded, {date(2026, 3, 8): 1}
    assert await desk.refresh("2026-03-08", "2026-03-08") == SyncReport(1, unread=2)
    assert await desk.refresh("2026-03-08", "2026-03-08") == SyncReport(0, unread=2)
    desk.undecoded = (0, 0)
    for _ in range(2):
        assert await desk.refresh("2026-03-08", "2026-03-08") == SyncReport()
    assert len(desk.asked) == 3


async def test_the_reports_of_several_ranges_are_summed(desk: Desk) -> None:
    desk.per_day = {date(2026, 1, 5): 2, date(2026, 3, 8): 3}
    desk.truncated, desk.undecoded = {date(2026, 1, 5), date(2026, 3, 8)}, (1, 0)
    report = await desk.refresh("2026-01-05", "2026-03-08")
    assert (report.added, report.cut_days) == (5, frozenset(desk.truncated))
    assert report.unread > 2


async def test_a_call_from_one_of_our_devices_is_outgoing_whatever_number_it_presents(archive: Archive) -> None:
    class Presenting(Books):
        async def legs(self, first: date, last: date) -> Listing[Leg]:
            return Listing((leg(src="226354410", dst="600100200", channel="SIP/PBX-101-0000000a"),), 0, False)

    sync = ArchiveSync(Presenting(limit=1), archive, "PBX", lambda: NOW)
    day = date(2026, 3, 2)
    await sync.refresh(day, day)
    assert [call.direction for call in await sync.page(CallFilter(day, day))] == ["out"]


async def test_listeners_are_notified_of_new_records_only(desk: Desk) -> None:
    shown: list[int] = []
    day = date(2026, 3, 10)
    await desk.sync.refresh(day, day, on_stored=lambda: shown.append(desk.changed))
    assert (desk.changed, shown) == (0, [])
    desk.per_day = {day: 2}
    for _ in range(2):
        await desk.sync.refresh(day, day, on_stored=lambda: shown.append(desk.changed))
    assert (desk.changed, shown) == (1, [0]), "shown before it is indexed and notified"
    desk.end()
    desk.per_day = {day: 3}
    await desk.sync.refresh(day, day)
    assert desk.changed == 1


async def test_a_listener_that_fails_is_logged(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    desk.sync.subscribe(fail)
    desk.per_day = {date(2026, 3, 8): 1}
    await desk.refresh("2026-03-08", "2026-03-08")
    assert "a listener to new billing records failed" in caplog.text
