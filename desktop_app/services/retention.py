"""How long things are kept: each kind by its own age in days, looked after once a day; 0 keeps for ever."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from desktop_app.archive import purge
from desktop_app.archive.store import Archive
from desktop_app.config.exchange import RetentionPeriods
from desktop_app.pbx.exchange_time import pbx_today
from desktop_app.runtime.clock import Clock


class Retention:
    """Forgets what is older than a person or their administrator wants."""

    def __init__(self, archive: Archive, ages: Callable[[], RetentionPeriods], clock: Clock) -> None:
        self._archive, self._ages, self._clock = archive, ages, clock
        self._has_looked = False

    async def forget_old(self) -> int:
        """Forget now; gives how much was forgotten."""
        ages, today = self._ages(), pbx_today(self._clock())
        forgotten = 0
        if ages.recordings:
            before = today - timedelta(days=ages.recordings)
            forgotten += await self._archive.run(lambda db: purge.forget_recordings(db, before))
        if ages.messages:
            oldest = today - timedelta(days=ages.messages)
            forgotten += await self._archive.run(lambda db: purge.forget_messages(db, oldest))
        if ages.calls:
            first = today - timedelta(days=ages.calls)
            while some := await self._archive.run(lambda db: purge.forget_calls(db, first)):
                forgotten += some
        if forgotten or (not self._has_looked and (ages.calls or ages.recordings)):  # it may have been cut short
            await self._archive.run(purge.forget_names)
        self._has_looked = True
        return forgotten
