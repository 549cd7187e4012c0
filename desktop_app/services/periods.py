"""Named periods relative to today, such as «this week»."""

from __future__ import annotations

from datetime import date, timedelta

TODAY, YESTERDAY, WEEK, MONTH = "today", "yesterday", "7 days", "30 days"
# A week begins on Monday.
CALENDAR = ("this week", "last week", "this month", "last month", "this year", "last year")
PERIODS = (TODAY, YESTERDAY, WEEK, MONTH, *CALENDAR)


def date_range(period: str, today: date) -> tuple[date, date]:
    """Return the first and the last day of one of PERIODS; a period that is not over ends today.

    Raises KeyError for another name.
    """
    monday = today - timedelta(days=today.weekday())
    first_of_month = today.replace(day=1)
    before_month = first_of_month - timedelta(days=1)
    first_of_year = today.replace(month=1, day=1)
    before_year = first_of_year - timedelta(days=1)
    return {
        TODAY: (today, today),
        YESTERDAY: (today - timedelta(days=1), today - timedelta(days=1)),
        WEEK: (today - timedelta(days=6), today),
        MONTH: (today - timedelta(days=29), today),
        "this week": (monday, today),
        "last week": (monday - timedelta(days=7), monday - timedelta(days=1)),
        "this month": (first_of_month, today),
        "last month": (before_month.replace(day=1), before_month),
        "this year": (first_of_year, today),
        "last year": (before_year.replace(month=1, day=1), before_year),
    }[period]
