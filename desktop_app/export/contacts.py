"""The user's contacts as CSV or vCard.  Both can be imported again."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from desktop_app.archive.records import Contact
from desktop_app.export.safe_cells import escape_formula


def as_csv(contacts: Sequence[Contact]) -> bytes:
    """Return the contacts as CSV with a column per label, in UTF-8 with a BOM.

    No cell is a formula for a spreadsheet, so the + of a number is written as 00.
    """
    rows = [(contact, _by_label(contact)) for contact in contacts]
    labels = list(dict.fromkeys(label for _, numbers in rows for label in numbers))
    out = io.StringIO(newline="")
    table = csv.writer(out, delimiter=";")
    table.writerow(["name", *(f"phone ({escape_formula(label)})" if label else "phone" for label in labels), "note"])
    for contact, numbers in rows:
        table.writerow([escape_formula(contact.name), *map(numbers.get, labels), escape_formula(contact.note)])
    return out.getvalue().encode("utf-8-sig")


def _by_label(contact: Contact) -> dict[str, str]:
    """Return the numbers by label; the second number of a label gets the label with a 2, and so on."""
    row: dict[str, str] = {}
    for label, number in contact.numbers:
        own, count = label, 1
        while own in row:
            count += 1
            own = f"{label} {count}".strip()
        row[own] = escape_formula(f"00{number[1:]}" if number.startswith("+") else number)
    return row


def as_vcards(contacts: Sequence[Contact]) -> bytes:
    """Return the contacts as vCards in UTF-8, with labels as the types of the numbers."""
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
                tel.type_param = label.replace('"', "'")  # vCard cannot quote a quote in a parameter
        if contact.note:
            card.add("note").value = contact.note
        cards.append(str(card.serialize()))
    return "".join(cards).encode("utf-8")
