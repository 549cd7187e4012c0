"""Data retention: calls, messages and recordings are deleted after their own number of days; 0 keeps them for ever."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from desktop_app.archive import purge
from desktop_app.archive.store import Archive
from desktop_app.config.exchange import RetentionPeriods
from desktop_app.pbx.exchange_time import pbx_today
from desktop_app.runtime.clock import Clock


class Retention:
    """Deletes what is older than the retention periods.  `ages` returns the present periods."""

    def __init__(self, archive: Archive, ages: Callable[[], RetentionPeriods], clock: Clock) -> None:
        self._archive, self._ages, self._clock = archive, ages, clock
        self._has_looked = False

    async def purge_expired(self) -> int:
        """Delete expired data.  Return the number of deleted calls, messages and recordings."""
        ages, today = self._ages(), pbx_today(self._clock())
        deleted = 0
        if ages.recordings:
            before = today - timedelta(days=ages.recordings)
            deleted += await self._archive.run(lambda db: purge.purge_recordings(db, before))
        if ages.messages:
            oldest = today - timedelta(days=ages.messages)
            deleted += await self._archive.run(lambda db: purge.purge_messages(db, oldest))
        if ages.calls:
            first = today - timedelta(days=ages.calls)
            while count := await self._archive.run(lambda db: purge.purge_calls(db, first)):
                deleted += count
        # Also once after the start: an earlier run may have been interrupted before the names were purged.
        if deleted or (not self._has_looked and (ages.calls or ages.recordings)):
            await self._archive.run(purge.purge_names)
        self._has_looked = True
        return deleted
