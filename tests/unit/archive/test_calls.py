"""Saving of billing records: idempotent, and right for records that arrive later or out of order."""

from __future__ import annotations

from datetime import UTC, date, datetime

from desktop_app.archive import calls, deferred_indexing, dirty_rows, notes, queries, recordings, row_ids
from desktop_app.archive.connection import Connection
from desktop_app.archive.grouping import group
from desktop_app.archive.records import CallFilter
from desktop_app.archive.store import Archive
from desktop_app.pbx.records import Leg, RecordingEntry
from tests.support.legs import leg

DAY = date(2026, 3, 2)
AT = datetime(2026, 3, 2, 12, tzinfo=UTC)


async def test_saving_a_record_again_changes_nothing(archive: Archive) -> None:
    legs = [leg(), leg("1772438500.2", dst="106")]
    assert await archive.run(lambda db: calls.save_legs(db, legs, "PBX")) == 2
    first = await archive.run(lambda db: queries.find(db, CallFilter(DAY, DAY), 10))
    assert await archive.run(lambda db: calls.save_legs(db, legs, "PBX")) == 0
    assert await archive.run(lambda db: queries.find(db, CallFilter(DAY, DAY), 10)) == first


async def test_a_cost_that_arrives_later_is_stored(archive: Archive) -> None:
    await archive.run(lambda db: calls.save_legs(db, [leg()], "PBX"))
    assert await archive.run(lambda db: calls.save_legs(db, [leg(cost=24)], "PBX")) == 0
    assert await archive.run(lambda db: calls.save_legs(db, [leg()], "PBX")) == 0
    (call,) = await archive.run(lambda db: queries.find(db, CallFilter(DAY, DAY), 10))
    assert call.cost_grosze == 24


async def test_two_attempts_in_one_second_are_two_legs(archive: Archive) -> None:
    tried = [leg(disposition="NO ANSWER", billsec_s=0, duration_s=0), leg()]
    assert await archive.run(lambda db: calls.save_legs(db, tried, "PBX")) == 2
    (call,) = await archive.run(lambda db: queries.find(db, CallFilter(DAY, DAY), 10))
    assert call.outcome == "answered"


async def test_costs_are_stored_as_whole_grosze(archive: Archive) -> None:
    """Older versions of the program read the same files and know no other form."""
    received = [
        leg("5.1", cost=cost, dst=f"10{place}") for place, cost in enumerate(("12,5", 7.0, "", None, "free", 3))
    ]
    await archive.run(lambda db: calls.save_legs(db, received, "PBX"))
    kept = await archive.run(lambda db: calls.legs_of(db, "5.1"))
    assert {one.dst: one.cost for one in kept} == {"100": 13, "101": 7, "102": None, "103": None, "104": None, "105": 3}


FIRST = date(2026, 3, 1)


async def test_a_recording_without_a_billing_record_is_a_call_until_the_record_arrives(archive: Archive) -> None:
    entry = RecordingEntry("1772438400.1", "600100200", "105", "wav", "2026-03-02 09:00:00")
    day = date(2026, 3, 2)
    await archive.run(lambda db: recordings.save_recordings(db, [entry]))
    (single_leg_calls,) = await archive.run(lambda db: queries.find(db, CallFilter(day, day), 9))
    assert (single_leg_calls.outcome, single_leg_calls.legs, single_leg_calls.has_recording) == ("unknown", 0, True)
    assert await archive.run(lambda db: calls.save_legs(db, [leg()], "PBX")) == 1
    (billed,) = await archive.run(lambda db: queries.find(db, CallFilter(day, day), 9))
    assert (billed.outcome, billed.legs, billed.has_recording) == ("answered", 1, True)
    await archive.run(lambda db: recordings.save_recordings(db, [entry]))
    assert await archive.run(lambda db: queries.find(db, CallFilter(day, day, text="nowak"), 9)) == [billed]


async def test_an_earlier_leg_moves_its_call_to_another_row(archive: Archive) -> None:
    await archive.run(lambda db: calls.save_legs(db, [leg(calldate="2026-03-02 00:00:05")], "PBX"))
    await archive.run(deferred_indexing.index_all)
    before = leg(calldate="2026-03-01 23:59:50", dst="106", disposition="NO ANSWER", billsec_s=0)
    await archive.run(lambda db: calls.save_legs(db, [before], "PBX"))
    assert not await archive.run(lambda db: queries.find(db, CallFilter(date(2026, 3, 2), date(2026, 3, 2)), 9))
    (call,) = await archive.run(lambda db: queries.find(db, CallFilter(FIRST, FIRST, text="nowak"), 9))
    assert (call.legs, call.outcome) == (2, "answered")
    assert [one.dst for one in await archive.run(lambda db: calls.legs_of(db, call.uniqueid))] == ["106", "105"]
    assert await archive.run(lambda db: db.execute("SELECT count(*) FROM calls").get) == 1
    assert await archive.run(lambda db: db.execute("SELECT count(*) FROM parties").get) == 1


def test_calls_of_one_second_have_different_row_numbers() -> None:
    taken: set[int] = set()
    call = group([leg()], "PBX")
    numbers = [row_ids.allocate_row_id(call.began_s, "1.1", taken) for _ in range(50)]
    assert len(set(numbers)) == 50
    assert {number >> row_ids.SEQUENCE_BITS for number in numbers} == {call.began_s}


