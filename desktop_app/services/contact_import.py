"""Contacts from a file: CSV with columns in any order, or vCard.  Nothing is saved before it was compared.

A contact that is known under another name is a conflict and stays as it is unless the user selects it.
"""

from __future__ import annotations

import csv
import io
import logging
import re
from collections.abc import Callable, Iterable, Iterator
from enum import Enum

import msgspec

from desktop_app.archive.records import Contact
from desktop_app.i18n.text import folded
from desktop_app.pbx.plain_text import plain_text
from desktop_app.phone_numbers.kinds import is_extension
from desktop_app.phone_numbers.parsing import normalized, parse_number

# It logs the lines that it cannot read, which hold names and numbers.
logging.getLogger("vobject").setLevel(logging.CRITICAL)

MAX_FILE_BYTES = 32 * 1024 * 1024
_HEADINGS = {
    "name": ("name", "nazwa", "imie i nazwisko", "nazwisko i imie", "full name", "kontakt", "contact", "display name"),
    "first": ("first name", "imie", "given name", "firstname"),
    "last": ("last name", "nazwisko", "surname", "family name", "lastname"),
    "group": ("group", "grupa", "dzial", "department", "zespol", "team", "category", "kategoria"),
    "note": ("note", "notes", "notatka", "uwagi", "opis", "comment"),
}
_CARD_MARK = re.compile(r"^(BEGIN|END):VCARD", re.IGNORECASE | re.MULTILINE)
# What vobject reads as a line.  Its own expression takes ages to find that a line is none.
_CARD_LINE = re.compile(r"""(?:[a-zA-Z0-9_-]+\.)?[a-zA-Z0-9_-]+;?(?:;[a-zA-Z0-9_-]+(?:[=,](?:"[^"]*"|[^";:,=]*))*)*:""")
_NUMBER_WORDS = (
    "phone",
    "tel",
    "telefon",
    "numer",
    "number",
    "mobile",
    "komorka",
    "komorkowy",
    "extension",
    "wewnetrzny",
    "ext",
    "gsm",
)


class ImportFailed(Exception):
    """The file cannot be used at all; the text gives the reason."""


class ImportedContact(msgspec.Struct, frozen=True):
    """One contact of the file.  `numbers` are (label, number)."""

    name: str
    numbers: tuple[tuple[str, str], ...]
    group: str = ""
    note: str = ""


class ParsedFile(msgspec.Struct, frozen=True):
    """The contacts of a file, and the number of its lines or cards that could not be used."""

    entries: tuple[ImportedContact, ...]
    skipped: int


class ImportStatus(Enum):
    """What importing a contact would do."""

    NEW = "new"
    EXTENDS = "adds"
    UNCHANGED = "same"
    CONFLICT = "differs"


class Proposal(msgspec.Struct, frozen=True):
    """One imported contact: the contact as it would be saved, and the name its numbers have now."""

    entry: ImportedContact
    verdict: ImportStatus
    contact: Contact
    known_as: str = ""


def parse_contacts(body: bytes) -> ParsedFile:
    """Read a CSV or vCard file.  Raises ImportFailed when it is too large or holds no name with a number."""
    if len(body) > MAX_FILE_BYTES:
        raise ImportFailed("the file is larger than any directory")
    text = _decoded(body)
    entries, skipped = _vcards(text) if re.search(r"^BEGIN:VCARD", text, re.I | re.M) else _table(text)
    if not entries:
        raise ImportFailed("no name with a number was found in this file")
    return ParsedFile(tuple(entries), skipped)


