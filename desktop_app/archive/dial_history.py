"""The numbers dialled from this program."""

from __future__ import annotations

from datetime import datetime

import apsw

MAX_NUMBERS = 50


def add_number(connection: apsw.Connection, number: str, at: datetime) -> None:
    """Put a number at the top of the history, and drop what exceeds MAX_NUMBERS."""
    with connection:
        connection.execute("INSERT OR REPLACE INTO dialled (number, at) VALUES (?, ?)", (number, at.isoformat()))
        connection.execute(
            "DELETE FROM dialled WHERE number NOT IN (SELECT number FROM dialled ORDER BY at DESC LIMIT ?)",
            (MAX_NUMBERS,),
        )


def list_numbers(connection: apsw.Connection) -> list[str]:
    """Return the numbers, the latest first, each once."""
    return [number for (number,) in connection.execute("SELECT number FROM dialled ORDER BY at DESC")]
