"""Data retention counts everything that it deletes."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from desktop_app.archive import calls, deferred_indexing, messages, purge, recordings
from desktop_app.archive.store import Archive
from desktop_app.config.exchange import RetentionPeriods
from desktop_app.pbx.records import RecordingEntry
from desktop_app.services.retention import Retention
from tests.support.legs import leg

NOW = datetime(2026, 4, 1, 12, tzinfo=UTC)


async def test_the_deleted_calls_messages_and_recordings_are_counted_together(archive: Archive) -> None:
    legs = [leg("1772438400.1"), leg("1772438400.2")]
    await archive.run(lambda db: calls.save_legs(db, legs, "PBX"))
    entry = RecordingEntry("1772438400.1", "600100200", "105", "wav", "2026-03-02 09:00:00")
    await archive.run(lambda db: recordings.save_recordings(db, [entry]))
    await archive.run(lambda db: recordings.save_sound(db, "1772438400.1", "wav", b"RIFF", NOW.isoformat()))
    for days in (29, 30):
        at = NOW - timedelta(days=days)
        row = await archive.run(lambda db, at=at: messages.add_message(db, at, "600100200", "x", is_test=False))  # type: ignore[misc]
        await archive.run(lambda db, r=row, at=at: messages.record_outcome(db, r, "refused", "", None, at, ""))  # type: ignore[misc]
    retention = Retention(archive, lambda: RetentionPeriods(20, 20, 20), lambda: NOW)
    assert await retention.purge_expired() == 5
    assert await retention.purge_expired() == 0


NOTHING, EVERYTHING = RetentionPeriods(), RetentionPeriods(29, 29, 29)


@pytest.mark.parametrize(
    ("ages", "deleted"),
    [
        (RetentionPeriods(calls=30), 0),
        (RetentionPeriods(calls=29), 1),
        (RetentionPeriods(recordings=30), 0),
        (RetentionPeriods(recordings=29), 1),
        (RetentionPeriods(messages=30), 0),
        (RetentionPeriods(messages=29), 1),
        (EVERYTHING, 3),
        (NOTHING, 0),
    ],
)
async def test_what_is_older_than_its_period_is_deleted(archive: Archive, ages: RetentionPeriods, deleted: int) -> None:
    """The call, the recording and the message are thirty days old."""
    await archive.run(lambda db: calls.save_legs(db, [leg()], "PBX"))
    entry = RecordingEntry("1772438400.1", "600100200", "105", "wav", "2026-03-02 09:00:00")
    await archive.run(lambda db: recordings.save_recordings(db, [entry]))
    at = NOW - timedelta(days=30)
    row = await archive.run(lambda db: messages.add_message(db, at, "600100200", "x", is_test=False))
    await archive.run(lambda db: messages.record_outcome(db, row, "refused", "", None, at, ""))
    assert await Retention(archive, lambda: ages, lambda: NOW).purge_expired() == deleted


@pytest.mark.parametrize(
    ("ages", "are_purged"),
    [
        (RetentionPeriods(calls=100), True),
        (RetentionPeriods(recordings=100), True),
        (RetentionPeriods(messages=100), False),
        (NOTHING, False),
    ],
)
async def test_the_first_look_also_purges_names_that_an_interrupted_run_left(
    archive: Archive, ages: RetentionPeriods, are_purged: bool
) -> None:
    retention = Retention(archive, lambda: ages, lambda: NOW)
    for is_first in (True, False):
        await archive.run(lambda db: calls.save_legs(db, [leg()], "PBX"))
        await archive.run(deferred_indexing.index_all)
        await archive.run(lambda db: purge.purge_calls(db, date(2026, 4, 1)))  # interrupted after this
        assert await retention.purge_expired() == 0
        left = [] if are_purged and is_first else [("600100200", "Jan Nowak")]
        assert await archive.run(deferred_indexing.caller_names) == left


async def test_each_run_that_deletes_something_purges_names(archive: Archive) -> None:
    ages = NOTHING
    retention = Retention(archive, lambda: ages, lambda: NOW)
    await retention.purge_expired()
    await archive.run(lambda db: calls.save_legs(db, [leg()], "PBX"))
    await archive.run(deferred_indexing.index_all)
    ages = EVERYTHING
    assert await retention.purge_expired() == 1
    assert await archive.run(deferred_indexing.caller_names) == []
