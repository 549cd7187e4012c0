"""Calls that the own phone missed, until a person has looked at them."""

from __future__ import annotations

from datetime import datetime

import apsw

from desktop_app.archive.records import MissedCall

MAX_MISSED_CALLS = 200


def add_missed_call(connection: apsw.Connection, one: MissedCall) -> None:
    """Note a call that was missed; the oldest beyond a bound are forgotten."""
    with connection:
        connection.execute(
            "INSERT INTO missed (at, number, name, queue) VALUES (?, ?, ?, ?)",
            (one.at.isoformat(), one.number, one.name, one.queue),
        )
        connection.execute(
            "DELETE FROM missed WHERE id <= (SELECT id FROM missed ORDER BY id DESC LIMIT 1 OFFSET ?)",
            (MAX_MISSED_CALLS,),
        )


def list_missed_calls(connection: apsw.Connection) -> list[MissedCall]:
    """The calls that were missed and not looked at, the newest first."""
    rows = connection.execute("SELECT at, number, name, queue FROM missed ORDER BY id DESC")
    return [MissedCall(datetime.fromisoformat(at), number, name, queue) for at, number, name, queue in rows]


def clear_missed_calls(connection: apsw.Connection) -> None:
    """They were looked at."""
    with connection:
        connection.execute("DELETE FROM missed")
