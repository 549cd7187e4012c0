"""Notes on calls and on places of their recordings: kept in the archive and found by the search."""

from __future__ import annotations

from collections.abc import Callable

from desktop_app.archive import notes
from desktop_app.archive.records import Note
from desktop_app.archive.store import Archive
from desktop_app.runtime.clock import Clock

LONGEST = 500

__all__ = ["LONGEST", "CallNotes", "Note"]


class CallNotes:
    """`noted` holds each call with notes and its note about the whole; listeners are told its identifier."""

    def __init__(self, archive: Archive, clock: Clock) -> None:
        self._archive = archive
        self._clock = clock
        self._listeners: list[Callable[[str], None]] = []
        self.noted: dict[str, str] = {}

    def subscribe(self, listener: Callable[[str], None]) -> None:
        """Be told the call whose notes are others."""
        self._listeners.append(listener)

    async def load(self) -> None:
        """Read what is kept."""
        self.noted = await self._archive.run(notes.note_summaries)

    def noted_of(self, uniqueid: str) -> str | None:
        """The note about the whole call, an empty text for notes in its recording alone, None for none at all."""
        return self.noted.get(uniqueid)

    async def of(self, uniqueid: str) -> list[Note]:
        """All notes of one call: about the whole of it first, then in the order of its recording."""
        return await self._archive.run(lambda db: notes.notes_of(db, uniqueid))

    async def write(self, uniqueid: str, text: str, at_ms: int | None = None) -> None:
        """Note something about the whole call, or at a place of its recording; an empty text takes the whole's away."""
        text = " ".join(text.split())[:LONGEST]
        if text:
            await self._archive.run(lambda db: notes.add_note(db, uniqueid, at_ms, text, self._clock()))
        elif at_ms is None:
            for note in await self.of(uniqueid):
                if note.at_ms is None:
                    await self._archive.run(lambda db, row=note.id: notes.delete_note(db, row))  # type: ignore[misc]
        await self._changed(uniqueid)

    async def forget(self, note: Note) -> None:
        """Take one note away."""
        await self._archive.run(lambda db: notes.delete_note(db, note.id))
        await self._changed(note.uniqueid)

    async def _changed(self, uniqueid: str) -> None:
        await self.load()
        for listener in list(self._listeners):
            listener(uniqueid)
