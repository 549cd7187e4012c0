"""«Notify when free»: the extensions the user waits for.  Each is reported once and expires after EXPIRES_AFTER."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from desktop_app.archive import availability_watch
from desktop_app.archive.records import WatchedExtension
from desktop_app.archive.store import Archive
from desktop_app.office import Change, DeviceState, Office, Part

EXPIRES_AFTER = timedelta(hours=4)


class AvailabilityWatch:
    """The watched extensions.

    `on_free(extension)` is called once when one becomes idle, `on_change` when the list differs, and `keep` when it
    must be saved.
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
        """The watched extensions, sorted."""
        return sorted(self._until)

    async def load(self, now: datetime) -> None:
        """Read the list from the archive, without entries that have expired at `now`."""
        kept = await self._archive.run(availability_watch.load_watches)
        self._until = {one.extension: one.until for one in kept if one.until > now}

    async def save(self) -> None:
        """Save the list to the archive."""
        awaited = [WatchedExtension(extension, until) for extension, until in self._until.items()]
        await self._archive.run(lambda db: availability_watch.save_watches(db, awaited))

    def toggle(self, extension: str, office: Office, now: datetime) -> None:
        """Start or stop watching an extension.  One that is free already is reported at once and not watched."""
        if extension in self._until:
            del self._until[extension]
        elif _is_free(office, extension):
            self._on_free(extension)
            return
        else:
            self._until[extension] = now + EXPIRES_AFTER
        self._changed()

    def update(self, office: Office, changes: tuple[Change, ...], now: datetime) -> None:
        """Report the watched extensions that became free, and stop watching them."""
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
        """Drop the entries that have expired at `now`."""
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
