"""Statistics by spans of days: which days are asked for, and that the parts add up to the whole filter."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import TypeVar

import pytest

from desktop_app.archive import calls
from desktop_app.archive.connection import Connection
from desktop_app.archive.records import CallFilter
from desktop_app.archive.statistics import statistics
from desktop_app.archive.store import Archive
from desktop_app.services.archive_sync import ArchiveSync
from desktop_app.services.call_statistics import running_statistics, total
from tests.support.billing import Books
from tests.support.legs import leg

T = TypeVar("T")


class Watched(ArchiveSync):
    """Remembers which days were asked for."""

    def __init__(self, archive: Archive) -> None:
        super().__init__(Books(limit=1), archive, "X", lambda: datetime(2026, 12, 31, tzinfo=UTC))
        self.asked: list[CallFilter] = []

    async def ask(self, wanted: CallFilter, question: Callable[[Connection, CallFilter], T]) -> T:
        self.asked.append(wanted)
        return await super().ask(wanted, question)


@pytest.mark.parametrize(
    ("first", "spans"),
    [
        ("2026-07-10", [("2026-07-10", "2026-07-10")]),
        ("2026-06-01", [("2026-06-01", "2026-07-10")]),  # just forty days
        ("2026-05-31", [("2026-06-01", "2026-07-10"), ("2026-05-31", "2026-05-31")]),
        (
            "2026-04-01",
            [("2026-06-01", "2026-07-10"), ("2026-04-22", "2026-05-31"), ("2026-04-01", "2026-04-21")],
        ),
    ],
)
async def test_days_are_asked_for_in_spans_of_forty_the_newest_first(
    archive: Archive, first: str, spans: list[tuple[str, str]]
) -> None:
    sync = Watched(archive)
    wanted = CallFilter(date.fromisoformat(first), date(2026, 7, 10), text="nowak")
    parts = [part async for part in running_statistics(sync, wanted)]
    assert [(str(one.first), str(one.last)) for one in sync.asked] == spans
    assert {one.text for one in sync.asked} == {"nowak"}
    assert len(parts) == len(spans)


async def test_each_part_adds_the_calls_of_its_days(archive: Archive) -> None:
    days = ["2026-07-10", "2026-06-01", "2026-05-31", "2026-04-01", "2026-03-31"]
    legs = [leg(f"1.{n}", calldate=f"{day} 09:00:00", billsec_s=10 * (n + 1)) for n, day in enumerate(days)]
    await archive.run(lambda db: calls.save_legs(db, legs, "X"))
    sync = Watched(archive)
    wanted = CallFilter(date(2026, 4, 1), date(2026, 7, 10))
    parts = [part async for part in running_statistics(sync, wanted)]
    assert [total(part.people.values()).calls for part in parts] == [2, 3, 4]
    assert parts[-1].people == (await sync.ask(wanted, statistics)).people
