"""The state of downloaded days."""

from __future__ import annotations

from datetime import date

from desktop_app.archive.connection import Connection
from desktop_app.archive.synced_days import mark_days, marked_days, unmark_days

FIRST, SECOND, THIRD = date(2026, 3, 1), date(2026, 3, 2), date(2026, 3, 3)


def test_days_have_the_state_that_was_set_last(db: Connection) -> None:
    mark_days(db, [FIRST, SECOND, THIRD], "cut")
    mark_days(db, [FIRST, SECOND], "complete")
    assert marked_days(db, "complete", FIRST, THIRD) == {FIRST, SECOND}
    assert marked_days(db, "cut", FIRST, THIRD) == {THIRD}
    assert marked_days(db, "complete", SECOND, SECOND) == {SECOND}
    assert marked_days(db, "complete", THIRD, THIRD) == set()


def test_days_before_a_day_are_unmarked(db: Connection) -> None:
    mark_days(db, [FIRST, SECOND, THIRD], "complete")
    unmark_days(db, SECOND)
    assert marked_days(db, "complete", FIRST, THIRD) == {SECOND, THIRD}
