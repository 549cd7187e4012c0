"""Statistics: what the archive counts is what counting the found calls one by one gives."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings

from desktop_app.archive import calls, queries, recordings, schema
from desktop_app.archive.connection import Connection
from desktop_app.archive.records import Call, CallFilter
from desktop_app.archive.statistics import LONGEST_WAITS, Statistics, Tally, Wait, statistics, total
from desktop_app.archive.store import Archive
from desktop_app.pbx.records import Leg, Listing, RecordingEntry
from desktop_app.services import call_statistics as service
from desktop_app.services.archive_sync import ArchiveSync
from tests.support.call_strategies import filters, offices
from tests.support.legs import leg


def person(call: Call) -> str:
    """The one of us in a call."""
    if call.direction != "in":
        return call.from_number
    return call.answered_by or call.to_number


def hour(call: Call) -> tuple[date, int]:
    """The day and the hour of the exchange's clock."""
    return date.fromisoformat(call.calldate[:10]), int(call.calldate[11:13])


def tallied(found: list[Call], key: Callable[[Call], object]) -> dict[object, Tally]:
    sums: dict[object, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for call in found:
        place = 2 if call.direction != "in" else 0 if call.outcome == "answered" else 1
        sums[key(call)][place] += 1
        sums[key(call)][3] += call.talk_s
    return {name: Tally(*values) for name, values in sums.items()}


@settings(max_examples=80, deadline=None)
@given(offices, filters)
def test_counts_are_those_of_the_calls_found(office: list[tuple[list[Leg], bool]], wanted: CallFilter) -> None:
    db = Connection(":memory:")
    schema.migrate(db)
    calls.save_legs(db, [one for legs, _ in office for one in legs], "PBX")
    entries = [
        RecordingEntry(legs[0].uniqueid, "", "", "wav", legs[0].calldate) for legs, recorded in office if recorded
    ]
    recordings.save_recordings(db, entries)
    counted = statistics(db, wanted)
    found = queries.find(db, wanted, -1)
    assert counted.hours == tallied(
        found, lambda call: (date.fromisoformat(call.calldate[:10]), int(call.calldate[11:13]))
    )
    assert counted.people == tallied(found, person)
    assert counted.queued == tallied([call for call in found if call.is_queued], person)
    rang = sorted((call.ring_s for call in found if call.direction == "in"), reverse=True)
    assert [wait.ring_s for wait in counted.waits] == rang[:LONGEST_WAITS]
    assert sum(one.calls for one in counted.days().values()) == sum(one.calls for one in counted.week().values())
    db.close()


class EmptyExchange:
    async def legs(self, first: date, last: date) -> Listing[Leg]:
        return Listing((), 0, False)

    async def recordings(self, first: date, last: date) -> Listing[RecordingEntry]:
        return Listing((), 0, False)


@pytest.fixture
async def archive() -> AsyncIterator[Archive]:
    kept = Archive(None, None)
    await kept.open()
    yield kept
    await kept.close()


async def test_a_year_is_counted_in_spans_and_comes_to_the_same(archive: Archive) -> None:
    legs = [
        leg(
            f"{n}.1",
            calldate=f"2026-{1 + n % 11:02d}-{1 + n % 27:02d} {n % 24:02d}:10:00",
            src=f"6001002{n % 7:02d}",
            duration_s=n % 60,
            billsec_s=0,
            disposition="NO ANSWER" if n % 3 else "BUSY",
        )
        for n in range(400)
    ]
    await archive.run(lambda db: calls.save_legs(db, legs, "X"))
    wanted = CallFilter(date(2026, 1, 1), date(2026, 12, 31))
    sync = ArchiveSync(EmptyExchange(), archive, "X", lambda: datetime(2026, 12, 31, tzinfo=UTC))
    parts = [part async for part in service.running_statistics(sync, wanted)]
    whole = await archive.run(lambda db: statistics(db, wanted))
    assert len(parts) == 10
    assert [sum(one.calls for one in part.people.values()) for part in parts] == sorted(
        sum(one.calls for one in part.people.values()) for part in parts
    )
    assert (parts[-1].hours, parts[-1].people, parts[-1].queued) == (whole.hours, whole.people, whole.queued)
    assert [one.ring_s for one in parts[-1].waits] == [one.ring_s for one in whole.waits]


async def test_messages_and_unbilled_recordings_are_no_calls(archive: Archive) -> None:
    message = leg("342175601296325848", src="101", dst="600100200")
    await archive.run(lambda db: calls.save_legs(db, [message], "X"))
    entry = RecordingEntry("1772438400.77", "600100200", "105", "wav", "2026-03-02 09:00:00")
    await archive.run(lambda db: recordings.save_recordings(db, [entry]))
    wanted = CallFilter(date(2026, 3, 1), date(2026, 3, 3))
    assert await archive.run(lambda db: statistics(db, wanted)) == Statistics()


def rang(uniqueid: str, seconds: int, **changes: object) -> Leg:
    return leg(uniqueid, **{"disposition": "NO ANSWER", "billsec_s": 0, "duration_s": seconds, **changes})


def test_each_call_is_tallied_by_its_hour_and_its_person(db: Connection) -> None:
    legs = [
        leg("1.1", lastapp="Queue"),
        rang("1.2", 30, calldate="2026-03-02 10:59:59", dst="106", lastapp="Queue"),
        leg("1.3", src="107", dst="600100200", calldate="2026-03-03 09:30:00", billsec_s=5),
        leg("1.4", src="107", dst="105", calldate="2026-03-03 09:40:00", disposition="BUSY", billsec_s=0),
        leg("1.5", lastapp="Queue", billsec_s=1),
    ]
    calls.save_legs(db, legs, "PBX")
    counted = statistics(db, CallFilter(date(2026, 3, 1), date(2026, 3, 31)))
    assert counted.hours == {
        (date(2026, 3, 2), 9): Tally(answered=2, talk_s=61),
        (date(2026, 3, 2), 10): Tally(lost=1),
        (date(2026, 3, 3), 9): Tally(out=2, talk_s=5),
    }
    assert counted.people == {
        "105": Tally(answered=2, talk_s=61),
        "106": Tally(lost=1),
        "107": Tally(out=2, talk_s=5),
    }
    assert counted.queued == {"105": Tally(answered=2, talk_s=61), "106": Tally(lost=1)}
    assert counted.waits == (
        Wait(69, "2026-03-02 09:00:00", "600100200", "Jan Nowak", True),
        Wait(30, "2026-03-02 10:59:59", "600100200", "Jan Nowak", False),
        Wait(10, "2026-03-02 09:00:00", "600100200", "Jan Nowak", True),
    )
    assert counted.days() == {
        date(2026, 3, 2): Tally(answered=2, lost=1, talk_s=61),
        date(2026, 3, 3): Tally(out=2, talk_s=5),
    }
    assert counted.week() == {
        (0, 9): Tally(answered=2, talk_s=61),
        (0, 10): Tally(lost=1),
        (1, 9): Tally(out=2, talk_s=5),
    }


def test_a_message_among_calls_is_left_out_and_calls_of_several_hours_add_up(db: Connection) -> None:
    legs = [
        leg("342175601296325848", src="101", dst="600100200", calldate="2026-03-02 08:00:00"),
        leg("1.1", lastapp="Queue"),
        leg("1.2", lastapp="Queue", calldate="2026-03-02 11:00:00"),
    ]
    calls.save_legs(db, legs, "PBX")
    counted = statistics(db, CallFilter(date(2026, 3, 2), date(2026, 3, 2)))
    assert counted.queued == counted.people == {"105": Tally(answered=2, talk_s=120)}


def test_days_and_weekdays_add_up_several_hours_and_weeks() -> None:
    one = Tally(1, 2, 3, 4)
    hours = {(date(2026, 3, 2), 9): one, (date(2026, 3, 2), 10): one, (date(2026, 3, 9), 9): one}
    counted = Statistics(hours=hours)
    assert counted.days() == {date(2026, 3, 2): Tally(2, 4, 6, 8), date(2026, 3, 9): one}
    assert counted.week() == {(0, 9): Tally(2, 4, 6, 8), (0, 10): one}


def test_the_sum_of_two_statistics_keeps_the_longest_waits() -> None:
    def part(person: str, waits: range) -> Statistics:
        tally = Tally(1, 2, 3, 4)
        longest = tuple(Wait(seconds, "", "", "", False) for seconds in reversed(waits))
        return Statistics({(date(2026, 3, 2), 9): tally}, {person: tally}, {person: tally}, longest)

    both = part("101", range(0, 20, 2)).plus(part("102", range(1, 21, 2)))
    assert both.hours == {(date(2026, 3, 2), 9): Tally(2, 4, 6, 8)}
    assert both.people == both.queued == {"101": Tally(1, 2, 3, 4), "102": Tally(1, 2, 3, 4)}
    assert [wait.ring_s for wait in both.waits] == list(range(19, 4, -1))
    assert LONGEST_WAITS == 15


def test_tallies_add_up() -> None:
    assert Tally(1, 2, 4, 100).calls == 7
    assert total([Tally(1, 2, 3, 4), Tally(10, 20, 30, 40), Tally(100, 200, 300, 400)]) == Tally(111, 222, 333, 444)
    assert total([]) == Tally() == Tally(0, 0, 0, 0)


def test_only_the_longest_waits_are_kept_the_newest_first_among_equals(db: Connection) -> None:
    legs = [
        rang(f"1.{number}", 10 + number // 2, calldate=f"2026-03-02 09:{number:02d}:00", src=f"6001002{number:02d}")
        for number in range(20)
    ]
    calls.save_legs(db, legs, "PBX")
    waits = statistics(db, CallFilter(date(2026, 3, 2), date(2026, 3, 2))).waits
    assert [(wait.ring_s, wait.number[-2:]) for wait in waits] == [
        (10 + number // 2, f"{number:02d}") for number in range(19, 4, -1)
    ]


def test_a_call_without_a_readable_time_counts_for_its_person_alone(db: Connection) -> None:
    calls.save_legs(db, [leg("1772438400.1", calldate="0000-00-00 00:00:00")], "PBX")
    counted = statistics(db, CallFilter(date(1970, 1, 1), date(2026, 12, 31)))
    assert (counted.hours, counted.people) == ({}, {"105": Tally(answered=1, talk_s=60)})
