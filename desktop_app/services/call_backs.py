"""The worklist of call-backs: outside callers who were missed, without a conversation since."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from desktop_app.archive import call_backs
from desktop_app.archive.records import CallBack
from desktop_app.archive.store import Archive
from desktop_app.runtime.clock import Clock
from desktop_app.runtime.subscriptions import Listeners, Unsubscribe

# Older missed calls are no longer listed; they stay among the calls.
WATCHED_DAYS = 14

__all__ = ["CallBack", "CallBacks"]


class CallBacks:
    """`entries` holds one entry for each number, latest first; listeners are notified when it is different."""

    def __init__(self, archive: Archive, clock: Clock) -> None:
        self._archive = archive
        self._clock = clock
        self._changed: Listeners[[]] = Listeners("call-backs")
        self.entries: list[CallBack] = []

    def subscribe(self, listener: Callable[[], None]) -> Unsubscribe:
        """Notify `listener` when the list is different."""
        return self._changed.subscribe(listener)

    async def refresh(self) -> None:
        """Read the list from the archive again."""
        since = int((self._clock() - timedelta(days=WATCHED_DAYS)).timestamp())
        entries = await self._archive.run(lambda db: call_backs.to_call_back(db, since))
        if entries != self.entries:
            self.entries = entries
            self._changed.notify()

    async def close(self, entry: CallBack, note: str) -> None:
        """Mark an entry as done, with a note."""
        await self._archive.run(lambda db: call_backs.close(db, entry, note, self._clock()))
        await self.refresh()

    async def reopen(self, number: str) -> None:
        """Undo `close`."""
        await self._archive.run(lambda db: call_backs.reopen(db, number))
        await self.refresh()
