"""Billing records and the list of recordings: fetched by days, kept in the archive, never asked for twice.

The exchange cuts an answer silently at its limit.  A full answer is split and asked again, down to single days; a
single day that still fills the limit is kept and marked, so that the page can say that it is incomplete.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from typing import Protocol, TypeVar

import msgspec

from desktop_app.archive import calls, deferred_indexing, queries, recordings, synced_days
from desktop_app.archive.call_flags import TALK_STEPS_S
from desktop_app.archive.connection import Connection
from desktop_app.archive.grouping import leg_destination
from desktop_app.archive.parties import search_words
from desktop_app.archive.records import Call, CallFilter, Totals
from desktop_app.archive.store import Archive
from desktop_app.pbx.exchange_time import pbx_today
from desktop_app.pbx.records import Leg, Listing, RecordingEntry
from desktop_app.runtime.clock import Clock
from desktop_app.runtime.subscriptions import Listeners, Unsubscribe

SPAN_DAYS = 31
PAGE = 500
SETTLED_AFTER_H = 4

__all__ = ["PAGE", "TALK_STEPS_S", "ArchiveSync", "CallFilter", "Leg", "SyncReport", "Totals"]

T = TypeVar("T")
Progress = Callable[[int, int], None]


class Source(Protocol):
    """The part of the REST client that lists."""

    async def legs(self, first: date, last: date) -> Listing[Leg]: ...

    async def recordings(self, first: date, last: date) -> Listing[RecordingEntry]: ...


class SyncReport(msgspec.Struct, frozen=True):
    """What a sync brought: new billing records, days that the exchange's limit hides part of, unreadable entries."""

    added: int = 0
    cut_days: frozenset[date] = frozenset()
    unread: int = 0


