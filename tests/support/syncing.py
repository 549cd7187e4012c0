"""A sync in a process of its own, to be killed at any moment: 40 days of billing records into an encrypted file."""

from __future__ import annotations

import asyncio
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from desktop_app.archive.store import Archive
from desktop_app.pbx.records import Answer, Leg, RecordingEntry
from desktop_app.services.sync import CallsSync

KEY = bytes(range(32))
FIRST, DAYS, A_DAY = date(2026, 2, 1), 40, 60
NOW = datetime(2026, 3, 30, 12, tzinfo=UTC)


def legs_of_day(day: date) -> list[Leg]:
    """The billing records of a day: every third call has two, as queues leave them."""
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
    """The days of a range that this exchange knows."""
    known = [FIRST + timedelta(days=number) for number in range(DAYS)]
    return [day for day in known if first <= day <= last]


class Exchange:
    """Answers with the records of the days, and a recording for every fifth call."""

    async def legs(self, first: date, last: date) -> Answer:
        await asyncio.sleep(0.001)
        return Answer(tuple(leg for day in days(first, last) for leg in legs_of_day(day)), 0, (last - first).days > 2)

    async def recordings(self, first: date, last: date) -> Answer:
        recorded = [leg for day in days(first, last) for leg in legs_of_day(day) if leg.uniqueid.endswith("5")]
        entries = [RecordingEntry(one.uniqueid, one.src, one.dst, "wav", one.calldate) for one in recorded]
        return Answer(tuple(entries), 0, False)


async def sync(file: Path) -> None:
    """All days, into this file."""
    archive = Archive(file, KEY)
    await archive.open()
    calls = CallsSync(Exchange(), archive, "X", lambda: NOW)
    print("open", flush=True)  # noqa: T201 - its way to tell
    await calls.refresh(FIRST, FIRST + timedelta(days=DAYS - 1))
    await archive.close()


if __name__ == "__main__":
    asyncio.run(sync(Path(sys.argv[1])))
