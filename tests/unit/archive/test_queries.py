"""Finding calls: what the indexes answer is what looking at every call would answer."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date, timedelta
from typing import Any

import apsw
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import astuple, replace

from desktop_app.archive import call_flags, calls, deferred_indexing, queries, recordings, row_codec, schema
from desktop_app.archive.connection import Connection
from desktop_app.archive.grouping import alone, group, outside_party
from desktop_app.archive.records import Call, CallFilter
from desktop_app.archive.search_index import SearchIndex
from desktop_app.archive.store import Archive
from desktop_app.i18n.text import folded
from desktop_app.pbx.exchange_time import to_utc, unix_seconds
from desktop_app.pbx.records import Leg, RecordingEntry
from desktop_app.phone_numbers.parsing import normalized
from tests.unit.archive.test_archive import leg

FIRST = date(2026, 3, 1)

inside = st.sampled_from(["101", "105", "109"])
outside = st.sampled_from(["600100200", "600100201", "223334455", "00493012345", "48601", ""])
names = st.sampled_from(["Jan Nowak", "Łukasz Żółciński", "Firma | 101 ", '"', "Ola \U0001f600", "", "AB"])


@st.composite
def some_legs(draw: st.DrawFn) -> list[Leg]:
    """The legs of one call."""
    src, dst = draw(inside | outside), draw(inside | outside)
    second = draw(st.integers(0, 3 * 24 * 3600))
    at = f"2026-03-{1 + second // 86400:02d} {second // 3600 % 24:02d}:{second // 60 % 60:02d}:{second % 60:02d}"
    made = []
    for number in range(draw(st.integers(1, 3))):
        billsec = draw(st.sampled_from([0, 5, 45, 700, 4000]))
        made.append(
            leg(
                "",
                calldate=at,
                src=src,
                dst=dst if number == 0 else draw(inside),
                clid=f'"{draw(names)}" <{src}>',
                channel=f"SIP/{draw(st.sampled_from(['PBX-101', 'trunk']))}-{number:08x}",
                dstchannel=f"SIP/{draw(st.sampled_from(['PBX-105', 'trunk']))}-{number:08x}",
                lastapp=draw(st.sampled_from(["Queue", "Dial"])),
                duration_s=billsec + 9,
                billsec_s=billsec,
                disposition=draw(st.sampled_from(["ANSWERED", "NO ANSWER", "BUSY", "FAILED", "ODD"])),
                cost=draw(st.sampled_from([None, 0, 12])),
            )
        )
    return made


offices = st.lists(st.tuples(some_legs(), st.booleans()), max_size=14).map(
    lambda ones: [
        ([replace(one, uniqueid=f"{1772400000 + n // 2}.{n}") for one in legs], recorded)
        for n, (legs, recorded) in enumerate(ones)
    ]
)
filters = st.builds(
    CallFilter,
    first=st.just(FIRST),
    last=st.sampled_from([FIRST, FIRST + timedelta(days=1), FIRST + timedelta(days=3), FIRST + timedelta(days=40)]),
    text=st.sampled_from(
        ["", "nowak", "lukasz zol", "0100", "01", "ab", "10", "firma", "zz", '"', "n", "600100200", "|1"]
    ),
    directions=st.frozensets(st.sampled_from(["in", "out", "internal"]), max_size=2),
    outcomes=st.frozensets(st.sampled_from(["answered", "missed", "busy", "failed"]), max_size=2),
    with_recording=st.booleans(),
    with_cost=st.booleans(),
    through_queue=st.booleans(),
    talk_at_least_s=st.sampled_from([0, 0, 1, 30, 600, 3600]),
    numbers=st.frozensets(st.sampled_from(["101", "105", "600100200", "0048600100201", "1"]), max_size=2),
    agents=st.frozensets(st.sampled_from(["101", "105"]), max_size=2),
)


Presented = set[tuple[str, str]]


def numbers_of(call: Call, legs: list[Leg]) -> set[str]:
    """All numbers of a call, in their plain form."""
    told = (call.from_number, call.to_number, call.answered_by, *[one.dst for one in legs])
    return {normalized(number) for number in told if number}


def fits(call: Call, legs: list[Leg], wanted: CallFilter, presented: Presented) -> bool:
    """The filter by looking at one call: what the indexes have to agree with.

    `presented` are the numbers, each with a name that it was presented with.
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
def test_any_filter_finds_what_looking_at_each_call_finds(
    office: list[tuple[list[Leg], bool]], wanted: CallFilter, known_before: int
) -> None:
    db = Connection(":memory:")
    schema.migrate(db)
    db.index = SearchIndex(db, at_once=3)
    # Some come before the first question, some after it, and those of one call may come apart.
    first = [legs[0] for legs, _ in office[:known_before]]
    for some in (first, [one for legs, _ in office for one in legs]):
        calls.save_legs(db, some, "PBX")
        queries.totals(db, wanted)
    entries = [
        RecordingEntry(legs[0].uniqueid, "", "", "wav", legs[0].calldate) for legs, recorded in office if recorded
    ]
    recordings.save_recordings(db, entries)
    told = [(group(legs, "PBX"), legs) for legs, _ in office]
    presented = {(normalized(call.from_number), folded(call.from_name)) for call, _ in told if call.from_number}
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


