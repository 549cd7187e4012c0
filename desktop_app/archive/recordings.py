"""The list of recordings, and a size-bounded cache of their sounds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import apsw

from desktop_app.archive import calls
from desktop_app.archive.connection import relaxed_durability
from desktop_app.pbx.records import RecordingEntry


def save_recordings(connection: apsw.Connection, entries: Sequence[RecordingEntry]) -> None:
    """Store entries of the list of recordings, and mark their calls."""
    with relaxed_durability(connection):
        connection.executemany(
            "INSERT OR REPLACE INTO recordings (uniqueid, src, dst, format, date) VALUES (?, ?, ?, ?, ?)",
            [(entry.uniqueid, entry.src, entry.dst, entry.format, entry.date) for entry in entries],
        )
        calls.mark_recordings(connection, entries)


def recording_of(connection: apsw.Connection, uniqueid: str) -> RecordingEntry | None:
    """Return the entry of a call's recording; None if the exchange lists none."""
    row = connection.execute(
        "SELECT uniqueid, src, dst, format, date FROM recordings WHERE uniqueid = ?", (uniqueid,)
    ).fetchone()
    return RecordingEntry(*row) if row else None


def save_sound(connection: apsw.Connection, uniqueid: str, container: str, body: bytes, used_at: str) -> None:
    """Store a sound file.  `container` is its format (wav, mp3 …), `used_at` an ISO 8601 time."""
    with connection:
        connection.execute(
            "INSERT OR REPLACE INTO sounds (uniqueid, container, used_at, body) VALUES (?, ?, ?, ?)",
            (uniqueid, container, used_at, body),
        )


def sound_of(connection: apsw.Connection, uniqueid: str) -> bytes | None:
    """Return a stored sound file; None if there is none."""
    row = connection.execute("SELECT body FROM sounds WHERE uniqueid = ?", (uniqueid,)).fetchone()
    return bytes(row[0]) if row else None


def touch_sound(connection: apsw.Connection, uniqueid: str, used_at: str) -> None:
    """Set the time of last use, by which `trim_sounds` chooses."""
    with connection:
        connection.execute("UPDATE sounds SET used_at = ? WHERE uniqueid = ?", (used_at, uniqueid))


def trim_sounds(connection: apsw.Connection, limit_bytes: int) -> None:
    """Delete the least recently used sounds until the others take at most `limit_bytes`."""
    rows: Any = connection.execute("SELECT uniqueid, length(body) FROM sounds ORDER BY used_at DESC").fetchall()
    total = 0
    with connection:
        for uniqueid, size in rows:
            total += size
            if total > limit_bytes:
                connection.execute("DELETE FROM sounds WHERE uniqueid = ?", (uniqueid,))
