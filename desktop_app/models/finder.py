"""Search of the command bar over people, extensions and numbers.  Fast enough to run on every keystroke."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import Enum
from typing import TYPE_CHECKING

import msgspec

from desktop_app.i18n.text import folded, tr
from desktop_app.models.formatting import lamp_text
from desktop_app.models.lamps import EXTENSION, LampModel
from desktop_app.phone_numbers.extraction import extract_numbers
from desktop_app.phone_numbers.formatting import format_number
from desktop_app.phone_numbers.parsing import normalized

if TYPE_CHECKING:
    from desktop_app.services.directory import Directory


LIMIT = 8


class ResultKind(Enum):
    """The kind of a search result."""

    NUMBER = "number"
    COLLEAGUE = "colleague"
    CONTACT = "contact"


class SearchResult(msgspec.Struct, frozen=True):
    """One result: kind, title, the number that Enter calls, and the present state of a colleague."""

    kind: ResultKind
    title: str
    number: str
    note: str = ""


class Finder:
    """Searches lamps, contacts and callers.  Folded texts are cached until names change."""

    def __init__(
        self, lamps: LampModel, directory: Directory, dialled: Callable[[], Sequence[str]] = lambda: ()
    ) -> None:
        self._lamps = lamps
        self._dialled = dialled
        self._directory = directory
        self._entries: list[tuple[str, int, SearchResult]] | None = None
        self._unsubscribe = directory.subscribe(self._forget)
        lamps.rowsInserted.connect(self._forget)

    def close(self) -> None:
        """End the subscription to the directory."""
        self._unsubscribe()

    def _forget(self, *_: object) -> None:
        self._entries = None

    def find(self, text: str) -> list[SearchResult]:
        """Return the best LIMIT results; numbers in the text that can be dialled come first."""
        numbers = extract_numbers(text)
        found = [SearchResult(ResultKind.NUMBER, format_number(number), number) for number in numbers]
        words = folded(text).split()
        if not words:
            return []
        digits = numbers[0] if len(numbers) == 1 else ""
        hits = [
            (self._rank(words, haystack, rank), entry.title.casefold(), entry)
            for haystack, rank, entry in self._all()
            if all(word in haystack for word in words) or (len(digits) > 1 and digits in haystack)
        ]
        hits.sort(key=lambda hit: hit[:2])
        return [self._with_state(entry) for entry in (found + [entry for _, _, entry in hits])[:LIMIT]]

    def recent(self) -> list[SearchResult]:
        """Return the dial history, newest first."""
        return [
            SearchResult(
                ResultKind.NUMBER if not (name := self._directory.name_of(number)) else ResultKind.CONTACT,
                name or format_number(number),
                number,
            )
            for number in self._dialled()[:LIMIT]
        ]

    def _with_state(self, entry: SearchResult) -> SearchResult:
        if entry.kind is not ResultKind.COLLEAGUE:
            return entry
        row = self._lamps.row(entry.number)
        return SearchResult(
            entry.kind, entry.title, entry.number, lamp_text(row.lamp) if row.is_live else tr("not known")
        )

    def _rank(self, words: list[str], haystack: str, rank: int) -> tuple[int, int]:
        """Sort favourites first, then texts with a word that begins like the first search word."""
        begins = any(part.startswith(words[0]) for part in haystack.split())
        return (rank, 0 if begins else 1)

    def _all(self) -> list[tuple[str, int, SearchResult]]:
        if self._entries is None:
            self._entries = [*self._colleagues(), *self._contacts(), *self._callers()]
        return self._entries

    def _colleagues(self) -> list[tuple[str, int, SearchResult]]:
        rows = [self._lamps.index(position).data(EXTENSION) for position in range(self._lamps.rowCount())]
        entries = []
        for extension in rows:
            name = self._directory.name_of(extension)
            rank = 0 if extension in self._directory.favourites else 1
            found = SearchResult(ResultKind.COLLEAGUE, name or extension, extension)
            entries.append((folded(f"{name} {extension}"), rank, found))
        return entries

    def _callers(self) -> list[tuple[str, int, SearchResult]]:
        """Return people outside with a name from billing records, ranked last."""
        of_contacts = {normalized(number) for contact in self._directory.contacts for _, number in contact.numbers}
        return [
            (folded(f"{name} {number}"), 2, SearchResult(ResultKind.CONTACT, name, number))
            for number, name in self._directory.callers()
            if number not in of_contacts
        ]

    def _contacts(self) -> list[tuple[str, int, SearchResult]]:
        return [
            (
                folded(f"{contact.name} {normalized(number)}"),
                1,
                SearchResult(ResultKind.CONTACT, contact.name, normalized(number)),
            )
            for contact in self._directory.contacts
            for _, number in contact.numbers
            # An extension with a lamp is listed as a colleague already.
            if not self._lamps.index_of(normalized(number)).isValid()
        ]
