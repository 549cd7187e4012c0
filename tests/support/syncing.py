"""An exchange with 40 days of billing records."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime, timedelta

from desktop_app.pbx.records import Leg, Listing, RecordingEntry

KEY = bytes(range(32))
FIRST, DAYS, A_DAY = date(2026, 2, 1), 40, 60
NOW = datetime(2026, 3, 30, 12, tzinfo=UTC)


def legs_of_day(day: date) -> list[Leg]:
    """Return the billing records of a day.  Every third call has two, like calls through a queue."""
    made = []
    for place in range(A_DAY):
        uniqueid = f"{int(datetime(day.year, day.month, day.day, 8, tzinfo=UTC).timestamp()) + place * 60}.{place}"
        for number in range(2 if place % 3 == 0 else 1):
            answered = number == 0 or place % 2 == 0
            made.append(
                Leg(
                    f"{day.isoformat()} {9 + place // 60:02d}:{place % 60:02d}:{number:02d}",
                    f'"Caller {place}" <60010{place:04d}>',
                    f"60010{place:04d}",
                    f"10{number + 1}",
                    "SIP/trunk-1",
                    f"SIP/X-10{number + 1}-00000001",
                    "Queue",
                    20,
                    10 if answered else 0,
                    "ANSWERED" if answered else "NO ANSWER",
                    uniqueid,
                    None,
                    "",
                )
            )
    return made


def days(first: date, last: date) -> list[date]:
    """Return the days of a range that have records."""
    known = [FIRST + timedelta(days=number) for number in range(DAYS)]
    return [day for day in known if first <= day <= last]


class Exchange:
    """Returns the records of days, and a recording for every fifth call."""

    async def legs(self, first: date, last: date) -> Listing[Leg]:
        await asyncio.sleep(0.001)
        return Listing(tuple(leg for day in days(first, last) for leg in legs_of_day(day)), 0, (last - first).days > 2)

    async def recordings(self, first: date, last: date) -> Listing[RecordingEntry]:
        recorded = [leg for day in days(first, last) for leg in legs_of_day(day) if leg.uniqueid.endswith("5")]
        entries = [RecordingEntry(one.uniqueid, one.src, one.dst, "wav", one.calldate) for one in recorded]
        return Listing(tuple(entries), 0, False)
