"""The user's own contacts."""

from __future__ import annotations

from collections.abc import Iterable

import apsw

from desktop_app.archive.records import Contact


def save_contact(connection: apsw.Connection, contact: Contact) -> Contact:
    """Insert (id 0) or replace a contact.  Returns it with its id."""
    with connection:
        row_id = _save_contact(connection, contact)
    return Contact(row_id, contact.name, contact.numbers, contact.note)


def save_contacts(connection: apsw.Connection, contacts: Iterable[Contact]) -> None:
    """Insert or replace contacts in one transaction: all of them or none."""
    with connection:
        for contact in contacts:
            _save_contact(connection, contact)


def _save_contact(connection: apsw.Connection, contact: Contact) -> int:
    connection.execute(
        "INSERT INTO contacts (id, name, note) VALUES (?, ?, ?) "
        "ON CONFLICT (id) DO UPDATE SET name = excluded.name, note = excluded.note",
        (contact.id or None, contact.name, contact.note),
    )
    row_id = contact.id or connection.last_insert_rowid()
    connection.execute("DELETE FROM contact_numbers WHERE contact = ?", (row_id,))
    connection.executemany(
        "INSERT INTO contact_numbers (contact, label, number) VALUES (?, ?, ?)",
        ((row_id, label, number) for label, number in contact.numbers),
    )
    return row_id


def delete_contact(connection: apsw.Connection, contact_id: int) -> None:
    """Delete a contact and its numbers."""
    with connection:
        connection.execute("DELETE FROM contact_numbers WHERE contact = ?", (contact_id,))
        connection.execute("DELETE FROM contacts WHERE id = ?", (contact_id,))


def list_contacts(connection: apsw.Connection) -> list[Contact]:
    """Return all contacts with their numbers, by name."""
    numbers: dict[int, list[tuple[str, str]]] = {}
    for contact, label, number in connection.execute("SELECT contact, label, number FROM contact_numbers"):
        numbers.setdefault(contact, []).append((label, number))
    rows = connection.execute("SELECT id, name, note FROM contacts ORDER BY name")
    return [Contact(row_id, name, tuple(numbers.get(row_id, ())), note) for row_id, name, note in rows]
