"""Downloads billing records and the list of recordings into the archive, each day once.

The exchange truncates an answer silently at its limit.  If an answer reaches the limit, its range is halved and
requested again, down to single days.  A single day that reaches the limit is stored and marked as incomplete.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from functools import partial
from typing import Protocol, TypeVar

import msgspec

from desktop_app.archive import calls, deferred_indexing, key_values, queries, recordings, synced_days
from desktop_app.archive.call_flags import LOST, MACHINES, TALK_STEPS_S
from desktop_app.archive.connection import Connection
from desktop_app.archive.leg_outcomes import destination
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
# The rules of archive.grouping by which the stored calls were made; another text has them grouped anew.
RULES = "2: a machine is nobody"
NEWEST_ROW = 2**63 - 1

__all__ = ["LOST", "MACHINES", "PAGE", "TALK_STEPS_S", "ArchiveSync", "CallFilter", "Leg", "SyncReport", "Totals"]

T = TypeVar("T")
Progress = Callable[[int, int], None]


class Source(Protocol):
    """The listing requests of the REST client."""

    async def legs(self, first: date, last: date) -> Listing[Leg]: ...

    async def recordings(self, first: date, last: date) -> Listing[RecordingEntry]: ...


class SyncReport(msgspec.Struct, frozen=True):
    """The result of a sync: number of new billing records, days truncated by the limit, undecodable entries."""

    added: int = 0
    cut_days: frozenset[date] = frozenset()
    unread: int = 0


class ArchiveSync:
    """Downloads days into the archive and queries it."""

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
        """Notify `listener` after new billing records were stored."""
        return self._changed.subscribe(listener)

    async def regroup(self) -> None:
        """Group the calls that an earlier version stored by the rules of this one, in batches, the newest first."""
        if await self._archive.run(lambda db: key_values.get_value(db, key_values.GROUPING)) == RULES:
            return
        below = NEWEST_ROW
        while below:
            batch = partial(calls.regroup_batch, pbx_name=self._pbx_name, below=below)
            below = await self._archive.run(batch)
        await self._archive.run(lambda db: key_values.set_value(db, key_values.GROUPING, RULES))
        self._changed.notify()

    async def index(self) -> None:
        """Index stored calls in batches, so that queries can run in between."""
        while await self._archive.run(deferred_indexing.index_batch):
            pass

    def today(self) -> date:
        """Return the current date in the exchange's time zone, which may differ from the computer's."""
        return pbx_today(self._clock())

    async def refresh(
        self,
        first: date,
        last: date,
        on_progress: Progress = lambda answered, questions: None,
        on_stored: Callable[[], None] = lambda: None,
    ) -> SyncReport:
        """Download the days of a range that are not complete in the archive.

        `on_progress(answered, requests)` is called before each request.  `on_stored` is called once the newest records
        of an answer are stored; searches find them after indexing.  Raises PbxError; days downloaded before the error
        stay in the archive.
        """
        last = min(last, self.today())
        complete = await self._archive.run(lambda db: synced_days.marked_days(db, "complete", first, last))
        spans = list(_spans(first, last, complete))
        report = SyncReport()
        for number, (start, end) in enumerate(spans):
            on_progress(number, len(spans))
            report = _sum(report, await self._ask(start, end, on_stored))
        cut = await self._archive.run(lambda db: synced_days.marked_days(db, "cut", first, last))
        return msgspec.structs.replace(report, cut_days=frozenset(cut))

    async def _ask(self, first: date, last: date, on_stored: Callable[[], None]) -> SyncReport:
        legs = await self._source.legs(first, last)
        recorded = await self._source.recordings(first, last)
        if (legs.is_truncated or recorded.is_truncated) and first < last:
            middle = first + (last - first) // 2
            later = await self._ask(middle + timedelta(days=1), last, on_stored)
            return _sum(await self._ask(first, middle, on_stored), later)
        is_truncated = legs.is_truncated or recorded.is_truncated
        unread = legs.undecoded + recorded.undecoded  # a day with undecodable entries is requested again
        # A call is billed when it ends, so the record of one that began before midnight may appear hours later.
        settled = pbx_today(self._clock() - timedelta(hours=SETTLED_AFTER_H)) - timedelta(days=1)

        added = 0
        for some in calls.batches(legs.entries):
            was_shown = added
            added += await self._archive.run(lambda db, some=some: calls.save_legs(db, some, self._pbx_name))  # type: ignore[misc]
            if added and not was_shown:
                on_stored()

        def store(db: Connection) -> None:
            recordings.save_recordings(db, recorded.entries)
            if is_truncated:  # one day, however new: the page says that it is incomplete
                synced_days.mark_days(db, [first], "cut")
            elif not unread:
                synced_days.mark_days(db, _days(first, min(last, settled)), "complete")

        await self._archive.run(store)
        await self.index()
        if added:
            self._changed.notify()
        return SyncReport(added, unread=unread)

    # ---- reading ---------------------------------------------------------------------------------

    async def page(self, wanted: CallFilter, limit: int = PAGE) -> list[Call]:
        """Return the newest calls of a filter, at most `limit`."""
        wanted = self._with_names(wanted)
        return await self._archive.query(lambda db: queries.find(db, wanted, limit))

    async def ids(self, wanted: CallFilter, limit: int = -1) -> array[int]:
        """Return the row numbers of a filter's calls, the newest first: at most `limit`, all with -1."""
        wanted = self._with_names(wanted)
        return await self._archive.query(lambda db: queries.find_ids(db, wanted, limit))

    async def rows(self, ids: Sequence[int]) -> list[Call | None]:
        """Return the calls of these row numbers; None for a row that no longer exists."""
        return await self._archive.query(lambda db: queries.load_calls(db, ids))

    async def totals(self, wanted: CallFilter) -> Totals:
        """Return the sums over the calls of a filter."""
        return await self.ask(wanted, queries.totals)

    async def ask(self, wanted: CallFilter, question: Callable[[Connection, CallFilter], T]) -> T:
        """Return `question(connection, filter)`, run on the archive's thread."""
        wanted = self._with_names(wanted)
        return await self._archive.query(lambda db: question(db, wanted))

    async def legs(self, uniqueid: str) -> list[Leg]:
        """Return the billing records of one call in chronological order."""
        return await self._archive.query(lambda db: calls.legs_of(db, uniqueid))

    def far_end(self, leg: Leg) -> str:
        """Return whom a billing record tried to reach: the extension of its device, else the called number."""
        return destination(leg, self._pbx_name)

    def _with_names(self, wanted: CallFilter) -> CallFilter:
        """Return the filter with the numbers of people in the directory whose names match its words."""
        words = search_words(wanted.text)
        if not words:
            return wanted
        return msgspec.structs.replace(wanted, named=tuple(self._numbers_named(word) for word in words))

    async def by_id(self, uniqueid: str) -> Call | None:
        """Return the call with an identifier, or None."""
        return await self._archive.run(lambda db: calls.find_call(db, uniqueid))

    async def with_number(self, number: str, limit: int = 30) -> list[Call]:
        """Return the latest calls with a number, at most `limit`."""
        return await self._archive.run(lambda db: queries.find_by_number(db, number, limit))


def _sum(one: SyncReport, two: SyncReport) -> SyncReport:
    return SyncReport(one.added + two.added, unread=one.unread + two.unread)


def _days(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += timedelta(days=1)


def _spans(first: date, last: date, complete: set[date]) -> Iterator[tuple[date, date]]:
    """Yield ranges of days that are not complete, the newest first, none longer than SPAN_DAYS."""
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