def test_records_are_saved_in_batches_the_newest_first() -> None:
    legs = [leg(f"1.{n}", calldate=f"2026-03-02 09:{n // 60:02d}:{n % 60:02d}") for n in range(3600)]
    assert calls.LEGS_PER_BATCH == 2500
    first, second = calls.batches(legs)
    assert [len(first), len(second)] == [2500, 1100]
    assert first + second == legs[::-1]
    assert list(calls.batches([])) == []


def test_only_new_legs_are_counted_and_a_cost_is_never_taken_back(db: Connection) -> None:
    first = leg(cost=5)
    assert calls.save_legs(db, [first], "PBX") == 1
    later = leg(calldate="2026-03-02 09:02:00", dst="106")
    assert calls.save_legs(db, [first, later, leg(cost=7), leg("1.2")], "PBX") == 2
    assert calls.legs_of(db, first.uniqueid) == [leg(cost=7), later]
    assert calls.save_legs(db, [leg(), leg(cost=None)], "PBX") == 0
    call = calls.find_call(db, first.uniqueid)
    assert call is not None
    assert (call.cost_grosze, call.legs) == (7, 2)
    assert calls.legs_of(db, "9.9") == []
    assert calls.save_legs(db, [], "PBX") == 0


def test_unchanged_calls_are_not_written_again(db: Connection) -> None:
    calls.save_legs(db, [leg("1.1"), leg("1.2"), leg("1.2", dst="106")], "PBX")
    deferred_indexing.index_all(db)
    calls.save_legs(db, [leg("1.1"), leg("1.2"), leg("1.2", dst="106")], "PBX")
    assert dirty_rows.next_rows(db, 10) == ([], [])
    assert not deferred_indexing.index_batch(db)
    calls.save_legs(db, [leg("1.1", cost=3)], "PBX")
    assert deferred_indexing.index_batch(db)


def test_a_recording_is_marked_at_new_and_at_known_calls(db: Connection) -> None:
    calls.save_legs(db, [leg("1.1"), leg("1.2")], "PBX")
    entries = [RecordingEntry(one, "600100200", "105", "wav", "2026-03-02 09:00:00") for one in ("1.1", "1.2", "1.3")]
    recordings.save_recordings(db, entries)
    deferred_indexing.index_all(db)
    calls.mark_recordings(db, entries)
    assert dirty_rows.next_rows(db, 10) == ([], []), "marked already"
    calls.save_legs(db, [leg("1.1", cost=3), leg("1.3"), leg("1.3", dst="106"), leg("1.4")], "PBX")
    marks = {call.uniqueid: call.has_recording for call in queries.find(db, CallFilter(DAY, DAY), -1)}
    assert marks == {"1.1": True, "1.2": True, "1.3": True, "1.4": False}


def test_deleting_a_call_deletes_its_notes_and_its_place_in_the_indexes(db: Connection) -> None:
    calls.save_legs(db, [leg("1.1"), leg("1.2")], "PBX")
    deferred_indexing.index_all(db)
    for uniqueid in ("1.1", "1.2"):
        notes.add_note(db, uniqueid, None, uniqueid, AT)
    row = db.execute("SELECT id FROM calls WHERE uniqueid = '1.1'").get
    calls.delete_calls(db, [int(str(row))])
    assert [call.uniqueid for call in queries.find(db, CallFilter(DAY, DAY), -1)] == ["1.2"]
    assert notes.note_summaries(db) == {"1.2": "1.2"}
    assert db.execute("SELECT party FROM parties").fetchall() == [("600100200",)]
    assert dirty_rows.next_rows(db, 10)[1] == [row]
    calls.delete_calls(db, [])
    assert len(dirty_rows.next_rows(db, 10)[0]) == 1


def test_calls_of_one_second_keep_their_rows_apart_from_saved_ones(db: Connection) -> None:
    """Both identifiers have the same checksum in their row number."""
    calls.save_legs(db, [leg("1772438414.111")], "PBX")
    calls.save_legs(db, [leg("1772438420.311"), leg("9.9", calldate="2026-03-02 09:00:05")], "PBX")
    rows = [row for (row,) in db.execute("SELECT id FROM calls ORDER BY id")]
    assert len(rows) == 3
    assert rows[1] == int(str(rows[0])) + 1


def test_just_the_rows_that_were_written_are_to_be_indexed(db: Connection) -> None:
    entry = RecordingEntry("1.4", "600100200", "105", "wav", "2026-03-02 09:00:00")
    calls.save_legs(db, [leg("1.1"), leg("1.2"), leg("1.2", dst="106"), leg("1.3", dst="107")], "PBX")
    recordings.save_recordings(db, [entry])
    rows = [row for (row,) in db.execute("SELECT id FROM calls")]
    assert len(rows) == 4
    assert sorted(dirty_rows.next_rows(db, 10)[1]) == sorted(rows)


def test_an_agent_who_was_only_tried_is_found_in_calls_of_two_legs_and_more(db: Connection) -> None:
    def tried(uniqueid: str, agent: str) -> Leg:
        return leg(uniqueid, dst=agent, dstchannel=f"SIP/PBX-{agent}-1", disposition="NO ANSWER", billsec_s=0)

    legs = [tried("1.1", "106"), tried("1.1", "107"), tried("1.2", "106")]
    legs += [tried("1.3", "106"), tried("1.3", "107"), leg("1.3", calldate="2026-03-02 09:01:00")]
    calls.save_legs(db, legs, "PBX")
    deferred_indexing.index_all(db)
    found = queries.find(db, CallFilter(DAY, DAY, agents=frozenset({"107"})), -1)
    assert sorted(call.uniqueid for call in found) == ["1.1", "1.3"]
