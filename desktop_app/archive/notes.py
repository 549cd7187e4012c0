"""What a person noted about a call: about the whole of it, or at a place of its recording."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import apsw

from desktop_app.archive.records import Note


def add_note(connection: apsw.Connection, uniqueid: str, at_ms: int | None, text: str, made_at: datetime) -> int:
    """Write a note down; gives its row.  A call has one note about the whole of it: a new one takes its place."""
    with connection:
        if at_ms is None:
            connection.execute("DELETE FROM notes WHERE uniqueid = ? AND at_ms IS NULL", (uniqueid,))
        connection.execute(
            "INSERT INTO notes (uniqueid, at_ms, text, made_at) VALUES (?, ?, ?, ?)",
            (uniqueid, at_ms, text, made_at.isoformat()),
        )
        row = connection.last_insert_rowid()
        _index_again(connection, uniqueid)
    return row


def forget_note(connection: apsw.Connection, row: int) -> None:
    """Take one note away."""
    with connection:
        found: Any = connection.execute("DELETE FROM notes WHERE id = ? RETURNING uniqueid", (row,)).fetchall()
        for (uniqueid,) in found:
            _index_again(connection, uniqueid)


def notes_of(connection: apsw.Connection, uniqueid: str) -> list[Note]:
    """All notes of one call: about the whole of it first, then in the order of its recording."""
    rows = connection.execute(
        "SELECT id, uniqueid, at_ms, text FROM notes WHERE uniqueid = ? ORDER BY at_ms, id", (uniqueid,)
    )
    return [Note(*row) for row in rows]


def noted(connection: apsw.Connection) -> dict[str, str]:
    """The calls that have notes, each with its note about the whole (or an empty text)."""
    rows: Any = connection.execute(
        "SELECT uniqueid, coalesce(max(text) FILTER (WHERE at_ms IS NULL), '') FROM notes GROUP BY 1"
    )
    return dict(rows)


def texts_of_rows(connection: apsw.Connection, rows: str) -> dict[int, str]:
    """The words of all notes of these calls (a JSON list of their rows), for the index."""
    found = connection.execute(
        "SELECT c.id, group_concat(n.text, ' ') FROM notes n JOIN calls c USING (uniqueid) "
        "WHERE c.id IN (SELECT value FROM json_each(?)) GROUP BY c.id",
        (rows,),
    )
    return {int(row): str(text) for row, text in found}


def _index_again(connection: apsw.Connection, uniqueid: str) -> None:
    connection.execute("INSERT OR IGNORE INTO unindexed (id) SELECT id FROM calls WHERE uniqueid = ?", (uniqueid,))
