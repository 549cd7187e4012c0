"""Purging: old data is deleted by its own retention period, and from every index."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime

import pytest

from desktop_app.archive import (
    calls,
    deferred_indexing,
    messages,
    queries,
    recordings,
    synced_days,
)
from desktop_app.archive.records import CallFilter
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
    await archive.run(
        lambda db: calls.delete_calls(db, list(queries.find_ids(db, ALL, -1))[1:])
    )  # and then it was killed
    await retention.purge_expired()
    assert await archive.run(deferred_indexing.caller_names) == [("600100200", "Jan Nowak")]
    await archive.run(lambda db: calls.delete_calls(db, list(queries.find_ids(db, ALL, -1))))
    await Retention(archive, lambda: RetentionPeriods(calls=20), lambda: NOW).purge_expired()
    for table in ("names", "ends", "numbers", "columns"):
        assert await archive.run(lambda db, t=table: db.execute(f"SELECT count(*) FROM {t}").get) == 0, table  # type: ignore[misc]  # noqa: S608
