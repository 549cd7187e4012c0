"""The numbers that were called from here, the latest first: for calling again."""

from __future__ import annotations

from datetime import datetime

from desktop_app.archive import dial_history
from desktop_app.archive.store import Archive


class DialHistory:
    """Kept in the archive; a number stands there once, where it was called last."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self.numbers: list[str] = []

    async def load(self) -> None:
        """Read what is kept."""
        self.numbers = await self._archive.run(dial_history.list_numbers)

    async def add(self, number: str, at: datetime) -> None:
        """This number was called now."""
        self.numbers = [number, *(one for one in self.numbers if one != number)][: dial_history.MAX_NUMBERS]
        await self._archive.run(lambda db: dial_history.add_number(db, number, at))
