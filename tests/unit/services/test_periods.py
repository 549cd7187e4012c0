"""Named periods, and the saved filters that use them."""

from __future__ import annotations

from datetime import date, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.archive import key_values
from desktop_app.archive.records import CallFilter
from desktop_app.archive.store import Archive
from desktop_app.services.periods import CALENDAR, PERIODS, date_range
from desktop_app.services.saved_filters import SavedFilter, SavedFilters

DAYS = st.dates(date(2000, 1, 1), date(2100, 1, 1))


def test_periods_of_a_day_in_march() -> None:
    today = date(2026, 3, 4)  # a Wednesday
    assert date_range("today", today) == (today, today)
    assert date_range("yesterday", today) == (date(2026, 3, 3), date(2026, 3, 3))
    assert date_range("7 days", today) == (date(2026, 2, 26), today)
    assert date_range("30 days", today) == (date(2026, 2, 3), today)
    assert date_range("this week", today) == (date(2026, 3, 2), today)
    assert date_range("last week", today) == (date(2026, 2, 23), date(2026, 3, 1))
    assert date_range("this month", today) == (date(2026, 3, 1), today)
    assert date_range("last month", today) == (date(2026, 2, 1), date(2026, 2, 28))
    assert date_range("this year", today) == (date(2026, 1, 1), today)
    assert date_range("last year", today) == (date(2025, 1, 1), date(2025, 12, 31))


def test_the_names_of_periods_stay_because_saved_filters_hold_them() -> None:
    rolling = ("today", "yesterday", "7 days", "30 days")
    assert (*rolling, "this week", "last week", "this month", "last month", "this year", "last year") == PERIODS
    assert all(date_range(period, date(2026, 3, 4)) for period in PERIODS)
    with pytest.raises(KeyError):
        date_range("next week", date(2026, 3, 4))


@given(DAYS)
def test_every_period_ends_by_today(today: date) -> None:
    for period in PERIODS:
        first, last = date_range(period, today)
        assert first <= last <= today


@given(DAYS)
def test_last_and_this_period_are_adjacent(today: date) -> None:
    for last, this in zip(CALENDAR[1::2], CALENDAR[::2], strict=True):
        assert date_range(last, today)[1] + timedelta(days=1) == date_range(this, today)[0]


async def test_a_saved_filter_is_read_back_whole(archive: Archive) -> None:
    wanted = CallFilter(
        date(2026, 3, 1),
        date(2026, 3, 2),
        text="żółw",
        directions=frozenset({"in"}),
        outcomes=frozenset({"missed"}),
        with_cost=True,
        talk_at_least_s=60,
        numbers=frozenset({"600100200"}),
        agents=frozenset({"105"}),
    )
    filters = SavedFilters(archive)
    await filters.keep(SavedFilter("Zosia", "this week", wanted, who="Żółw", queue="Kolejka1"))
    await filters.keep(SavedFilter("Ala", "", wanted))
    again = SavedFilters(archive)
    await again.load()
    assert again.all == filters.all
    assert [one.name for one in again.all] == ["Ala", "Zosia"]
    assert again.all[1].wanted == wanted


async def test_a_filter_replaces_one_of_the_same_name_and_can_be_deleted(archive: Archive) -> None:
    day = date(2026, 3, 1)
    filters = SavedFilters(archive)
    await filters.keep(SavedFilter("Ala", "", CallFilter(day, day, text="a")))
    await filters.keep(SavedFilter("Ala", "", CallFilter(day, day, text="b")))
    assert [one.wanted.text for one in filters.all] == ["b"]
    await filters.forget("Ala")
    assert await archive.run(lambda db: key_values.get_value(db, "filters")) == ""
    await filters.load()
    assert filters.all == ()


def test_a_filter_belongs_to_nobody_unless_it_says_so() -> None:
    saved = SavedFilter("Ala", "today", CallFilter(date(2026, 3, 1), date(2026, 3, 1)))
    assert (saved.who, saved.queue) == ("", "")


async def test_text_that_is_not_a_filter_is_ignored(archive: Archive) -> None:
    await archive.run(lambda db: key_values.set_value(db, "filters", '[{"name": "x"'))
    filters = SavedFilters(archive)
    await filters.load()
    assert filters.all == ()
    day = date(2026, 3, 1)
    good = msgspec.json.encode([SavedFilter("Ala", "today", CallFilter(day, day))]).decode()
    await archive.run(lambda db: key_values.set_value(db, "filters", good))
    again = SavedFilters(archive)
    await again.load()
    assert [(one.name, one.who, one.queue) for one in again.all] == [("Ala", "", "")]


@pytest.mark.parametrize(
    "period",
    ["", "today", "yesterday", "7 days", "30 days", "this week", "last week", "this month", "last month", "this year",
     "last year"],
)  # fmt: skip
async def test_a_filter_of_each_period_is_read_back(archive: Archive, period: str) -> None:
    day = date(2026, 3, 1)
    text = msgspec.json.encode([SavedFilter("Ala", period, CallFilter(day, day))]).decode()
    await archive.run(lambda db: key_values.set_value(db, "filters", text))
    filters = SavedFilters(archive)
    await filters.load()
    assert [one.period for one in filters.all] == [period]
    await filters.keep(SavedFilter("Ala", "next century", CallFilter(date(2026, 3, 1), date(2026, 3, 1))))
    await filters.load()
    assert filters.all == ()
