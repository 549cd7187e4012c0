"""The local time of the exchange."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from desktop_app.pbx.exchange_time import PBX_ZONE, day_start_s, pbx_today, to_utc, unix_seconds

FIRST = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
SECOND = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
DOUBLED = "2026-10-25 02:30:00"


def test_today_is_the_day_of_the_exchange() -> None:
    assert pbx_today(datetime(2026, 3, 1, 23, 30, tzinfo=UTC)) == date(2026, 3, 2)
    assert pbx_today(datetime(2026, 3, 1, 22, 59, tzinfo=UTC)) == date(2026, 3, 1)


@pytest.mark.parametrize(
    ("uniqueid", "moment"),
    [
        (f"{int(FIRST.timestamp())}.7", FIRST),
        (f"{int(SECOND.timestamp())}.7", SECOND),
        (f"{int(SECOND.timestamp())}", SECOND),
        ("", FIRST),
        ("²", FIRST),
        ("x.1", FIRST),
        ("99999999999.1", SECOND),
        ("9" * 5000, FIRST),
    ],
)
def test_the_hour_that_occurs_twice_is_resolved_by_the_uniqueid(uniqueid: str, moment: datetime) -> None:
    converted = to_utc(DOUBLED, uniqueid)
    assert converted == moment
    assert converted.tzinfo is UTC
    assert unix_seconds(DOUBLED, uniqueid) == int(moment.timestamp())


def test_in_all_other_days_the_uniqueid_does_not_matter() -> None:
    moment = datetime(2021, 12, 15, 10, 25, 2, tzinfo=UTC)
    for uniqueid in ("1639563902.75", "1.75", ""):
        assert to_utc("2021-12-15 11:25:02", uniqueid) == moment
        assert unix_seconds("2021-12-15 11:25:02", uniqueid) == 1639563902


@pytest.mark.parametrize(
    "text",
    [
        "",
        "soon",
        "2021-12-15",
        "2021-12-15 11:25",
        "2021-12-15 11:25:60",
        "2021-12-15 11:60:00",
        "2021-12-15 24:00:00",
        "2021-13-15 11:25:02",
        "2021-12-15 11.25.02",
        "2021-12-15 11:25.02",
        "2021/12/15 11:25:02",
        "2021-12-15 11:25:02Z",
        "0001-01-01 00:00:00",
    ],
)
def test_other_texts_are_not_a_time(text: str) -> None:
    assert to_utc(text) is None
    assert unix_seconds(text) == 0


_days = st.one_of(
    st.dates(date(1970, 1, 2), date(2099, 12, 31)).map(str),
    st.sampled_from(["2026-10-25", "2026-03-29"]),  # one hour twice, one not at all
)


@given(_days, st.times(), st.integers(0, 2**33))
@example("2026-10-25", time(2, 30), int(SECOND.timestamp()))
@example("2026-10-25", time(2, 59, 59), int(FIRST.timestamp()))
@example("2026-03-29", time(2, 30), 0)
def test_the_fast_path_equals_the_conversion(day: str, clock: time, created_s: int) -> None:
    text, uniqueid = f"{day} {clock:%H:%M:%S}", f"{created_s}.1"
    converted = to_utc(text, uniqueid)
    assert converted is not None
    assert unix_seconds(text, uniqueid) == int(converted.timestamp())


def test_a_day_starts_at_midnight_of_the_exchange() -> None:
    assert day_start_s(date(2026, 7, 1)) == int(datetime(2026, 6, 30, 22, tzinfo=UTC).timestamp())
    assert datetime.fromtimestamp(day_start_s(date(2026, 1, 2)), PBX_ZONE) == datetime(2026, 1, 2, tzinfo=PBX_ZONE)
