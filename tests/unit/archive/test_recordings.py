"""The list of recordings and the cache of sounds."""

from __future__ import annotations

import pytest

from desktop_app.archive import calls, recordings
from desktop_app.archive.connection import Connection
from desktop_app.pbx.records import RecordingEntry
from tests.support.legs import leg


def sounds(db: Connection) -> list[str]:
    return [str(uniqueid) for (uniqueid,) in db.execute("SELECT uniqueid FROM sounds ORDER BY uniqueid")]


@pytest.mark.parametrize(
    ("limit", "kept"), [(250, ["2", "3"]), (200, ["2", "3"]), (199, ["3"]), (0, []), (400, ["0", "1", "2", "3"])]
)
def test_the_least_recently_used_sounds_are_deleted_first(db: Connection, limit: int, kept: list[str]) -> None:
    for number in range(4):
        recordings.save_sound(db, str(number), "wav", bytes(100), f"2026-0{number + 1}")
    recordings.trim_sounds(db, limit)
    assert sounds(db) == kept


def test_a_used_sound_is_kept_before_others(db: Connection) -> None:
    for number in range(3):
        recordings.save_sound(db, str(number), "wav", bytes([number]) * 100, f"2026-0{number + 1}")
    recordings.touch_sound(db, "0", "2026-09")
    recordings.trim_sounds(db, 200)
    assert sounds(db) == ["0", "2"]
    assert recordings.sound_of(db, "2") == b"\2" * 100
    assert recordings.sound_of(db, "1") is None
    recordings.save_sound(db, "2", "mp3", b"ID3", "2026-10")
    assert db.execute("SELECT container, used_at, body FROM sounds WHERE uniqueid = '2'").fetchall() == [
        ("mp3", "2026-10", b"ID3")
    ]


def test_the_list_of_recordings_marks_calls(db: Connection) -> None:
    calls.save_legs(db, [leg("1.1"), leg("1.2")], "PBX")
    entry = RecordingEntry("1.1", "600100200", "105", "wav", "2026-03-02 09:00:00")
    recordings.save_recordings(db, [entry])
    assert recordings.recording_of(db, "1.1") == entry
    assert recordings.recording_of(db, "1.2") is None
    marked = {
        call.uniqueid: call.has_recording for call in (calls.find_call(db, "1.1"), calls.find_call(db, "1.2")) if call
    }
    assert marked == {"1.1": True, "1.2": False}
    other = RecordingEntry("1.1", "600100200", "105", "mp3", "2026-03-02 09:00:00")
    recordings.save_recordings(db, [other])
    assert recordings.recording_of(db, "1.1") == other
    assert calls.find_call(db, "9.9") is None
