"""What a person noted about a call: about the whole of it, or at a place of its recording."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import apsw

from desktop_app.archive.records import Note
from desktop_app.i18n.text import folded


def add_note(connection: apsw.Connection, uniqueid: str, at_ms: int | None, text: str, made_at: datetime) -> int:
    """Write a note down; gives its row.  A call has one note about the whole of it: a new one takes its place."""
    with connection:
        if at_ms is None:
            connection.execute("DELETE FROM notes WHERE uniqueid = ? AND at_ms IS NULL", (uniqueid,))
        connection.execute(
            "INSERT INTO notes (uniqueid, at_ms, text, folded, made_at) VALUES (?, ?, ?, ?, ?)",
            (uniqueid, at_ms, text, folded(text), made_at.isoformat()),
        )
    return connection.last_insert_rowid()


def delete_note(connection: apsw.Connection, row: int) -> None:
    """Take one note away."""
    with connection:
        connection.execute("DELETE FROM notes WHERE id = ?", (row,))


def notes_of(connection: apsw.Connection, uniqueid: str) -> list[Note]:
    """All notes of one call: about the whole of it first, then in the order of its recording."""
    rows = connection.execute(
        "SELECT id, uniqueid, at_ms, text FROM notes WHERE uniqueid = ? ORDER BY at_ms, id", (uniqueid,)
    )
    return [Note(*row) for row in rows]


def note_summaries(connection: apsw.Connection) -> dict[str, str]:
    """The calls that have notes, each with its note about the whole (or an empty text)."""
    rows: Any = connection.execute(
        "SELECT uniqueid, coalesce(max(text) FILTER (WHERE at_ms IS NULL), '') FROM notes GROUP BY 1"
    )
    return dict(rows)
