"""Deleting old data: calls, recordings and messages, each by its own retention period.

Purged days lose their `complete` mark, so a request for them downloads their records again.
"""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import apsw

from desktop_app.archive import parties
from desktop_app.archive.call_flags import RECORDING
from desktop_app.archive.calls import delete_calls
from desktop_app.archive.connection import Connection
from desktop_app.archive.deferred_indexing import index_all
from desktop_app.archive.dirty_rows import mark_dirty
from desktop_app.archive.row_ids import first_row_id
from desktop_app.archive.synced_days import unmark_days
from desktop_app.pbx.exchange_time import day_start_s

CALLS_PER_RUN = 5000


def purge_calls(connection: apsw.Connection, before: date) -> int:
    """Delete up to CALLS_PER_RUN of the calls before a day.  Returns how many, 0 when none is left."""
    rows: Any = connection.execute(
        "SELECT id FROM calls WHERE id < ? ORDER BY id LIMIT ?", (first_row_id(day_start_s(before)), CALLS_PER_RUN)
    ).fetchall()
    with connection:
        delete_calls(connection, [row for (row,) in rows])
        unmark_days(connection, before)
    return len(rows)


def purge_recordings(connection: apsw.Connection, before: date) -> int:
    """Delete the entries and sounds of recordings before a day, and sounds not used since.  Returns how many entries.

    Calls that only a recording tells of are deleted; the others lose their mark.
    """
    with connection:
        connection.execute(
            "DELETE FROM sounds WHERE uniqueid IN (SELECT uniqueid FROM recordings WHERE date < ?1) OR used_at < ?1",
            (before.isoformat(),),
        )
        rows: Any = connection.execute(
            "DELETE FROM recordings WHERE date < ? RETURNING uniqueid", (before.isoformat(),)
        ).fetchall()
        calls: Any = connection.execute(
            "SELECT id, legs FROM calls WHERE uniqueid IN (SELECT value FROM json_each(?))",
            (json.dumps([uniqueid for (uniqueid,) in rows]),),
        ).fetchall()
        delete_calls(connection, [row for row, legs in calls if legs == 0])
        marked = [(row,) for row, legs in calls if legs]
        connection.executemany(f"UPDATE calls SET kind = kind & ~{RECORDING} WHERE id = ?", marked)  # noqa: S608
        mark_dirty(connection, [row for (row,) in marked])
        if rows:
            unmark_days(connection, before)
    return len(rows)


def purge_names(connection: Connection) -> None:
    """Delete what no call refers to any more: texts and names of outside numbers, and call-backs closed by hand.

    Names of extensions stay.  The search index is dropped, and rebuilt by the next search.
    """
    index_all(connection)
    parties.delete_unused(connection, connection.search_index().used_party_ids())
    connection.index = None
    with connection:
        connection.execute(
            "DELETE FROM names WHERE length(number) > 5 AND number NOT IN "
            "(SELECT from_number FROM calls WHERE from_name <> '')"
        )
        connection.execute("DELETE FROM closed WHERE party NOT IN (SELECT party FROM parties)")


def purge_messages(connection: apsw.Connection, before: date) -> int:
    """Delete the messages made before a day, except those being sent.  Returns how many."""
    with connection:
        connection.execute("DELETE FROM messages WHERE made_at < ? AND stage <> 'sending'", (before.isoformat(),))
    return connection.changes()
