"""Extensions that a person wants to be notified about when they become free."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import apsw

from desktop_app.archive.records import WatchedExtension


def save_watches(connection: apsw.Connection, load_watches: Iterable[WatchedExtension]) -> None:
    """Keep these as the ones that are waited for, and no others."""
    with connection:
        connection.execute("DELETE FROM awaited")
        connection.executemany(
            "INSERT INTO awaited (extension, until) VALUES (?, ?)",
            ((a.extension, a.until.isoformat()) for a in load_watches),
        )


def load_watches(connection: apsw.Connection) -> list[WatchedExtension]:
    """Everybody who is waited for."""
    rows = connection.execute("SELECT extension, until FROM awaited")
    return [WatchedExtension(extension, datetime.fromisoformat(until)) for extension, until in rows]
