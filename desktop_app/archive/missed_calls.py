"""Calls that rang the user's own phone unanswered, until the user has seen the list."""

from __future__ import annotations

from datetime import datetime

import apsw

from desktop_app.archive.records import MissedCall

MAX_MISSED_CALLS = 200


def add_missed_call(connection: apsw.Connection, call: MissedCall) -> None:
    """Add a call, and drop the oldest beyond MAX_MISSED_CALLS."""
    with connection:
        connection.execute(
            "INSERT INTO missed (at, number, name, queue) VALUES (?, ?, ?, ?)",
            (call.at.isoformat(), call.number, call.name, call.queue),
        )
        connection.execute(
            "DELETE FROM missed WHERE id <= (SELECT id FROM missed ORDER BY id DESC LIMIT 1 OFFSET ?)",
            (MAX_MISSED_CALLS,),
        )


def list_missed_calls(connection: apsw.Connection) -> list[MissedCall]:
    """Return the calls, the newest first."""
    rows = connection.execute("SELECT at, number, name, queue FROM missed ORDER BY id DESC")
    return [MissedCall(datetime.fromisoformat(at), number, name, queue) for at, number, name, queue in rows]


def clear_missed_calls(connection: apsw.Connection) -> None:
    """Delete all calls of the list: the user has seen them."""
    with connection:
        connection.execute("DELETE FROM missed")
