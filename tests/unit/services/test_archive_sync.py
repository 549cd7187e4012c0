"""Billing records come into the archive by days: what is asked for, split, marked and told."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime, timedelta

import pytest

from desktop_app.archive.records import Call, CallFilter
from desktop_app.archive.store import Archive
from desktop_app.pbx.records import Leg, Listing, RecordingEntry
from desktop_app.services.archive_sync import ArchiveSync
from tests.support.legs import leg

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)


class Books:
    """Lists so many records a day, cut at a small limit as the exchange does; remembers what was asked."""

    def __init__(self, limit: int, per_day: int = 3) -> None:
        self.limit, self.per_day = limit, per_day
        self.asked: list[tuple[date, date]] = []

    async def legs(self, first: date, last: date) -> Listing[Leg]:
        self.asked.append((first, last))
        all_legs = [
            leg(f"{day:%Y%m%d}.{n}", calldate=f"{day} 09:0{n}:00")
            for day in (first + timedelta(days=d) for d in range((last - first).days + 1))
            for n in range(self.per_day)
        ]
        return Listing(tuple(all_legs[: self.limit]), 0, len(all_legs) >= self.limit)

    async def recordings(self, first: date, last: date) -> Listing[RecordingEntry]:
        return Listing((), 0, False)


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
    await sync.refresh(
        day, day, on_stored=lambda: shown.append(asyncio.ensure_future(sync.page(CallFilter(day, day), limit=-1)))
    )
    (first,) = [await task for task in shown]
    assert 0 < len(first) < len(many)
    everything = await sync.page(CallFilter(day, day), limit=-1)
    assert len(everything) == len(many)
    assert first[:500] == everything[:500]
    await archive.close()
