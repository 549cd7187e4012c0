"""Filters that a person has kept under a name, in the archive: they hold numbers of people."""

from __future__ import annotations

import msgspec

from desktop_app.archive import key_values
from desktop_app.archive.records import CallFilter
from desktop_app.archive.store import Archive
from desktop_app.i18n.text import folded
from desktop_app.services.periods import PERIODS

_KEPT_AS = "filters"
LONGEST_NAME = 60


class SavedFilter(msgspec.Struct, frozen=True):
    """`wanted` under a name.

    Where `period` is one of PERIODS the days go on with the calendar, and those in `wanted` are of the day of keeping.
    `who` is how the person is called whose numbers `wanted` holds, `queue` the queue whose agents it holds.
    """

    name: str
    period: str
    wanted: CallFilter
    who: str = ""
    queue: str = ""


class SavedFilters:
    """All kept filters, by name."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self.all: tuple[SavedFilter, ...] = ()

    async def load(self) -> None:
        """Read what is kept; what an odd program wrote there is no filter."""
        text = await self._archive.run(lambda db: key_values.get_value(db, _KEPT_AS))
        try:
            found = msgspec.json.decode(text, type=tuple[SavedFilter, ...]) if text else ()
        except msgspec.DecodeError:
            found = ()
        self.all = tuple(one for one in found if one.period in ("", *PERIODS))

    async def keep(self, saved: SavedFilter) -> None:
        """Keep a filter; one of the same name gives way."""
        others = [one for one in self.all if one.name != saved.name]
        await self._write(sorted([*others, saved], key=lambda one: folded(one.name)))

    async def forget(self, name: str) -> None:
        """Keep it no longer."""
        await self._write([one for one in self.all if one.name != name])

    async def _write(self, filters: list[SavedFilter]) -> None:
        self.all = tuple(filters)
        text = msgspec.json.encode(self.all).decode() if self.all else ""
        await self._archive.run(lambda db: key_values.set_value(db, _KEPT_AS, text))
