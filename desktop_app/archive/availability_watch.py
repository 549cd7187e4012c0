"""The extensions whose next idle state the user wants to be notified of."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import apsw

from desktop_app.archive.records import WatchedExtension


def save_watches(connection: apsw.Connection, watches: Iterable[WatchedExtension]) -> None:
    """Replace the stored watches with these."""
    with connection:
        connection.execute("DELETE FROM awaited")
        connection.executemany(
            "INSERT INTO awaited (extension, until) VALUES (?, ?)",
            ((watch.extension, watch.until.isoformat()) for watch in watches),
        )


def load_watches(connection: apsw.Connection) -> list[WatchedExtension]:
    """Return all stored watches, expired ones included."""
    rows = connection.execute("SELECT extension, until FROM awaited")
    return [WatchedExtension(extension, datetime.fromisoformat(until)) for extension, until in rows]
