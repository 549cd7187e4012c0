"""The list of recordings, and the sounds that are kept: encrypted like everything, within a size."""

from __future__ import annotations

from collections.abc import Sequence

import apsw

from desktop_app.archive import calls
from desktop_app.archive.connection import relaxed_durability
from desktop_app.pbx.records import RecordingEntry


def save_recordings(connection: apsw.Connection, entries: Sequence[RecordingEntry]) -> None:
    """Keep the list of recordings, and mark their calls."""
    with relaxed_durability(connection):
        connection.executemany(
            "INSERT OR REPLACE INTO recordings (uniqueid, src, dst, format, date) VALUES (?, ?, ?, ?, ?)",
            [(entry.uniqueid, entry.src, entry.dst, entry.format, entry.date) for entry in entries],
        )
        calls.mark_recordings(connection, entries)


def recording_of(connection: apsw.Connection, uniqueid: str) -> RecordingEntry | None:
    """The list's entry of one recording."""
    row = connection.execute(
        "SELECT uniqueid, src, dst, format, date FROM recordings WHERE uniqueid = ?", (uniqueid,)
    ).fetchone()
    return RecordingEntry(*row) if row else None


def touch_sound(connection: apsw.Connection, uniqueid: str, used_at: str) -> None:
    """Note that a sound was used: the ones used longest ago go first."""
    with connection:
        connection.execute("UPDATE sounds SET used_at = ? WHERE uniqueid = ?", (used_at, uniqueid))


def trim_sounds(connection: apsw.Connection, limit_bytes: int) -> None:
    """Forget the sounds that were not used for longest, until what is kept fits."""
    rows = connection.execute("SELECT uniqueid, length(body) FROM sounds ORDER BY used_at DESC").fetchall()
    kept = 0
    with connection:
        for uniqueid, size in rows:
            kept += int(size or 0)
            if kept > limit_bytes:
                connection.execute("DELETE FROM sounds WHERE uniqueid = ?", (uniqueid,))


def save_sound(connection: apsw.Connection, uniqueid: str, container: str, body: bytes, used_at: str) -> None:
    """Keep a recording's sound."""
    with connection:
        connection.execute(
            "INSERT OR REPLACE INTO sounds (uniqueid, container, used_at, body) VALUES (?, ?, ?, ?)",
            (uniqueid, container, used_at, body),
        )


def sound_of(connection: apsw.Connection, uniqueid: str) -> bytes | None:
    """A recording's sound, if it is kept."""
    row = connection.execute("SELECT body FROM sounds WHERE uniqueid = ?", (uniqueid,)).fetchone()
    return bytes(row[0]) if row else None
