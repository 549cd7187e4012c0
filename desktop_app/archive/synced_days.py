"""Which days have been downloaded: `complete` (not requested again) or `cut` (the exchange's limit hides some records).

Days are days of the exchange, Europe/Warsaw.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import apsw


def mark_days(connection: apsw.Connection, days: Iterable[date], what: str) -> None:
    """Set the state of days; `what` is `complete` or `cut`."""
    with connection:
        connection.executemany(
            "INSERT OR REPLACE INTO days (day, what) VALUES (?, ?)", [(day.isoformat(), what) for day in days]
        )


def marked_days(connection: apsw.Connection, what: str, first: date, last: date) -> set[date]:
    """Return the days from `first` to `last`, both included, that have the state `what`."""
    rows = connection.execute(
        "SELECT day FROM days WHERE what = ? AND day BETWEEN ? AND ?", (what, first.isoformat(), last.isoformat())
    )
    return {date.fromisoformat(day) for (day,) in rows}


def unmark_days(connection: apsw.Connection, before: date) -> None:
    """Forget the state of all days before a day, so that a request for them goes to the exchange again."""
    connection.execute("DELETE FROM days WHERE day < ?", (before.isoformat(),))
