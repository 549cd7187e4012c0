"""Comparing imported contacts with those that are there: what would be added, and what is a conflict."""

from __future__ import annotations

from desktop_app.archive.records import Contact
from desktop_app.services.contact_import import (
    ImportedContact,
    ImportStatus,
    compare,
)

JAN = Contact(1, "Jan Nowak", (("", "600100200"), ("dom", "226354410")), "klient")


def test_what_a_proposal_would_save() -> None:
    new = ImportedContact("Ewa", (("gsm", "501222333"),), "Biuro", "pilne")
    more = ImportedContact("JAN NOWAK", (("", "+48 600 100 200"), ("gsm", "501222333")), note="inna")
    other = ImportedContact("Nowak Jan", (("gsm", "501222333"), ("", "600100200")))
    found = [compare([entry], [JAN])[0] for entry in (new, more, other)]
    assert [one.contact for one in found] == [
        Contact(0, "Ewa", (("gsm", "501222333"),), "pilne"),
        Contact(1, "Jan Nowak", (*JAN.numbers, ("gsm", "501222333")), "klient"),
        Contact(1, "Nowak Jan", (*JAN.numbers, ("gsm", "501222333")), "klient"),
    ]
    assert [one.entry for one in found] == [new, more, other]
    assert [(one.verdict, one.known_as) for one in found] == [
        (ImportStatus.NEW, ""),
        (ImportStatus.EXTENDS, "Jan Nowak"),
        (ImportStatus.CONFLICT, "Jan Nowak"),
    ]


def test_a_note_extends_a_contact_that_has_none() -> None:
    known = Contact(2, "Ewa", (("", "501222333"),))
    (found,) = compare([ImportedContact("ewa", (("", "501222333"),), note="pilne")], [known])
    assert (found.verdict, found.contact) == (ImportStatus.EXTENDS, Contact(2, "Ewa", known.numbers, "pilne"))


def test_a_number_of_another_contact_is_a_conflict_that_names_all_others() -> None:
    known = [JAN, Contact(2, "Ewa", (("", "501222333"),)), Contact(3, "Adam", (("", "605331902"),))]
    entry = ImportedContact("Jan Nowak", (("", "600100200"), ("", "501222333"), ("", "605331902")))
    (found,) = compare([entry], known)
    assert (found.verdict, found.known_as) == (ImportStatus.CONFLICT, "Adam, Ewa")
    assert (found.contact.id, found.entry) == (1, entry)


def test_another_name_of_an_extension_is_a_conflict() -> None:
    names = {"102": "Anna Kowalska", "600100200": "not asked: no extension"}
    entries = [
        ImportedContact("ANNA KOWALSKA", (("", "102"),)),
        ImportedContact("Ewa", (("", "600100200"), ("", "103"), ("", "102"))),
        ImportedContact("Jan", (("", "600100200"),)),
    ]
    found = [compare([entry], [], lambda number: names.get(number, ""))[0] for entry in entries]
    assert [(one.verdict, one.known_as) for one in found] == [
        (ImportStatus.NEW, ""),
        (ImportStatus.CONFLICT, "Anna Kowalska"),
        (ImportStatus.NEW, ""),
    ]
    assert [one.entry for one in found] == entries
    assert found[1].contact == Contact(0, "Ewa", entries[1].numbers)
    assert compare([entries[0]], [])[0].verdict is ImportStatus.NEW
    (known,) = compare([ImportedContact("Jan Nowak", (("", "102"), ("", "600100200")))], [JAN], lambda _: "Anna")
    assert known.verdict is ImportStatus.EXTENDS, "a contact of this name is the one to change"


def test_entries_of_one_name_are_merged_and_a_number_stays_with_its_first_name() -> None:
    entries = [
        ImportedContact("Jan", (("", "102"),), "", "pierwsza"),
        ImportedContact("Ewa", (("", "102"),)),
        ImportedContact("JAN", (("", "103"), ("", "1 0 2")), "Biuro", "druga"),
        ImportedContact("Adam", (("", "103"), ("", "104")), "Sklep"),
        ImportedContact("jan", (("", "105"),), "Inna"),
    ]
    assert [one.entry for one in compare(entries, [])] == [
        ImportedContact("Jan", (("", "102"), ("", "103"), ("", "105")), "Biuro", "pierwsza"),
        ImportedContact("Adam", (("", "104"),), "Sklep"),
    ]
