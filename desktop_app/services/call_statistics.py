"""Statistics of a filter, computed in spans of days: a first result is shown soon and other reads come in between."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import msgspec

from desktop_app.archive.statistics import Statistics, Tally, Wait, statistics, total
from desktop_app.services.archive_sync import ArchiveSync, CallFilter

SPAN_DAYS = 40

__all__ = ["Statistics", "Tally", "Wait", "running_statistics", "total"]


async def running_statistics(calls: ArchiveSync, wanted: CallFilter) -> AsyncIterator[Statistics]:
    """Yield the statistics of the newest SPAN_DAYS days, then of ever more days, last those of the whole filter."""
    found = Statistics()
    last = wanted.last
    while True:
        first = max(wanted.first, last - timedelta(days=SPAN_DAYS - 1))
        span = msgspec.structs.replace(wanted, first=first, last=last)
        found = found.plus(await calls.ask(span, statistics))
        yield found
        if first == wanted.first:
            return
        last = first - timedelta(days=1)
