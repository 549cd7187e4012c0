"""Numbers called from this program, the latest first."""

from __future__ import annotations

from datetime import datetime

import apsw

MAX_NUMBERS = 50


def add_number(connection: apsw.Connection, number: str, at: datetime) -> None:
    """A number was called now; the oldest beyond a bound are forgotten."""
    with connection:
        connection.execute("INSERT OR REPLACE INTO dialled (number, at) VALUES (?, ?)", (number, at.isoformat()))
        connection.execute(
            "DELETE FROM dialled WHERE number NOT IN (SELECT number FROM dialled ORDER BY at DESC LIMIT ?)",
            (MAX_NUMBERS,),
        )


def list_numbers(connection: apsw.Connection) -> list[str]:
    """The numbers called from here, the latest first."""
    return [number for (number,) in connection.execute("SELECT number FROM dialled ORDER BY at DESC")]