@settings(max_examples=100, deadline=None)
@given(some_legs(), st.booleans())
def test_a_call_of_one_leg_is_the_same_by_the_short_way(legs: list[Leg], recorded: bool) -> None:
    ones = [replace(leg, uniqueid=uniqueid) for leg in legs for uniqueid in ("1772400000.1", "3421756012963258480")]
    expected = [list(astuple(group([one], "PBX", has_recording=recorded))) for one in ones]
    assert alone(ones, "PBX", {one.uniqueid for one in ones} if recorded else set()) == expected


@given(st.sampled_from(["2026-03-29", "2026-10-25", "2026-03-02"]), st.integers(0, 86399))
def test_seconds_are_counted_alike_by_both_ways(day: str, second: int) -> None:
    calldate = f"{day} {second // 3600:02d}:{second // 60 % 60:02d}:{second % 60:02d}"
    for uniqueid in ("", "1792890000.1", "1792893600.1"):
        moment = to_utc(calldate, uniqueid)
        assert moment is not None
        assert unix_seconds(calldate, uniqueid) == int(moment.timestamp())


@pytest.mark.parametrize("number", ["600100200", "+48600100200", "0048600100200", "48600100200", "0600100200"])
def test_one_number_has_one_plain_form(number: str) -> None:
    assert normalized(number) == "600100200"


def test_kinds_hold_what_they_are_made_of() -> None:
    seen = set()
    for direction in call_flags.DIRECTIONS:
        for outcome in call_flags.OUTCOMES:
            for talk_s in (0, *call_flags.TALK_STEPS_S):
                kind = call_flags.kind_of(direction, outcome, talk_s, 1, queue=True, recording=False)
                assert (call_flags.direction_of(kind), call_flags.outcome_of(kind)) == (direction, outcome)
                seen.add(kind)
    assert len(seen) == len(call_flags.DIRECTIONS) * len(call_flags.OUTCOMES) * 10


@pytest.fixture
async def archive() -> AsyncIterator[Archive]:
    memory = Archive(None, None)
    await memory.open()
    yield memory
    await memory.close()


async def test_calls_with_any_number_are_found_short_ones_and_messages_too(archive: Archive) -> None:
    legs = [
        leg("1772438400.1", src="105", dst="112"),
        leg("1772438401.1", src="105", dst="0048600100200"),
        leg("3421756012963258480", src="105", dst="600100200"),
        leg("1772438402.1", src="600100200", dst="1120"),
    ]
    await archive.run(lambda db: calls.save_legs(db, legs, "PBX"))

    async def found(number: str) -> int:
        return len(await archive.run(lambda db: queries.with_number(db, number, 9)))

    assert [await found(one) for one in ("112", "+48600100200", "105", "1120", "60010020", "")] == [1, 3, 4, 1, 0, 0]


async def test_a_call_out_is_found_by_the_name_that_the_same_number_was_presented_with(archive: Archive) -> None:
    legs = [leg("1772438400.1"), leg("1772438500.1", src="105", dst="600100200", clid='"x" <105>')]
    await archive.run(lambda db: calls.save_legs(db, legs, "PBX"))
    day = date(2026, 3, 2)
    assert len(await archive.run(lambda db: queries.find(db, CallFilter(day, day, text="nowak"), 9))) == 2


async def test_names_of_the_directory_find_numbers(archive: Archive) -> None:
    await archive.run(lambda db: calls.save_legs(db, [leg("1772438400.1", clid="", src="322511800")], "PBX"))
    day = date(2026, 3, 2)
    wanted = CallFilter(day, day, text="malwa", named=(("322511800",),))
    assert len(await archive.run(lambda db: queries.find(db, wanted, 9))) == 1
    assert not await archive.run(lambda db: queries.find(db, replace(wanted, named=()), 9))


async def test_a_recording_without_a_bill_is_shown_and_becomes_its_call_when_the_bill_comes(archive: Archive) -> None:
    entry = RecordingEntry("1772438400.1", "600100200", "105", "wav", "2026-03-02 09:00:00")
    day = date(2026, 3, 2)
    await archive.run(lambda db: recordings.save_recordings(db, [entry]))
    (alone,) = await archive.run(lambda db: queries.find(db, CallFilter(day, day), 9))
    assert (alone.outcome, alone.legs, alone.has_recording) == ("unknown", 0, True)
    assert await archive.run(lambda db: calls.save_legs(db, [leg()], "PBX")) == 1
    (billed,) = await archive.run(lambda db: queries.find(db, CallFilter(day, day), 9))
    assert (billed.outcome, billed.legs, billed.has_recording) == ("answered", 1, True)
    await archive.run(lambda db: recordings.save_recordings(db, [entry]))
    assert await archive.run(lambda db: queries.find(db, CallFilter(day, day, text="nowak"), 9)) == [billed]


