"""The own directory as a file: a table or vCards, either of which can be imported again."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from desktop_app.archive.records import Contact
from desktop_app.export.safe_cells import escape_formula


def as_csv(contacts: Sequence[Contact]) -> bytes:
    """A table with a column for each label; no cell that a spreadsheet takes for a formula, so + is written as 00."""
    rows = [_by_label(contact) for contact in contacts]
    labels = list(dict.fromkeys(label for row in rows for label in row))
    out = io.StringIO(newline="")
    table = csv.writer(out, delimiter=";")
    table.writerow(["name", *(f"phone ({escape_formula(label)})" if label else "phone" for label in labels), "note"])
    for contact, row in zip(contacts, rows, strict=True):
        table.writerow(
            [escape_formula(contact.name), *(row.get(label, "") for label in labels), escape_formula(contact.note)]
        )
    return out.getvalue().encode("utf-8-sig")


def _by_label(contact: Contact) -> dict[str, str]:
    """The numbers by their labels; a second one of a label gets a label of its own."""
    row: dict[str, str] = {}
    for label, number in contact.numbers:
        own, count = label, 1
        while own in row:
            count += 1
            own = f"{label} {count}".strip()
        row[own] = escape_formula(f"00{number[1:]}" if number.startswith("+") else number)
    return row


def as_vcards(contacts: Sequence[Contact]) -> bytes:
    """A card for each, with its labels as the types of its numbers."""
    import vobject

    cards = []
    for contact in contacts:
        card = vobject.vCard()
        card.add("fn").value = contact.name
        card.add("n").value = vobject.vcard.Name(family=contact.name)
        for label, number in contact.numbers:
            tel = card.add("tel")
            tel.value = number
            if label:
                tel.type_param = label.replace('"', "'")  # the form has no way to write one there
        if contact.note:
            card.add("note").value = contact.note
        cards.append(str(card.serialize()))
    return "".join(cards).encode("utf-8")
