"""Conversion of the exchange's local time, which has no UTC offset.

The exchange runs in Europe/Warsaw, where one hour a year occurs twice; the `uniqueid` of a call tells the two apart.
See PROTOCOL.md, «Time of the exchange».
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

PBX_ZONE = ZoneInfo("Europe/Warsaw")
_TWO_DIGITS = {f"{number:02d}": number for number in range(60)}


def pbx_today(now: datetime) -> date:
    """Return the calendar day at the exchange.  `now` is timezone-aware."""
    return now.astimezone(PBX_ZONE).date()


def to_utc(calldate: str, uniqueid: str = "") -> datetime | None:
    """Convert a local time (`YYYY-MM-DD HH:MM:SS`) to UTC; None if it is not a valid time.

    In the hour that occurs twice, the result is the one closest to the creation time in `uniqueid`; without that, the
    first.
    """
    try:
        local = datetime.strptime(calldate, "%Y-%m-%d %H:%M:%S").replace(tzinfo=PBX_ZONE)
        first, second = local.astimezone(UTC), local.replace(fold=1).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    created = uniqueid.partition(".")[0]
    if first != second and re.fullmatch(r"[0-9]{1,11}", created):
        created_s = int(created)
        return min(first, second, key=lambda moment: abs(moment.timestamp() - created_s))
    return first


def unix_seconds(calldate: str, uniqueid: str = "") -> int:
    """Return `to_utc` in Unix seconds, or 0 if `calldate` is not a valid time.

    Called for every billing record, so the hours that occur once are cached and nothing is parsed.
    """
    hour_s = _hour_start_s(calldate[:13])
    if hour_s is not None and len(calldate) == 19 and calldate[13] == calldate[16] == ":":
        try:
            return hour_s + _TWO_DIGITS[calldate[14:16]] * 60 + _TWO_DIGITS[calldate[17:]]
        except KeyError:
            return 0
    moment = to_utc(calldate, uniqueid)
    return int(moment.timestamp()) if moment else 0


@lru_cache(maxsize=1024)
def _hour_start_s(hour: str) -> int | None:
    """Return the Unix time of an hour (`YYYY-MM-DD HH`); None if it occurs twice or is not a valid hour."""
    try:
        start = datetime.strptime(hour, "%Y-%m-%d %H").replace(tzinfo=PBX_ZONE)
        seconds = int(start.astimezone(UTC).timestamp())
    except (ValueError, OverflowError):
        return None
    return seconds if start.utcoffset() == start.replace(fold=1).utcoffset() else None


def day_start_s(day: date) -> int:
    """Return the Unix time at which a day of the exchange starts."""
    return int(datetime(day.year, day.month, day.day, tzinfo=PBX_ZONE).timestamp())