class ArchiveSync:
    """Brings the days that are looked at into the archive."""

    def __init__(
        self,
        source: Source,
        archive: Archive,
        pbx_name: str,
        clock: Clock,
        numbers_named: Callable[[str], tuple[str, ...]] = lambda word: (),
    ) -> None:
        self._numbers_named = numbers_named
        self._changed: Listeners[[]] = Listeners("new billing records")
        self._source = source
        self._archive = archive
        self._pbx_name = pbx_name
        self._clock = clock

    def subscribe(self, listener: Callable[[], None]) -> Unsubscribe:
        """Notify `listener` after billing records were stored that were not known before."""
        return self._changed.subscribe(listener)

    async def index(self) -> None:
        """Put calls that came in into the indexes, one batch at a time: questions come in between."""
        while await self._archive.run(deferred_indexing.index_batch):
            pass

    def today(self) -> date:
        """The exchange's day, which is not always the desktop's."""
        return pbx_today(self._clock())

    async def refresh(
        self,
        first: date,
        last: date,
        on_progress: Progress = lambda answered, questions: None,
        on_kept: Callable[[], None] = lambda: None,
    ) -> SyncReport:
        """Ask for the days of a range that are not complete yet.  Raises PbxError; what came until then is kept.

        `on_progress` is told before each question how many were answered, of how many; `on_kept` that the newest
        records of an answer can be shown by now, though searches wait until they are indexed.
        """
        last = min(last, self.today())
        complete = await self._archive.run(lambda db: synced_days.marked_days(db, "complete", first, last))
        spans = list(_spans(first, last, complete))
        report = SyncReport()
        for number, (start, end) in enumerate(spans):
            on_progress(number, len(spans))
            report = _sum(report, await self._ask(start, end, on_kept))
        cut = await self._archive.run(lambda db: synced_days.marked_days(db, "cut", first, last))
        return msgspec.structs.replace(report, cut_days=frozenset(cut))

    async def _ask(self, first: date, last: date, on_kept: Callable[[], None]) -> SyncReport:
        legs = await self._source.legs(first, last)
        recorded = await self._source.recordings(first, last)
        if (legs.is_truncated or recorded.is_truncated) and first < last:
            middle = first + (last - first) // 2
            later = await self._ask(middle + timedelta(days=1), last, on_kept)
            return _sum(await self._ask(first, middle, on_kept), later)
        is_truncated = legs.is_truncated or recorded.is_truncated
        unread = legs.undecoded + recorded.undecoded  # a day that could not be read whole is asked for again
        # A call is billed when it ends: one that began before midnight may come hours later.
        settled = pbx_today(self._clock() - timedelta(hours=SETTLED_AFTER_H)) - timedelta(days=1)

        added = 0
        for some in calls.batches(legs.entries):
            was_shown = added
            added += await self._archive.run(lambda db, some=some: calls.save_legs(db, some, self._pbx_name))  # type: ignore[misc]
            if added and not was_shown:
                on_kept()

        def keep(db: Connection) -> None:
            recordings.save_recordings(db, recorded.entries)
            if is_truncated:  # one day, however new: the page says that it is incomplete
                synced_days.mark_days(db, [first], "cut")
            elif not unread:
                synced_days.mark_days(db, _days(first, min(last, settled)), "complete")

        await self._archive.run(keep)
        await self.index()
        if added:
            self._changed.notify()
        return SyncReport(added, unread=unread)

    # ---- reading ---------------------------------------------------------------------------------

    async def page(self, wanted: CallFilter, limit: int = PAGE) -> list[Call]:
        """The newest calls that a filter finds."""
        wanted = self._with_names(wanted)
        return await self._archive.query(lambda db: queries.find(db, wanted, limit))

    async def ids(self, wanted: CallFilter, limit: int = -1) -> array[int]:
        """The rows that a filter finds, the newest first."""
        wanted = self._with_names(wanted)
        return await self._archive.query(lambda db: queries.find_ids(db, wanted, limit))

    async def rows(self, ids: Sequence[int]) -> list[Call | None]:
        """The calls of these rows; None for one that is gone."""
        return await self._archive.query(lambda db: queries.load_calls(db, ids))

    async def totals(self, wanted: CallFilter) -> Totals:
        """The sums of what a filter finds."""
        return await self.ask(wanted, queries.totals)

    async def ask(self, wanted: CallFilter, question: Callable[[Connection, CallFilter], T]) -> T:
        """A question of the archive about the calls of a filter."""
        wanted = self._with_names(wanted)
        return await self._archive.query(lambda db: question(db, wanted))

    async def legs(self, uniqueid: str) -> list[Leg]:
        """The billing records of one call, in the order of time."""
        return await self._archive.query(lambda db: calls.legs_of(db, uniqueid))

    def far_end(self, leg: Leg) -> str:
        """Whom a billing record tried: the extension of the device it ended on, else the number that was called."""
        return leg_destination(leg, self._pbx_name)

    def _with_names(self, wanted: CallFilter) -> CallFilter:
        """The filter with the numbers of those who are called so in the directory."""
        words = search_words(wanted.text)
        if not words:
            return wanted
        return msgspec.structs.replace(wanted, named=tuple(self._numbers_named(word) for word in words))

    async def by_id(self, uniqueid: str) -> Call | None:
        """One call by its identifier."""
        return await self._archive.run(lambda db: calls.find_call(db, uniqueid))

    async def with_number(self, number: str, limit: int = 30) -> list[Call]:
        """The latest calls with one number."""
        return await self._archive.run(lambda db: queries.find_by_number(db, number, limit))


def _sum(one: SyncReport, two: SyncReport) -> SyncReport:
    return SyncReport(one.added + two.added, one.cut_days | two.cut_days, one.unread + two.unread)


def _days(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += timedelta(days=1)


def _spans(first: date, last: date, complete: set[date]) -> Iterator[tuple[date, date]]:
    """Runs of days that are still to be asked for, the newest first, none longer than SPAN_DAYS."""
    end: date | None = None
    start = last
    for day in reversed(list(_days(first, last))):
        if day in complete:
            if end is not None:
                yield start, end
            end = None
            continue
        if end is None:
            end = day
        start = day
        if (end - start).days + 1 == SPAN_DAYS:
            yield start, end
            end = None
    if end is not None:
        yield start, end