def compare(
    entries: Iterable[ImportedContact], contacts: Iterable[Contact], name_of: Callable[[str], str] = lambda number: ""
) -> list[Proposal]:
    """Return a proposal for each imported contact; entries with the same name are merged first.

    A contact with one of the numbers is the one to change.  `name_of` gives the name of an extension without a contact;
    another name for it is a conflict as well.
    """
    by_number = {normalized(number): contact for contact in contacts for _, number in contact.numbers}
    proposals = []
    for entry in _merged(entries):
        known = next(
            (by_number[normalized(number)] for _, number in entry.numbers if normalized(number) in by_number), None
        )
        proposal = _proposal(entry, known)
        others = {by_number[normalized(number)].name for _, number in entry.numbers if normalized(number) in by_number}
        others -= {known.name} if known is not None else set()
        if others:  # a number would move from another contact
            proposal = Proposal(entry, ImportStatus.CONFLICT, proposal.contact, ", ".join(sorted(others)))
        named = next((name for _, number in entry.numbers if is_extension(number) and (name := name_of(number))), "")
        if proposal.verdict is ImportStatus.NEW and named and folded(named) != folded(entry.name):
            proposal = Proposal(entry, ImportStatus.CONFLICT, proposal.contact, named)
        proposals.append(proposal)
    return proposals


def _proposal(entry: ImportedContact, known: Contact | None) -> Proposal:
    if known is None:
        return Proposal(entry, ImportStatus.NEW, Contact(0, entry.name, entry.numbers, entry.note))
    have = {normalized(number) for _, number in known.numbers}
    added = tuple((label, number) for label, number in entry.numbers if normalized(number) not in have)
    note = known.note or entry.note
    if folded(known.name) != folded(entry.name):
        contact = Contact(known.id, entry.name, known.numbers + added, note)
        return Proposal(entry, ImportStatus.CONFLICT, contact, known.name)
    contact = Contact(known.id, known.name, known.numbers + added, note)
    return Proposal(entry, ImportStatus.UNCHANGED if contact == known else ImportStatus.EXTENDS, contact, known.name)


def _merged(entries: Iterable[ImportedContact]) -> list[ImportedContact]:
    """Merge entries of the same name.  A number stays with the first name it came with."""
    people: dict[str, ImportedContact] = {}
    taken: set[str] = set()
    for entry in entries:
        key = folded(entry.name)
        fresh = tuple(pair for pair in entry.numbers if normalized(pair[1]) not in taken)
        taken |= {normalized(number) for _, number in fresh}
        if key in people:
            old = people[key]
            people[key] = ImportedContact(
                old.name, old.numbers + fresh, old.group or entry.group, old.note or entry.note
            )
        elif fresh:
            people[key] = ImportedContact(entry.name, fresh, entry.group, entry.note)
    return list(people.values())


def _decoded(body: bytes) -> str:
    """Decode UTF-8 with or without a byte order mark, UTF-16 with one, else Windows-1250.

    UTF-8 with an odd byte stays UTF-8: that byte costs no letters elsewhere.
    """
    if body[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return body.decode("utf-16", "replace")
    text = body.decode("utf-8-sig", "replace")
    wrong = text.count("\ufffd")
    is_utf8 = not wrong or sum(not letter.isascii() for letter in text) > 2 * wrong
    return text if is_utf8 else body.decode("cp1250", "replace")


# ---- tables --------------------------------------------------------------------------------------


def _table(text: str) -> tuple[list[ImportedContact], int]:
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(";,\t|", key=first.count)
    try:
        rows = [
            row for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter) if any(map(str.strip, row))
        ]
    except csv.Error:
        raise ImportFailed("this is neither a table nor a vCard") from None
    if not rows:
        raise ImportFailed("the file is empty")
    columns = _columns(rows[0])
    body = rows[1:]
    if not columns.get("number"):
        columns, body = _guessed(rows), rows
    entries, skipped = [], 0
    for row in body:
        entry = _of_row(row, columns, rows[0] if body is not rows else [])
        if entry is None:
            skipped += 1
        else:
            entries.append(entry)
    return entries, skipped


def _columns(head: list[str]) -> dict[str, list[int]]:
    """Return the column indexes by field, recognised by the headings."""
    columns: dict[str, list[int]] = {}
    for column, heading in enumerate(head):
        plain = folded(heading).strip().replace("_", " ").replace("-", " ")
        kind = next((kind for kind, words in _HEADINGS.items() if plain in words), "")
        if not kind and any(word in plain.replace(".", " ").split() for word in _NUMBER_WORDS):
            kind = "number"
        if kind:
            columns.setdefault(kind, []).append(column)
    return columns