async def test_a_leg_that_began_earlier_moves_its_call_and_leaves_nothing_behind(archive: Archive) -> None:
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


@pytest.mark.parametrize("day", ["1970-01-01", "1970-01-02"])
async def test_a_record_from_before_all_time_is_found_and_stops_nothing(archive: Archive, day: str) -> None:
    early = leg("1.1", calldate=f"{day} 00:00:05")
    unread = RecordingEntry("7.7", "600100200", "105", "wav", "0000-00-00 00:00:00")
    await archive.run(lambda db: calls.save_legs(db, [early, leg()], "PBX"))
    await archive.run(lambda db: recordings.save_recordings(db, [unread]))
    found = await archive.run(lambda db: queries.with_number(db, "600100200", 9))
    assert found[0].uniqueid == "1772438400.1"
    assert {call.uniqueid for call in found} == {"1772438400.1", "1.1", "7.7"}
    wanted = CallFilter(date(1969, 1, 1), date(2026, 12, 31), text="nowak")
    assert (await archive.run(lambda db: queries.totals(db, wanted))).calls == 3


async def test_a_search_that_is_interrupted_anywhere_leaves_the_next_one_right(archive: Archive) -> None:
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
                raise apsw.InterruptError("nobody waits")
            return True

        def set_trace(db: Connection, trace: object) -> None:
            db.exec_trace = trace  # type: ignore[assignment]

        await archive.run(lambda db, trace=interrupt: set_trace(db, trace))  # type: ignore[misc]
        with pytest.raises(apsw.InterruptError):
            await found(name)
        await archive.run(lambda db: set_trace(db, None))
        assert (await found(name), await found(one.src), await found("nowak")) == (1, 1, 1)


def test_calls_of_one_second_each_have_a_row() -> None:
    taken: set[int] = set()
    call = group([leg()], "PBX")
    numbers = [row_codec.call_id(call.began_s, "1.1", taken) for _ in range(50)]
    assert len(set(numbers)) == 50
    assert {number >> row_codec.WITHIN_BITS for number in numbers} == {call.began_s}


def old_archive(legs: list[Leg]) -> Connection:
    """A file of version 3, as the program before wrote it."""
    db = Connection(":memory:")
    for step in schema.MIGRATIONS[:3]:
        assert isinstance(step, str)
        db.execute(step)
    db.pragma("user_version", 3)
    by_id: dict[str, list[Leg]] = {}
    for one in legs:
        by_id.setdefault(one.uniqueid, []).append(one)
        values: Any = [getattr(one, name) for name in Leg.__struct_fields__]
        columns = ", ".join(Leg.__struct_fields__).replace("cost", "cost_grosze")
        db.execute(f"INSERT INTO legs ({columns}) VALUES ({', '.join('?' * 13)})", values)  # noqa: S608
    columns = (
        "uniqueid, began_s, calldate, direction, outcome, from_number, from_name, to_number, answered_by, ring_s, "
        "talk_s, cost_grosze, zone, legs"
    )
    for ones in by_id.values():
        call: Any = group(ones, "PBX")
        values = [getattr(call, name) for name in columns.split(", ")]
        db.execute(f"INSERT INTO calls ({columns}, search) VALUES ({', '.join('?' * 15)})", [*values, ""])  # noqa: S608
    return db


def test_an_archive_of_the_version_before_keeps_everything() -> None:
    legs = [leg(), leg(dst="106", dstchannel="SIP/PBX-106-1"), leg("1772438500.2", src="105", dst="600100200")]
    db = old_archive(legs)
    db.execute("INSERT INTO recordings VALUES ('1772438500.2', '105', '600100200', 'wav', '2026-03-02 09:00:00')")
    db.execute("INSERT INTO recordings VALUES ('1772438500.9', '105', '223334455', 'wav', '2026-03-02 09:00:00')")
    schema.migrate(db)
    unbilled = queries.find(db, CallFilter(date(2026, 3, 2), date(2026, 3, 2), text="223334455"), -1)
    assert [(call.legs, call.outcome) for call in unbilled] == [(0, "unknown")]
    calls.delete_rows(db, list(queries.ids(db, CallFilter(date(2026, 3, 2), date(2026, 3, 2), text="223334455"), -1)))
    day = date(2026, 3, 2)
    found = queries.find(db, CallFilter(day, day), -1)
    assert found == [
        group(calls.legs_of(db, call.uniqueid), "PBX", has_recording=call.uniqueid.endswith("2")) for call in found
    ]
    assert sorted(call.legs for call in found) == [1, 2]
    assert len(queries.find(db, CallFilter(day, day, text="nowak"), -1)) == 2
    assert calls.save_legs(db, legs, "PBX") == 0
    db.close()


def test_the_outside_party_is_a_number_one_can_call_back() -> None:
    assert outside_party(group([leg(src="+48600100200")], "PBX")) == "600100200"
    assert outside_party(group([leg(src="105", dst="0048600100200")], "PBX")) == "600100200"
    assert outside_party(group([leg(src="anonymous")], "PBX")) == ""
    assert outside_party(group([leg(src="105", dst="106")], "PBX")) == ""
