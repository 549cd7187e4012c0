"""Data retention counts everything that it deletes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from desktop_app.archive import calls, messages, recordings
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
