"""The worklist «to call back»: read anew when calls came in, told to whoever shows it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from desktop_app.archive import call_backs
from desktop_app.archive.records import CallBack
from desktop_app.archive.store import Archive
from desktop_app.runtime.clock import Clock

# What is older is not called back any more; it stays among the calls.
WATCHED_DAYS = 14

__all__ = ["CallBack", "CallBacks"]


class CallBacks:
    """`entries`, the latest first; listeners are told when they are others."""

    def __init__(self, archive: Archive, clock: Clock) -> None:
        self._archive = archive
        self._clock = clock
        self._listeners: list[Callable[[], None]] = []
        self.entries: list[CallBack] = []

    def subscribe(self, listener: Callable[[], None]) -> None:
        """Be told when the list is another."""
        self._listeners.append(listener)

    async def refresh(self) -> None:
        """Read the list anew."""
        since = int((self._clock() - timedelta(days=WATCHED_DAYS)).timestamp())
        entries = await self._archive.run(lambda db: call_backs.to_call_back(db, since))
        if entries != self.entries:
            self.entries = entries
            for listener in list(self._listeners):
                listener()

    async def close(self, entry: CallBack, note: str) -> None:
        """Done by hand."""
        await self._archive.run(lambda db: call_backs.close(db, entry, note, self._clock()))
        await self.refresh()

    async def reopen(self, number: str) -> None:
        """Not done after all."""
        await self._archive.run(lambda db: call_backs.reopen(db, number))
        await self.refresh()
