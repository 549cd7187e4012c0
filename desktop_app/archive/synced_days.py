"""Days"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import apsw


def mark_days(connection: apsw.Connection, days: Iterable[date], what: str) -> None:
    """Note that days are `complete` (not asked again) or `cut` (the exchange's limit hides some of them)."""
    with connection:
        connection.executemany(
            "INSERT OR REPLACE INTO days (day, what) VALUES (?, ?)", [(day.isoformat(), what) for day in days]
        )


def marked_days(connection: apsw.Connection, what: str, first: date, last: date) -> set[date]:
    """The days of a range that are noted so."""
    rows = connection.execute(
        "SELECT day FROM days WHERE what = ? AND day BETWEEN ? AND ?", (what, first.isoformat(), last.isoformat())
    )
    return {date.fromisoformat(day) for (day,) in rows}
