"""The numbers that were called from this program, newest first, for redialling."""

from __future__ import annotations

from datetime import datetime

from desktop_app.archive import dial_history
from desktop_app.archive.store import Archive


class DialHistory:
    """The dial history, saved in the archive.  Each number is listed once, at its last call."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self.numbers: list[str] = []

    async def load(self) -> None:
        """Read the history from the archive."""
        self.numbers = await self._archive.run(dial_history.list_numbers)

    async def add(self, number: str, at: datetime) -> None:
        """Put a number at the top and save it.  At most DIALLED_KEPT numbers are kept."""
        self.numbers = [number, *(one for one in self.numbers if one != number)][: dial_history.MAX_NUMBERS]
        await self._archive.run(lambda db: dial_history.add_number(db, number, at))
