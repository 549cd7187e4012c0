"""The call-back list: outside numbers that called in vain and have not been spoken with since.

A caller who reached a queue's announcement, a voicemail or another machine has called in vain.  An entry closes when a
person answers any call with the number, in either direction, or when the user closes it with a note.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import apsw

from desktop_app.archive import call_flags
from desktop_app.archive.calls import SELECT_CALL
from desktop_app.archive.connection import Connection
from desktop_app.archive.deferred_indexing import index_all
from desktop_app.archive.grouping import outside_party
from desktop_app.archive.records import CallBack
from desktop_app.archive.row_codec import decode_call
from desktop_app.archive.row_ids import first_row_id

_ANSWERED = call_flags.OUTCOMES.index("answered")


def to_call_back(connection: Connection, since_s: int) -> list[CallBack]:
    """Return one entry per number with unanswered calls since `since_s` (seconds since 1970), the latest call first."""
    index_all(connection)
    rows: Any = connection.execute(
        SELECT_CALL + " INDEXED BY lost_calls WHERE kind & 3 = 0 AND kind >> 2 & 7 NOT IN (0, 4) AND id >= ?",
        (first_row_id(since_s),),
    ).fetchall()
    by_party: dict[str, list[tuple[Any, ...]]] = {}
    for row in sorted(rows, key=lambda row: -row[0]):
        if party := outside_party(decode_call(row)):
            by_party.setdefault(party, []).append(row)
    entries = (_entry(connection, party, missed) for party, missed in by_party.items())
    return [entry for entry in entries if entry is not None]


def _entry(connection: apsw.Connection, party: str, missed: list[tuple[Any, ...]]) -> CallBack | None:
    """Return the entry for a number's missed calls (the latest first) that are still open; None if none is."""
    oldest = missed[-1][0]
    last_answered = connection.execute(
        "SELECT max(p.id) FROM parties p JOIN calls c ON c.id = p.id WHERE p.party = ? AND p.id > ? "
        "AND (c.kind >> 2 & 7) = ?",
        (party, oldest, _ANSWERED),
    ).get
    closed: Any = connection.execute("SELECT until_id, note FROM closed WHERE party = ?", (party,)).fetchone()
    closed_until, note = closed or (0, "")
    after = max(int(last_answered or 0), closed_until)
    rows = [row for row in missed if row[0] > after]
    return CallBack(party, len(rows), decode_call(rows[0]), note) if rows else None


def close(connection: apsw.Connection, entry: CallBack, note: str, at: datetime) -> None:
    """Close an entry by hand, up to its latest call.  A later missed call opens it again."""
    row: Any = connection.execute("SELECT id FROM calls WHERE uniqueid = ?", (entry.last.uniqueid,)).get
    with connection:
        connection.execute(
            "INSERT OR REPLACE INTO closed (party, until_id, note, at) VALUES (?, ?, ?, ?)",
            (entry.number, row or 0, note, at.isoformat()),
        )


def reopen(connection: apsw.Connection, number: str) -> None:
    """Undo closing by hand.  `number` is `CallBack.number`."""
    with connection:
        connection.execute("DELETE FROM closed WHERE party = ?", (number,))
