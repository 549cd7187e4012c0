"""Extensions that a person wants to be notified about when they become free."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import apsw

from desktop_app.archive.records import Awaited


def save_awaited(connection: apsw.Connection, awaited: Iterable[Awaited]) -> None:
    """Keep these as the ones that are waited for, and no others."""
    with connection:
        connection.execute("DELETE FROM awaited")
        connection.executemany(
            "INSERT INTO awaited (extension, until) VALUES (?, ?)",
            ((a.extension, a.until.isoformat()) for a in awaited),
        )


def awaited(connection: apsw.Connection) -> list[Awaited]:
    """Everybody who is waited for."""
    rows = connection.execute("SELECT extension, until FROM awaited")
    return [Awaited(extension, datetime.fromisoformat(until)) for extension, until in rows]
