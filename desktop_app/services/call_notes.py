"""Notes on calls and on positions in their recordings, stored in the archive and found by the search."""

from __future__ import annotations

from collections.abc import Callable

from desktop_app.archive import notes
from desktop_app.archive.records import Note
from desktop_app.archive.store import Archive
from desktop_app.runtime.clock import Clock
from desktop_app.runtime.subscriptions import Listeners, Unsubscribe

LONGEST = 500

__all__ = ["LONGEST", "CallNotes", "Note"]


class CallNotes:
    """`noted` maps the uniqueid of each call with notes to its note about the whole call (may be empty)."""

    def __init__(self, archive: Archive, clock: Clock) -> None:
        self._archive = archive
        self._clock = clock
        self._listeners: Listeners[[str]] = Listeners("notes")
        self.noted: dict[str, str] = {}

    def subscribe(self, listener: Callable[[str], None]) -> Unsubscribe:
        """Notify `listener` of the uniqueid of a call whose notes have changed."""
        return self._listeners.subscribe(listener)

    async def load(self) -> None:
        """Read the notes from the archive."""
        self.noted = await self._archive.run(notes.note_summaries)

    def noted_of(self, uniqueid: str) -> str | None:
        """The note about the whole call; empty when only its recording has notes, None when there are none."""
        return self.noted.get(uniqueid)

    async def of(self, uniqueid: str) -> list[Note]:
        """All notes of one call: first those about the whole call, then by their position in the recording."""
        return await self._archive.run(lambda db: notes.notes_of(db, uniqueid))

    async def write(self, uniqueid: str, text: str, at_ms: int | None = None) -> None:
        """Store a note about the whole call, or at a position of its recording.

        An empty text without a position deletes the note about the whole call.
        """
        text = " ".join(text.split())[:LONGEST]
        if text:
            await self._archive.run(lambda db: notes.add_note(db, uniqueid, at_ms, text, self._clock()))
        elif at_ms is None:
            for note in await self.of(uniqueid):
                if note.at_ms is None:
                    await self._archive.run(lambda db, row=note.id: notes.delete_note(db, row))  # type: ignore[misc]
        await self._changed(uniqueid)

    async def forget(self, note: Note) -> None:
        """Delete one note."""
        await self._archive.run(lambda db: notes.delete_note(db, note.id))
        await self._changed(note.uniqueid)

    async def _changed(self, uniqueid: str) -> None:
        await self.load()
        self._listeners.notify(uniqueid)