def _guessed(rows: list[list[str]]) -> dict[str, list[int]]:
    """Guess the columns of a table without headings: numbers look like numbers, the first other column is the name."""
    sample = rows[:50]
    width = max(map(len, sample))
    columns: dict[str, list[int]] = {}
    for column in range(width):
        cells = [row[column].strip() for row in sample if column < len(row) and row[column].strip()]
        if cells and sum(parse_number(cell) is not None for cell in cells) * 2 > len(cells):
            columns.setdefault("number", []).append(column)
        elif cells and "name" not in columns:
            columns["name"] = [column]
    return columns


def _of_row(row: list[str], columns: dict[str, list[int]], head: list[str]) -> ImportedContact | None:
    def cell(kind: str) -> str:
        return next(
            (row[column].strip() for column in columns.get(kind, ()) if column < len(row) and row[column].strip()), ""
        )

    name = cell("name") or " ".join(part for part in (cell("first"), cell("last")) if part)
    numbers = []
    for column in columns.get("number", ()):
        number = parse_number(row[column].strip()) if column < len(row) else None
        if number:
            numbers.append((head[column].strip() if column < len(head) and len(columns["number"]) > 1 else "", number))
    return (
        ImportedContact(plain_text(name)[:200], tuple(numbers), plain_text(cell("group"))[:100], cell("note")[:2000])
        if name and numbers
        else None
    )


# ---- vCards ----------------------------------------------------------------------------------------


def _vcards(text: str) -> tuple[list[ImportedContact], int]:
    """Read each card by itself, so that a broken one does not affect the others."""
    entries, skipped = [], 0
    for card in _cards(text):
        entry = _of_card(card)
        if entry is None:
            skipped += 1
        else:
            entries.append(entry)
    return entries, skipped


def _cards(text: str) -> Iterator[str]:
    """Yield each card from its beginning to its end, or to the next beginning.

    Of a card that the end of the file cuts off nothing is yielded but its beginning, since its number may be cut too.
    """
    begin = None
    for mark in _CARD_MARK.finditer(text):
        if mark.group(1).upper() == "BEGIN":
            if begin is not None:
                yield f"{text[begin : mark.start()]}END:VCARD\n"
            begin = mark.start()
        elif begin is not None:
            yield text[begin : mark.end()]
            begin = None
    if begin is not None:
        yield "BEGIN:VCARD\nEND:VCARD\n"


def _of_card(text: str) -> ImportedContact | None:
    import vobject

    lines = re.split(r"\r\n|\r|\n", re.sub(r"(?:\r\n|\r|\n)[\t ]", "", text))
    try:
        card = vobject.readOne("\n".join(filter(_CARD_LINE.match, lines)), ignoreUnreadable=True)
        name = _value(card, "fn") or " ".join(filter(None, (_part(card, "given"), _part(card, "family"))))
        numbers = tuple(_numbers(card))
        group = _value(card, "categories") or _value(card, "org")
        note = _value(card, "note")
    except Exception:  # vobject raises many kinds of error for broken cards
        return None
    return (
        ImportedContact(plain_text(name)[:200], numbers, plain_text(group)[:100], note[:2000])
        if name and numbers
        else None
    )


def _numbers(card: object) -> Iterator[tuple[str, str]]:
    for tel in getattr(card, "tel_list", ()):
        number = parse_number(str(tel.value))
        if number:
            kinds = [kind.lower() for kind in tel.params.get("TYPE", ()) if kind.lower() not in ("voice", "pref")]
            yield ", ".join(kinds), number


def _value(card: object, name: str) -> str:
    value = getattr(getattr(card, name, None), "value", "")
    if isinstance(value, list | tuple):
        value = value[0] if value else ""
    return str(value).strip()


def _part(card: object, name: str) -> str:
    return str(getattr(getattr(getattr(card, "n", None), "value", None), name, "") or "").strip()
