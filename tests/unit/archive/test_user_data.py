"""What the user enters: contacts, roster, notes, templates, watches and other small tables."""

from __future__ import annotations

from datetime import UTC, datetime

from msgspec.structs import replace

from desktop_app.archive import (
    contacts,
    roster,
)
from desktop_app.archive.records import Contact, ExtensionPreferences, RosterEntry
from desktop_app.archive.store import Archive
from desktop_app.office import DeviceState


async def test_contacts_and_roster_round_trip(archive: Archive) -> None:
    contact = await archive.run(lambda db: contacts.save_contact(db, Contact(0, "Jan", (("", "600100200"),), "n")))
    await archive.run(lambda db: contacts.save_contact(db, replace(contact, name="Jan Nowak")))
    assert await archive.run(contacts.list_contacts) == [replace(contact, name="Jan Nowak")]
    await archive.run(lambda db: contacts.delete_contact(db, contact.id))
    assert await archive.run(contacts.list_contacts) == []
    entry = RosterEntry(
        "101",
        "Anna",
        DeviceState.IN_USE,
        None,
        datetime(2026, 3, 2, tzinfo=UTC),
        ExtensionPreferences(True, "Ania", "Biuro", True, 3),
    )
    await archive.run(lambda db: roster.save_roster(db, [entry]))
    assert await archive.run(roster.load_roster) == [entry]
