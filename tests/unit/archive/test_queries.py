"""Queries: any filter finds what a scan of all calls finds."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import apsw
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from desktop_app.archive import calls, deferred_indexing, notes, queries, recordings, schema
from desktop_app.archive.connection import Connection
from desktop_app.archive.grouping import group
from desktop_app.archive.records import Call, CallFilter, Totals
from desktop_app.archive.search_index import SearchIndex
from desktop_app.archive.store import Archive
from desktop_app.i18n.text import folded
from desktop_app.pbx.records import Leg, RecordingEntry
from desktop_app.phone_numbers.parsing import normalized
from tests.support.call_strategies import filters, offices
from tests.support.legs import leg

DAY = date(2026, 3, 2)
AT = datetime(2026, 3, 2, 12, tzinfo=UTC)


async def test_filters_combine(archive: Archive) -> None:
    legs = [
        leg("1772438400.1"),
        leg("1772438400.2", disposition="NO ANSWER", billsec_s=0),
        leg("1772438400.3", src="105", dst="600100200", clid='"Łukasz Żółciński" <105>', cost=24),
        leg("1772438400.4", calldate="2026-03-03 00:00:00"),
    ]
    await archive.run(lambda db: calls.save_legs(db, legs, "PBX"))
    await archive.run(
        lambda db: recordings.save_recordings(
            db, [RecordingEntry("1772438400.3", "105", "600100200", "wav", "2026-03-02")]
        )
    )

    async def found(**narrower: object) -> list[str]:
        wanted = replace(CallFilter(DAY, DAY), **narrower)
        rows = await archive.run(lambda db: queries.find(db, wanted, 10))
        return sorted(row.uniqueid[-1] for row in rows)

    assert await found() == ["1", "2", "3"]
    assert await found(directions=frozenset({"in"})) == ["1", "2"]
    assert await found(directions=frozenset({"in"}), outcomes=frozenset({"missed"})) == ["2"]
    assert await found(with_recording=True) == ["3"]
    assert await found(text="zolcinski 0010") == ["1", "2", "3"]  # every call of 105, whose name it is
    assert await found(text="%%") == []
    sums = await archive.run(lambda db: queries.totals(db, CallFilter(DAY, DAY)))
    assert (sums.calls, sums.answered, sums.talk_s, sums.cost_grosze) == (3, 2, 120, 24)


async def test_a_number_filter_matches_whole_numbers(archive: Archive) -> None:
    legs = [leg("1.1", src="600101200"), leg("1.2", src="101", dst="600100200")]
    await archive.run(lambda db: calls.save_legs(db, legs, "PBX"))
    found = await archive.run(lambda db: queries.find(db, CallFilter(DAY, DAY, numbers=frozenset({"101"})), 10))
    assert [call.uniqueid for call in found] == ["1.2"]


FIRST = date(2026, 3, 1)


Presented = set[tuple[str, str]]


def numbers_of(call: Call, legs: list[Leg]) -> set[str]:
    """Return all numbers of a call in their plain form."""
    numbers = (call.from_number, call.to_number, call.answered_by, *[one.dst for one in legs])
    return {normalized(number) for number in numbers if number}


def fits(call: Call, legs: list[Leg], wanted: CallFilter, presented: Presented) -> bool:
    """Apply the filter to one call without any index.

    `presented` holds (number, folded name) pairs of all calls.
    """
    day = date.fromisoformat(call.calldate[:10])
    raw = [call.from_number, call.to_number, call.answered_by, *[one.dst for one in legs]]
    whole = numbers_of(call, legs)
    texts = [folded(call.from_name), *raw, *whole, *[name for number, name in presented if number in whole]]
    asked = folded(wanted.text).replace("|", " ").split()
    return (
        wanted.first <= day <= wanted.last
        and (not wanted.directions or call.direction in wanted.directions)
        and (not wanted.outcomes or call.outcome in wanted.outcomes)
        and (not wanted.with_recording or call.has_recording)
        and (not wanted.with_cost or (call.cost_grosze or 0) > 0)
        and (not wanted.through_queue or call.is_queued)
        and call.talk_s >= wanted.talk_at_least_s
        and all(any(word in one for one in texts) for word in asked if len(word) > 1)
        and (not wanted.numbers or bool(whole & {normalized(number) for number in wanted.numbers}))
        and (not wanted.agents or bool(whole & wanted.agents))
    )


@settings(max_examples=200, deadline=None)
@given(offices, filters, st.integers(0, 14))
def test_any_filter_finds_what_a_scan_of_all_calls_finds(
    office: list[tuple[list[Leg], bool]], wanted: CallFilter, known_before: int
) -> None:
    db = Connection(":memory:")
    schema.migrate(db)
    db.index = SearchIndex(db, block_rows=3)
    # Some legs are saved before the first query, some after it; the legs of one call may be split.
    first = [legs[0] for legs, _ in office[:known_before]]
    for some in (first, [one for legs, _ in office for one in legs]):
        calls.save_legs(db, some, "PBX")
        queries.totals(db, wanted)
    entries = [
        RecordingEntry(legs[0].uniqueid, "", "", "wav", legs[0].calldate) for legs, recorded in office if recorded
    ]
    recordings.save_recordings(db, entries)
    grouped = [(group(legs, "PBX"), legs) for legs, _ in office]
    presented = {(normalized(call.from_number), folded(call.from_name)) for call, _ in grouped if call.from_number}
    expected = []
    for legs, recorded in office:
        call = group(calls.legs_of(db, legs[0].uniqueid), "PBX", has_recording=recorded)
        if fits(call, legs, wanted, presented):
            expected.append(call)
    found = queries.find(db, wanted, -1)
    assert sorted(call.uniqueid for call in found) == sorted(call.uniqueid for call in expected)
    assert [call.began_s for call in found] == sorted((call.began_s for call in expected), reverse=True)
    assert found[:3] == queries.find(db, wanted, 3)
    assert all(call in expected for call in found)
    sums = queries.totals(db, wanted)
    assert sums.calls == len(expected)
    assert sums.answered == sum(call.outcome == "answered" for call in expected)
    assert (sums.talk_s, sums.cost_grosze) == (
        sum(call.talk_s for call in expected),
        sum(call.cost_grosze or 0 for call in expected),
    )
    db.close()


async def test_calls_and_messages_are_found_by_any_number(archive: Archive) -> None:
    legs = [
        leg("1772438400.1", src="105", dst="112"),
        leg("1772438401.1", src="105", dst="0048600100200"),
        leg("3421756012963258480", src="105", dst="600100200"),
        leg("1772438402.1", src="600100200", dst="1120"),
    ]
    await archive.run(lambda db: calls.save_legs(db, legs, "PBX"))

    async def found(number: str) -> int:
        return len(await archive.run(lambda db: queries.find_by_number(db, number, 9)))

    assert [await found(one) for one in ("112", "+48600100200", "105", "1120", "60010020", "")] == [1, 3, 4, 1, 0, 0]


async def test_an_outgoing_call_is_found_by_the_name_that_its_number_presented(archive: Archive) -> None:
    legs = [leg("1772438400.1"), leg("1772438500.1", src="105", dst="600100200", clid='"x" <105>')]
    await archive.run(lambda db: calls.save_legs(db, legs, "PBX"))
    day = date(2026, 3, 2)
    assert len(await archive.run(lambda db: queries.find(db, CallFilter(day, day, text="nowak"), 9))) == 2


async def test_a_name_from_the_directory_finds_its_numbers(archive: Archive) -> None:
    await archive.run(lambda db: calls.save_legs(db, [leg("1772438400.1", clid="", src="322511800")], "PBX"))
    day = date(2026, 3, 2)
    wanted = CallFilter(day, day, text="malwa", named=(("322511800",),))
    assert len(await archive.run(lambda db: queries.find(db, wanted, 9))) == 1
    assert not await archive.run(lambda db: queries.find(db, replace(wanted, named=()), 9))


@pytest.mark.parametrize("day", ["1970-01-01", "1970-01-02"])
async def test_a_record_with_a_time_before_1970_is_found(archive: Archive, day: str) -> None:
    early = leg("1.1", calldate=f"{day} 00:00:05")
    unread = RecordingEntry("7.7", "600100200", "105", "wav", "0000-00-00 00:00:00")
    await archive.run(lambda db: calls.save_legs(db, [early, leg()], "PBX"))
    await archive.run(lambda db: recordings.save_recordings(db, [unread]))
    found = await archive.run(lambda db: queries.find_by_number(db, "600100200", 9))
    assert found[0].uniqueid == "1772438400.1"
    assert {call.uniqueid for call in found} == {"1772438400.1", "1.1", "7.7"}
    wanted = CallFilter(date(1969, 1, 1), date(2026, 12, 31), text="nowak")
    assert (await archive.run(lambda db: queries.totals(db, wanted))).calls == 3


async def test_an_interrupted_search_does_not_harm_the_next_one(archive: Archive) -> None:
    async def found(text: str) -> int:
        wanted = CallFilter(FIRST, FIRST + timedelta(days=30), text=text)
        return len(await archive.run(lambda db: queries.find(db, wanted, 9)))

    await archive.run(lambda db: calls.save_legs(db, [leg()], "PBX"))
    assert await found("nowak") == 1
    for broken in ("FROM columns", "FROM ends", "FROM end_numbers"):
        name = broken.split()[1][-3:] + "ewa"
        one = leg(
            f"17724385{len(broken)}.1", src=f"6001003{len(broken):02d}", clid=f'"{name}" <6001003{len(broken):02d}>'
        )
        await archive.run(lambda db, one=one: calls.save_legs(db, [one], "PBX"))  # type: ignore[misc]
        await archive.run(deferred_indexing.index_all)

        def interrupt(cursor: object, statement: str, bindings: object, broken: str = broken) -> bool:
            if broken in statement:
                raise apsw.InterruptError("the caller was cancelled")
            return True

        def set_trace(db: Connection, trace: object) -> None:
            db.exec_trace = trace  # type: ignore[assignment]

        await archive.run(lambda db, trace=interrupt: set_trace(db, trace))  # type: ignore[misc]
        with pytest.raises(apsw.InterruptError):
            await found(name)
        await archive.run(lambda db: set_trace(db, None))
        assert (await found(name), await found(one.src), await found("nowak")) == (1, 1, 1)


def saved(db: Connection, *legs: Leg) -> None:
    calls.save_legs(db, legs, "PBX")


def found(db: Connection, wanted: CallFilter, limit: int = -1) -> list[str]:
    return [call.uniqueid for call in queries.find(db, wanted, limit)]


def test_few_days_and_the_newest_calls_are_found_without_the_search_index(db: Connection) -> None:
    saved(db, leg("1.1"), leg("1.2", calldate="2026-03-02 10:00:00"))
    week, year = CallFilter(DAY, DAY + timedelta(days=7)), CallFilter(DAY - timedelta(days=365), DAY)
    assert found(db, week) == found(db, year, 2) == ["1.2", "1.1"]
    assert found(db, year, 1) == found(db, replace(week, talk_at_least_s=1), 1) == ["1.2"]
    assert found(db, year, 0) == []
    assert queries.totals(db, week).calls == 2
    assert db.index is None
    assert found(db, replace(week, text="no"), 0) == []
    for wanted, limit in (
        (CallFilter(DAY, DAY + timedelta(days=8)), -1),
        (replace(year, with_cost=True), 2),
        (year, -1),
        (replace(week, text="no"), 2),
        (replace(week, numbers=frozenset({"105"})), 2),
        (replace(week, agents=frozenset({"105"})), 2),
    ):
        db.index = None
        assert found(db, wanted, limit) == ([] if wanted.with_cost else ["1.2", "1.1"])
        assert db.index is not None, wanted
    db.index = None
    assert queries.totals(db, year).calls == 2
    assert db.index is not None


def test_a_single_letter_is_no_word_to_search_for(db: Connection) -> None:
    saved(db, leg("1.1"))
    assert found(db, CallFilter(DAY, DAY, text="x | 7")) == ["1.1"]
    assert db.index is None


@pytest.mark.parametrize("last", [DAY, DAY + timedelta(days=30)])
def test_days_end_at_midnight_of_the_exchange_by_either_way(db: Connection, last: date) -> None:
    at = ["2026-03-01 23:59:59", "2026-03-02 00:00:00", f"{last} 23:59:59", f"{last + timedelta(days=1)} 00:00:00"]
    saved(db, *(leg(f"1.{place}", calldate=calldate) for place, calldate in enumerate(at)))
    assert found(db, CallFilter(DAY, last)) == ["1.2", "1.1"]
    assert found(db, CallFilter(DAY, last, outcomes=frozenset({"answered"}))) == ["1.2", "1.1"]
    assert queries.totals(db, CallFilter(DAY, last)) == Totals(2, 2, 120, 0)


@pytest.mark.parametrize("last", [DAY, DAY + timedelta(days=30)])
def test_messages_cost_and_are_no_calls_by_either_way(db: Connection, last: date) -> None:
    message = leg("3421756012963258480", src="105", dst="600100200", cost=7, billsec_s=0)
    saved(db, leg("1.1", cost=5), leg("1.2", disposition="BUSY", cost=3), leg("1.3", disposition="BUSY"), message)
    assert queries.totals(db, CallFilter(DAY, last)) == Totals(3, 1, 60, 15)
    assert queries.totals(db, CallFilter(DAY, last, directions=frozenset({"message"}))) == Totals(0, 0, 0, 7)
    assert queries.totals(db, CallFilter(DAY, last, with_recording=True)) == Totals(0, 0, 0, 0)


def test_rows_that_no_longer_exist_are_none(db: Connection) -> None:
    saved(db, leg("1.1"), leg("1.2"), leg("1.3"))
    rows = list(queries.find_ids(db, CallFilter(DAY, DAY), -1))
    calls.delete_calls(db, rows[1:2])
    loaded = queries.load_calls(db, [rows[2], rows[1], rows[0], 5])
    assert [call is not None for call in loaded] == [True, False, True, False]
    assert [call.began_s << 20 <= row for call, row in zip(loaded, reversed(rows), strict=False) if call] == [
        True,
        True,
    ]
    assert len(found(db, CallFilter(DAY, DAY))) == 2


def test_calls_of_a_number_are_found_up_to_a_limit_whatever_their_day(db: Connection) -> None:
    saved(db, leg("1.1", calldate="2020-01-01 09:00:00"), leg("1.2"), leg("1.3", src="600100201", dst="106"))
    assert [call.uniqueid for call in queries.find_by_number(db, "+48 600 100 200", 9)] == ["1.2", "1.1"]
    assert [call.uniqueid for call in queries.find_by_number(db, "600100200", 1)] == ["1.2"]


def test_a_note_finds_its_call_among_others(db: Connection) -> None:
    days = CallFilter(DAY, DAY + timedelta(days=30), text="rabat")
    assert found(db, days) == []
    notes.add_note(db, "9.9", None, "rabat", AT)
    assert found(db, days) == [], "a note of a call that is not saved"
    saved(db, *(leg(f"1.{minute}", calldate=f"2026-03-02 09:0{minute}:00") for minute in range(8)))
    db.index = SearchIndex(db, block_rows=3)
    for uniqueid in ("1.0", "1.2", "1.3", "1.7"):
        notes.add_note(db, uniqueid, None, "Rabat", AT)
        notes.add_note(db, uniqueid, 5, "rabaty", AT)
    assert found(db, days) == ["1.7", "1.3", "1.2", "1.0"]
    assert found(db, replace(days, text="rabat nowak")) == ["1.7", "1.3", "1.2", "1.0"]
    assert found(db, replace(days, text="rabat xx")) == []
    assert found(db, replace(days, text="rabat", with_cost=True)) == []


def test_each_word_has_its_own_numbers_from_the_directory(db: Connection) -> None:
    saved(db, leg("1.1", src="600100201", clid="", dst="106"), leg("1.2", src="600100202", clid="", dst="107"))
    days = CallFilter(DAY, DAY + timedelta(days=30))
    names = replace(days, text="ala ola", named=(("600100201",), ("106", "unknown")))
    assert found(db, names) == ["1.1"]
    assert found(db, replace(names, named=(("600100201",), ("107",)))) == []
    assert found(db, replace(names, named=(("600100201",),))) == []


def test_a_name_is_searched_as_a_name_and_a_number_as_a_number(db: Connection) -> None:
    """Only a word of the name finds the other calls of its number."""
    saved(
        db,
        leg("1.1", src="+48600100200", clid='"Jan 77" <600100200>', dst="106"),
        leg("1.2", src="105", dst="600100200", clid="", dstchannel=""),
        leg("1.3", src="600100201", clid='"Ola" <600100201>', dst="106", dstchannel="SIP/PBX-106-1"),
    )
    days = CallFilter(DAY, DAY + timedelta(days=30))
    assert sorted(found(db, replace(days, text="77"))) == ["1.1", "1.2"]
    assert sorted(found(db, replace(days, text="+486"))) == ["1.1"]
    assert sorted(found(db, replace(days, text="201"))) == ["1.3"]
    assert sorted(found(db, replace(days, text="106"))) == ["1.1", "1.3"]


def test_a_purged_caller_no_longer_presents_its_number(db: Connection) -> None:
    saved(db, leg("1.1", calldate="2026-03-01 09:00:00"), leg("1.2", src="105", dst="600100200", clid=""))
    days = CallFilter(DAY - timedelta(days=30), DAY, text="nowak")
    assert found(db, days) == ["1.2", "1.1"]
    calls.delete_calls(db, list(queries.find_ids(db, CallFilter(FIRST, FIRST), -1)))
    assert found(db, days) == []


def test_the_index_follows_new_changed_and_deleted_calls_in_every_segment(db: Connection) -> None:
    days = CallFilter(date(2026, 1, 1), date(2026, 12, 31), text="nowak")
    every = {f"1.{month}": f"2026-{month:02d}-15 09:00:00" for month in range(2, 9)}
    for uniqueid in ("1.5", "1.2", "1.8", "1.4", "1.3", "1.7", "1.6"):
        saved(db, leg(uniqueid, calldate=every[uniqueid]))
        expected = [call.uniqueid for call in reversed(queries.load_calls(db, all_rows(db))) if call]
        assert found(db, days) == expected
        assert queries.totals(db, days).talk_s == 60 * len(expected)
    calls.delete_calls(db, [all_rows(db)[0], all_rows(db)[3], all_rows(db)[-1]])
    assert found(db, days) == ["1.7", "1.6", "1.4", "1.3"]
    assert db.index is not None
    assert db.index.used_party_ids() == [1, 2]


def all_rows(db: Connection) -> list[int]:
    return [int(str(row)) for (row,) in db.execute("SELECT id FROM calls ORDER BY id")]
