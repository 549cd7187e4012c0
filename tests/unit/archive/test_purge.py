"""Purging: old data is deleted by its own retention period, and from every index."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime

import pytest

from desktop_app.archive import call_backs, calls, deferred_indexing, messages, purge, queries, recordings, synced_days
from desktop_app.archive.connection import Connection
from desktop_app.archive.records import CallBack, CallFilter
from desktop_app.archive.store import Archive
from desktop_app.config.exchange import RetentionPeriods
from desktop_app.pbx.records import RecordingEntry
from desktop_app.services.retention import Retention
from tests.support.legs import leg

NOW = datetime(2026, 3, 31, 12, tzinfo=UTC)
ALL = CallFilter(date(2026, 1, 1), date(2026, 12, 31))


TABLES = ("calls", "parties", "names", "columns", "ends", "numbers", "end_numbers", "unindexed")


@pytest.fixture
async def archive() -> AsyncIterator[Archive]:
    memory = Archive(None, None)
    await memory.open()
    legs = [leg("1772438400.1"), leg("1774951200.2", calldate="2026-03-31 09:00:00")]
    entries = [RecordingEntry(one.uniqueid, one.src, one.dst, "wav", one.calldate) for one in legs]
    entries.append(RecordingEntry("1772438400.9", "600100200", "105", "wav", "2026-03-02 08:00:00"))
    await memory.run(lambda db: calls.save_legs(db, legs, "PBX"))
    await memory.run(lambda db: recordings.save_recordings(db, entries))
    for entry in entries:
        await memory.run(lambda db, e=entry: recordings.save_sound(db, e.uniqueid, "wav", b"RIFF", "2026-03-31"))  # type: ignore[misc]
    for day in (2, 31):
        at = datetime(2026, 3, day, tzinfo=UTC)
        row = await memory.run(lambda db, a=at: messages.add_message(db, a, "600100200", "x", is_test=False))  # type: ignore[misc]
        await memory.run(lambda db, r=row, a=at: messages.record_outcome(db, r, "refused", "", None, a, ""))  # type: ignore[misc]
    await memory.run(lambda db: synced_days.mark_days(db, [date(2026, 3, 2)], "complete"))
    await memory.run(deferred_indexing.index_all)
    yield memory
    await memory.close()


async def kept(archive: Archive) -> tuple[list[tuple[str, bool]], int, int]:
    """Return (day, has a recording) of all calls, the number of sounds, and the number of messages."""
    found = await archive.run(lambda db: queries.find(db, ALL, -1))
    sounds = await archive.run(lambda db: db.execute("SELECT count(*) FROM sounds").get)
    sent = len(await archive.run(lambda db: messages.list_messages(db, -1)))
    return [(call.calldate[5:10], call.has_recording) for call in found], int(str(sounds)), sent


async def test_calls_recordings_and_messages_each_have_their_own_period(archive: Archive) -> None:
    async def forget(ages: RetentionPeriods) -> int:
        return await Retention(archive, lambda: ages, lambda: NOW).purge_expired()

    everything = [("03-31", True), ("03-02", True), ("03-02", True)]
    assert await kept(archive) == (everything, 3, 2)
    assert await forget(RetentionPeriods()) == 0
    assert await kept(archive) == (everything, 3, 2)
    assert await forget(RetentionPeriods(messages=20)) == 1
    assert await kept(archive) == (everything, 3, 1)
    assert await forget(RetentionPeriods(recordings=20)) == 2
    assert await kept(archive) == ([("03-31", True), ("03-02", False)], 1, 1)
    found = await archive.run(lambda db: queries.find(db, CallFilter(ALL.first, ALL.last, with_recording=True), 9))
    assert [call.calldate[5:10] for call in found] == ["03-31"]
    assert await forget(RetentionPeriods(calls=20)) == 1
    assert await kept(archive) == ([("03-31", True)], 1, 1)
    day = date(2026, 3, 2)
    assert not await archive.run(lambda db: synced_days.marked_days(db, "complete", day, day))
    assert await forget(RetentionPeriods(20, 20, 20)) == 0


async def test_no_index_holds_anything_of_a_purged_call(archive: Archive) -> None:
    await Retention(
        archive, lambda: RetentionPeriods(calls=1, recordings=1), lambda: datetime(2026, 6, 1, tzinfo=UTC)
    ).purge_expired()
    for table in TABLES:
        assert await archive.run(lambda db, t=table: db.execute(f"SELECT count(*) FROM {t}").get) == 0, table  # type: ignore[misc]  # noqa: S608


async def test_names_of_remaining_calls_are_kept(archive: Archive) -> None:
    other = leg("1772438400.7", src="223334455", clid='"Ola Lis" <223334455>')
    await archive.run(lambda db: calls.save_legs(db, [other], "PBX"))

    async def found(text: str) -> int:
        wanted = CallFilter(ALL.first, ALL.last, text=text)
        return len(await archive.run(lambda db: queries.find(db, wanted, 9)))

    assert [await found(text) for text in ("nowak", "600100200", "lis", "223334")] == [3, 3, 1, 1]
    await Retention(archive, lambda: RetentionPeriods(calls=20), lambda: NOW).purge_expired()
    assert [await found(text) for text in ("nowak", "600100200", "lis", "223334")] == [1, 1, 0, 0]
    texts = await archive.run(lambda db: [str(text) for (text,) in db.execute("SELECT text FROM ends")])
    assert not [text for text in texts if "lis" in text or "223334455" in text]
    assert await archive.run(deferred_indexing.caller_names) == [("600100200", "Jan Nowak")]


async def test_an_interrupted_purge_is_completed_by_the_next(archive: Archive) -> None:
    moved = leg("1774951200.2", calldate="2026-03-31 08:59:00", dst="106")
    await archive.run(lambda db: calls.save_legs(db, [moved], "PBX"))
    retention = Retention(archive, lambda: RetentionPeriods(calls=20), lambda: NOW)
    older = list(await archive.run(lambda db: queries.find_ids(db, ALL, -1)))[1:]
    await archive.run(lambda db: calls.delete_calls(db, older))  # as a purge does that is killed after it
    await retention.purge_expired()
    assert await archive.run(deferred_indexing.caller_names) == [("600100200", "Jan Nowak")]
    await archive.run(lambda db: calls.delete_calls(db, list(queries.find_ids(db, ALL, -1))))
    await Retention(archive, lambda: RetentionPeriods(calls=20), lambda: NOW).purge_expired()
    for table in ("names", "ends", "numbers", "columns"):
        assert await archive.run(lambda db, t=table: db.execute(f"SELECT count(*) FROM {t}").get) == 0, table  # type: ignore[misc]  # noqa: S608


def saved(db: Connection, uniqueid: str, calldate: str, **changes: object) -> None:
    calls.save_legs(db, [leg(uniqueid, calldate=calldate, **changes)], "PBX")


def uniqueids(db: Connection) -> list[str]:
    return [str(uniqueid) for (uniqueid,) in db.execute("SELECT uniqueid FROM calls ORDER BY id")]


def test_calls_are_purged_before_midnight_of_the_exchange(db: Connection) -> None:
    saved(db, "1.1", "2026-03-01 23:59:59")
    saved(db, "1.2", "2026-03-02 00:00:00")
    assert purge.purge_calls(db, date(2026, 3, 2)) == 1
    assert uniqueids(db) == ["1.2"]
    assert purge.purge_calls(db, date(2026, 3, 2)) == 0


def test_many_calls_are_purged_oldest_first_in_several_runs(db: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    assert purge.CALLS_PER_RUN == 5000
    monkeypatch.setattr(purge, "CALLS_PER_RUN", 2)
    for number in range(3):
        saved(db, f"1.{number}", f"2026-03-01 09:00:0{number}")
    assert purge.purge_calls(db, date(2026, 3, 2)) == 2
    assert uniqueids(db) == ["1.2"]
    assert purge.purge_calls(db, date(2026, 3, 2)) == 1


def test_purged_days_are_requested_again(db: Connection) -> None:
    days = [date(2026, 3, day) for day in (1, 2, 3)]
    synced_days.mark_days(db, days, "complete")
    assert purge.purge_calls(db, days[1]) == 0
    assert synced_days.marked_days(db, "complete", days[0], days[2]) == set(days[1:])
    purge.purge_recordings(db, days[2])
    assert synced_days.marked_days(db, "complete", days[0], days[2]) == set(days[1:]), "no recording was purged"
    recordings.save_recordings(db, [RecordingEntry("1.1", "600100200", "105", "wav", "2026-03-02 09:00:00")])
    purge.purge_recordings(db, days[2])
    assert synced_days.marked_days(db, "complete", days[0], days[2]) == {days[2]}


def test_messages_are_purged_by_their_day_unless_they_are_being_sent(db: Connection) -> None:
    for at, stage in (
        ("2026-03-01T23:59:59+00:00", "accepted"),
        ("2026-03-01T10:00:00+00:00", "sending"),
        ("2026-03-02T00:00:00+00:00", "accepted"),
    ):
        row = messages.add_message(db, datetime.fromisoformat(at), "600100200", at[:10], is_test=False)
        messages.record_outcome(db, row, stage, "", None, datetime.fromisoformat(at), "")
    assert purge.purge_messages(db, date(2026, 3, 2)) == 1
    assert [(one.body, one.stage) for one in messages.list_messages(db, -1)] == [
        ("2026-03-02", "accepted"),
        ("2026-03-01", "sending"),
    ]


def test_recordings_are_purged_with_their_sounds_and_marks(db: Connection) -> None:
    entries = [
        RecordingEntry("1.1", "600100200", "105", "wav", "2026-03-01 09:00:00"),
        RecordingEntry("1.2", "600100200", "105", "wav", "2026-03-02 09:00:00"),
        RecordingEntry("1.3", "600100200", "105", "wav", "2026-03-01 10:00:00"),
    ]
    saved(db, "1.1", entries[0].date)
    saved(db, "1.2", entries[1].date)
    recordings.save_recordings(db, entries)
    used = {"1.1": "2026-03-05", "1.2": "2026-03-01", "1.3": "2026-03-05", "9.9": "2026-03-02"}
    for uniqueid, used_at in used.items():
        recordings.save_sound(db, uniqueid, "wav", b"RIFF", used_at)
    deferred_indexing.index_all(db)
    assert purge.purge_recordings(db, date(2026, 3, 2)) == 2
    assert db.execute("SELECT uniqueid FROM recordings").fetchall() == [("1.2",)]
    assert db.execute("SELECT uniqueid FROM sounds").fetchall() == [("9.9",)], "1.2 was not used since"
    found = queries.find(db, CallFilter(date(2026, 1, 1), date(2026, 12, 31)), -1)
    assert [(call.uniqueid, call.has_recording) for call in found] == [("1.2", True), ("1.1", False)]
    found = queries.find(db, CallFilter(date(2026, 1, 1), date(2026, 12, 31), with_recording=True, text="nowak"), -1)
    assert [call.uniqueid for call in found] == ["1.2"]


def test_names_of_extensions_stay_and_closed_call_backs_go_with_their_number(db: Connection) -> None:
    saved(db, "1.1", "2026-03-01 09:00:00", disposition="NO ANSWER", billsec_s=0)
    saved(db, "1.2", "2026-03-01 10:00:00", src="105", dst="600100200", clid='"Anna" <105>')
    saved(db, "1.3", "2026-03-02 10:00:00", src="600100201", clid='"Ola" <600100201>', disposition="BUSY", billsec_s=0)
    for entry in call_backs.to_call_back(db, 0):
        call_backs.close(db, entry, "done", datetime(2026, 3, 2, tzinfo=UTC))
    closed = CallBack("600100200", 1, queries.find(db, ALL, 1)[0])
    call_backs.close(db, closed, "", datetime(2026, 3, 2, tzinfo=UTC))
    purge.purge_calls(db, date(2026, 3, 2))
    purge.purge_names(db)
    assert deferred_indexing.caller_names(db) == [("105", "Anna"), ("600100201", "Ola")]
    assert db.execute("SELECT party FROM closed").fetchall() == [("600100201",)]
    assert db.execute("SELECT number FROM numbers ORDER BY 1").fetchall() == [("105",), ("600100201",)]
    assert len(queries.find(db, CallFilter(ALL.first, ALL.last, text="ola"), -1)) == 1


def test_a_number_whose_last_name_is_gone_loses_it(db: Connection) -> None:
    saved(db, "1.1", "2026-03-01 09:00:00")
    saved(db, "1.2", "2026-03-02 09:00:00", clid="")
    deferred_indexing.index_all(db)
    purge.purge_calls(db, date(2026, 3, 2))
    purge.purge_names(db)
    assert deferred_indexing.caller_names(db) == []


def test_a_purged_call_whose_recording_stays_is_marked_when_it_is_downloaded_again(db: Connection) -> None:
    saved(db, "1.1", "2026-03-01 09:00:00")
    recordings.save_recordings(db, [RecordingEntry("1.1", "600100200", "105", "wav", "2026-03-01 09:00:00")])
    purge.purge_calls(db, date(2026, 3, 2))
    assert uniqueids(db) == []
    saved(db, "1.1", "2026-03-01 09:00:00")
    (call,) = queries.find(db, ALL, -1)
    assert call.has_recording
