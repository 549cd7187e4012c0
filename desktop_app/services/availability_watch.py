"""«Tell me when free»: whom a person waits for, kept over restarts, told once, and forgotten after a while."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from desktop_app.archive import availability_watch
from desktop_app.archive.records import Awaited
from desktop_app.archive.store import Archive
from desktop_app.office import Change, DeviceState, Office, Part

EXPIRES_AFTER = timedelta(hours=4)


class AvailabilityWatch:
    """Several people at once.  `on_free(extension)` tells, `on_change` says that the list is another;
    `keep` saves it.
    """

    def __init__(
        self,
        archive: Archive,
        on_free: Callable[[str], None],
        on_change: Callable[[], None],
        keep: Callable[[], None],
    ) -> None:
        self._archive = archive
        self._on_free, self._on_change, self._keep = on_free, on_change, keep
        self._until: dict[str, datetime] = {}

    @property
    def extensions(self) -> list[str]:
        """Everybody who is waited for."""
        return sorted(self._until)

    async def load(self, now: datetime) -> None:
        """Read what was asked for before; what is too old is forgotten."""
        kept = await self._archive.run(availability_watch.awaited)
        self._until = {one.extension: one.until for one in kept if one.until > now}

    async def save(self) -> None:
        """Keep the list as it is."""
        awaited = [Awaited(extension, until) for extension, until in self._until.items()]
        await self._archive.run(lambda db: availability_watch.save_awaited(db, awaited))

    def toggle(self, extension: str, office: Office, now: datetime) -> None:
        """Wait for somebody, or no longer.  Who is free already is told at once."""
        if extension in self._until:
            del self._until[extension]
        elif _is_free(office, extension):
            self._on_free(extension)
            return
        else:
            self._until[extension] = now + EXPIRES_AFTER
        self._changed()

    def update(self, office: Office, changes: tuple[Change, ...], now: datetime) -> None:
        """Tell of everybody who became free."""
        if not self._until:
            return
        free = {c.key for c in changes if c.part is Part.LAMP and c.key in self._until and _is_free(office, c.key)}
        for extension in sorted(free):
            is_in_time = self._until.pop(extension) > now
            if is_in_time:
                self._on_free(extension)
        if free:
            self._changed()

    def expire(self, now: datetime) -> None:
        """Forget who was waited for too long."""
        old = [extension for extension, until in self._until.items() if until <= now]
        for extension in old:
            del self._until[extension]
        if old:
            self._changed()

    def _changed(self) -> None:
        self._on_change()
        self._keep()


def _is_free(office: Office, extension: str) -> bool:
    lamp = office.lamps.get(extension)
    return lamp is not None and office.is_live(lamp) and lamp.state is DeviceState.IDLE
