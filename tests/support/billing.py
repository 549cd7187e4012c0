"""Exchanges that list as many billing records as a test wants, and remember which days were requested."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from desktop_app.archive.store import Archive
from desktop_app.pbx.records import Leg, Listing, RecordingEntry
from desktop_app.services.archive_sync import ArchiveSync, SyncReport
from tests.support.legs import leg

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)


class Books:
    """Lists so many records a day, cut at a small limit as the exchange does; remembers what was asked."""

    def __init__(self, limit: int, per_day: int = 3) -> None:
        self.limit, self.per_day = limit, per_day
        self.asked: list[tuple[date, date]] = []

    async def legs(self, first: date, last: date) -> Listing[Leg]:
        self.asked.append((first, last))
        all_legs = [
            leg(f"{day:%Y%m%d}.{n}", calldate=f"{day} 09:0{n}:00")
            for day in (first + timedelta(days=d) for d in range((last - first).days + 1))
            for n in range(self.per_day)
        ]
        return Listing(tuple(all_legs[: self.limit]), 0, len(all_legs) >= self.limit)

    async def recordings(self, first: date, last: date) -> Listing[RecordingEntry]:
        return Listing((), 0, False)


class Desk:
    """A sync on an exchange that lists as it is told, with a clock of its own."""

    def __init__(self, archive: Archive, now: datetime = NOW) -> None:
        self.archive, self.now = archive, now
        self.per_day: dict[date, int] = {}
        self.truncated: set[date] = set()  # days whose recordings fill the limit
        self.undecoded = (0, 0)
        self.asked: list[tuple[date, date]] = []
        self.changed = 0
        self.named = {"lucja": ("105",)}
        self.sync = ArchiveSync(self, archive, "PBX", lambda: self.now, lambda word: self.named.get(word, ()))
        self.end = self.sync.subscribe(self._count)

    def _count(self) -> None:
        self.changed += 1

    async def legs(self, first: date, last: date) -> Listing[Leg]:
        self.asked.append((first, last))
        legs = [
            leg(f"{day:%Y%m%d}.{n}", calldate=f"{day} 09:0{n}:00", cost=12 if n else None)
            for day, count in self.per_day.items()
            for n in range(count)
            if first <= day <= last
        ]
        return Listing(tuple(legs), self.undecoded[0], False)

    async def recordings(self, first: date, last: date) -> Listing[RecordingEntry]:
        entries = [
            RecordingEntry(f"{day:%Y%m%d}.0", "600100200", "105", "wav", f"{day} 09:00:00")
            for day in self.per_day
            if first <= day <= last
        ]
        is_truncated = any(first <= day <= last for day in self.truncated)
        return Listing(tuple(entries), self.undecoded[1], is_truncated)

    async def refresh(self, first: str, last: str) -> SyncReport:
        return await self.sync.refresh(date.fromisoformat(first), date.fromisoformat(last))

    def asked_days(self) -> list[tuple[str, str]]:
        """The ranges that were asked for since the last look."""
        asked, self.asked = self.asked, []
        return [(first.isoformat(), last.isoformat()) for first, last in asked]
