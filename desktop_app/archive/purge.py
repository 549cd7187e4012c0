"""Forgetting what is too old: calls, recordings and messages each by their own age.  All on the archive's thread."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import apsw

from desktop_app.archive import parties
from desktop_app.archive.call_flags import RECORDING
from desktop_app.archive.calls import delete_rows
from desktop_app.archive.connection import Connection
from desktop_app.archive.deferred_indexing import index_all
from desktop_app.archive.row_codec import first_id, put_off
from desktop_app.pbx.exchange_time import day_start_s

AT_ONCE = 5000


def forget_calls(connection: apsw.Connection, before: date) -> int:
    """Forget some of the calls before a day; gives how many, 0 when none is left.

    The days are no longer complete: a person who asks for them gets them from the exchange again.
    """
    rows: Any = connection.execute(
        "SELECT id FROM calls WHERE id < ? ORDER BY id LIMIT ?", (first_id(day_start_s(before)), AT_ONCE)
    ).fetchall()
    with connection:
        delete_rows(connection, [row for (row,) in rows])
        connection.execute("DELETE FROM days WHERE day < ?", (before.isoformat(),))
    return len(rows)


def forget_recordings(connection: apsw.Connection, before: date) -> int:
    """Forget the sounds and the list of recordings before a day; gives how many were listed.

    Like the calls, they come again when a person asks for those days.
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
        delete_rows(connection, [row for row, legs in calls if legs == 0])  # only its recording told of it
        marked = [(row,) for row, legs in calls if legs]
        connection.executemany(f"UPDATE calls SET kind = kind & ~{RECORDING} WHERE id = ?", marked)  # noqa: S608
        put_off(connection, [row for (row,) in marked])
        if rows:
            connection.execute("DELETE FROM days WHERE day < ?", (before.isoformat(),))
    return len(rows)


def forget_names(connection: Connection) -> None:
    """Forget the names and numbers outside that no call has any more, and what was noted when they were called back."""
    from desktop_app.archive.search_index import index_of  # with numpy

    index_all(connection)
    parties.forget_others(connection, index_of(connection).used_ends())
    connection.index = None
    with connection:
        connection.execute(
            "DELETE FROM names WHERE length(number) > 5 AND number NOT IN "
            "(SELECT from_number FROM calls WHERE from_name <> '')"
        )
        connection.execute("DELETE FROM closed WHERE party NOT IN (SELECT party FROM parties)")


def forget_messages(connection: apsw.Connection, before: date) -> int:
    """Forget the messages before a day, but those that are being sent; gives how many."""
    with connection:
        connection.execute("DELETE FROM messages WHERE made_at < ? AND stage <> 'sending'", (before.isoformat(),))
    return connection.changes()
