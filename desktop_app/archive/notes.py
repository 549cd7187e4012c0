"""The user's notes about calls: one about the whole call, and any number at positions of its recording."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import apsw

from desktop_app.archive.records import Note
from desktop_app.i18n.text import folded


def add_note(connection: apsw.Connection, uniqueid: str, at_ms: int | None, text: str, made_at: datetime) -> int:
    """Add a note at a position in milliseconds, or (None) replace the note about the whole call.  Returns its id."""
    with connection:
        if at_ms is None:
            connection.execute("DELETE FROM notes WHERE uniqueid = ? AND at_ms IS NULL", (uniqueid,))
        connection.execute(
            "INSERT INTO notes (uniqueid, at_ms, text, folded, made_at) VALUES (?, ?, ?, ?, ?)",
            (uniqueid, at_ms, text, folded(text), made_at.isoformat()),
        )
    return connection.last_insert_rowid()


def delete_note(connection: apsw.Connection, row: int) -> None:
    """Delete one note by its id."""
    with connection:
        connection.execute("DELETE FROM notes WHERE id = ?", (row,))


def notes_of(connection: apsw.Connection, uniqueid: str) -> list[Note]:
    """Return the notes of one call: about the whole call first, then by position."""
    rows = connection.execute(
        "SELECT id, uniqueid, at_ms, text FROM notes WHERE uniqueid = ? ORDER BY at_ms, id", (uniqueid,)
    )
    return [Note(*row) for row in rows]


def note_summaries(connection: apsw.Connection) -> dict[str, str]:
    """Return the calls that have notes, each with its note about the whole call or an empty text."""
    rows: Any = connection.execute(
        "SELECT uniqueid, coalesce(max(text) FILTER (WHERE at_ms IS NULL), '') FROM notes GROUP BY 1"
    )
    return dict(rows)
