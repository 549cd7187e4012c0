"""Saved filters.  They hold phone numbers of people, so they are stored in the encrypted archive."""

from __future__ import annotations

import msgspec

from desktop_app.archive import key_values
from desktop_app.archive.records import CallFilter
from desktop_app.archive.store import Archive
from desktop_app.i18n.text import folded
from desktop_app.runtime.lenient_json import decode_json
from desktop_app.services.periods import PERIODS

_KEPT_AS = "filters"
LONGEST_NAME = 60


class SavedFilter(msgspec.Struct, frozen=True):
    """A filter with a name.

    When `period` is one of PERIODS it replaces the days of `wanted`, which are those of the day it was saved.
    `who` is the name of the person whose numbers `wanted` holds, `queue` the queue whose agents it holds.
    """

    name: str
    period: str
    wanted: CallFilter
    who: str = ""
    queue: str = ""


class SavedFilters:
    """All saved filters, sorted by name."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self.all: tuple[SavedFilter, ...] = ()

    async def load(self) -> None:
        """Read the filters from the archive.  Text that is not a list of filters gives none."""
        text = await self._archive.run(lambda db: key_values.get_value(db, _KEPT_AS))
        try:
            found = decode_json(text, tuple[SavedFilter, ...])
        except ValueError:
            found = ()
        self.all = tuple(one for one in found if one.period in ("", *PERIODS))

    async def keep(self, saved: SavedFilter) -> None:
        """Save a filter, replacing one of the same name."""
        others = [one for one in self.all if one.name != saved.name]
        await self._write(sorted([*others, saved], key=lambda one: folded(one.name)))

    async def forget(self, name: str) -> None:
        """Delete the filter of this name."""
        await self._write([one for one in self.all if one.name != name])

    async def _write(self, filters: list[SavedFilter]) -> None:
        self.all = tuple(filters)
        text = msgspec.json.encode(self.all).decode() if self.all else ""
        await self._archive.run(lambda db: key_values.set_value(db, _KEPT_AS, text))
