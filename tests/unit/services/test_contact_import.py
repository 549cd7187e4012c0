"""Contact import: columns in any order, broken cards, and conflicts that are not overwritten."""

from __future__ import annotations

import pytest

from desktop_app.archive.records import Contact
from desktop_app.archive.store import Archive
from desktop_app.services.contact_import import ImportedContact, ImportFailed, ImportStatus, compare, parse_contacts
from desktop_app.services.directory import Directory, ExtensionPreferences

ANNA = ("Anna Kowalska", "102")


def pairs(body: str | bytes) -> list[tuple[str, ...]]:
    read = parse_contacts(body if isinstance(body, bytes) else body.encode())
    return [(entry.name, *(number for _, number in entry.numbers)) for entry in read.entries]


@pytest.mark.parametrize(
    "body",
    [
        "Nazwa;Telefon\nAnna Kowalska;102\n",
        "\ufeffphone,name\n102,Anna Kowalska\n",
        "Numer wewn.\tImię\tNazwisko\n102\tAnna\tKowalska\n",
        "Dział|Nazwisko|Tel. kom.|Imię\nBiuro|Kowalska|102|Anna\n",
        "Anna Kowalska;102\n",
        "102,Anna Kowalska\n",
        '"Name","Mobile Phone"\r\n"Anna Kowalska","102"\r\n\r\n',
        "BEGIN:VCARD\nVERSION:3.0\nFN:Anna Kowalska\nTEL;TYPE=work:102\nEND:VCARD\n",
        "BEGIN:VCARD\r\nVERSION:4.0\r\nN:Kowalska;Anna;;;\r\nFN:Anna "
        "Kowalska\r\nTEL;VALUE=uri:tel:102\r\nEND:VCARD\r\n",
    ],
)
def test_every_kind_of_file_gives_the_same_contact(body: str) -> None:
    assert pairs(body) == [ANNA]


def test_polish_letters_survive_every_encoding() -> None:
    body = "Nazwa;Telefon\nŁukasz Żółć;600100200\n"
    for encoding in ("utf-8", "utf-8-sig", "cp1250", "utf-16"):
        assert pairs(body.encode(encoding)) == [("Łukasz Żółć", "600100200")], encoding


def test_numbers_of_one_name_are_merged_and_keep_their_labels() -> None:
    body = "name;mobile;office phone;group;note\nJan;+48 600 100 200;22 635 44 10;Biuro;szef\n"
    entry = parse_contacts(body.encode()).entries[0]
    assert entry == ImportedContact("Jan", (("mobile", "600100200"), ("office phone", "226354410")), "Biuro", "szef")
    proposals = compare([entry, ImportedContact("Jan", (("", "0048600100200"), ("", "501222333")))], [])
    assert [number for _, number in proposals[0].contact.numbers] == ["600100200", "226354410", "501222333"]


def test_a_broken_card_or_line_does_not_affect_the_others() -> None:
    cards = "BEGIN:VCARD\nFN;;;=:\nTEL\nEND:VCARD\nBEGIN:VCARD\nVERSION:3.0\nFN:Jan\nTEL:600100200\nEND:VCARD\n"
    assert pairs(cards) == [("Jan", "600100200")]
    read = parse_contacts(b"name;phone\n;600100200\nJan;not a number\nEwa;501222333\n")
    assert (len(read.entries), read.skipped) == (1, 2)


@pytest.mark.parametrize(
    "body", [b"", b"\n\n", b"hello", b"name;phone\n", b"BEGIN:VCARD\nEND:VCARD", bytes(range(256))]
)
def test_a_file_without_contacts_is_refused_with_a_reason(body: bytes) -> None:
    with pytest.raises(ImportFailed):
        parse_contacts(body)


def test_another_name_for_a_known_number_is_a_conflict() -> None:
    known = [Contact(1, "Jan Nowak", (("", "600100200"),), "stary klient"), Contact(2, "Ewa", (("", "501222333"),))]
    entries = [
        ImportedContact("Jan Nowak", (("", "+48600100200"),)),
        ImportedContact("EWA", (("", "501222333"), ("dom", "226354410"))),
        ImportedContact("Adam", (("", "605331902"),)),
        ImportedContact("Nowak Jan", (("", "600 100 200"),)),
    ]
    verdicts = [(one.verdict, one.known_as) for one in compare(entries, known)]
    assert verdicts == [(ImportStatus.UNCHANGED, "Jan Nowak"), (ImportStatus.EXTENDS, "Ewa"), (ImportStatus.NEW, "")]
    differs = compare([entries[3]], known)[0]
    assert (differs.verdict, differs.known_as, differs.contact.note) == (
        ImportStatus.CONFLICT,
        "Jan Nowak",
        "stary klient",
    )


async def test_imported_contacts_name_extensions_and_set_a_group_where_none_is() -> None:
    archive = Archive(None, None)
    await archive.open()
    directory = Directory(archive)
    await directory.load()
    directory.set_preferences({"105": ExtensionPreferences(group="Mine")})
    entries = [ImportedContact("Anna", (("", "102"),), "Biuro"), ImportedContact("Łukasz", (("", "105"),), "Biuro")]
    await directory.import_contacts(compare(entries, directory.contacts))
    assert directory.name_of("102") == "Anna"
    assert (directory.preferences("102").group, directory.preferences("105").group) == ("Biuro", "Mine")
    assert all(one.verdict is ImportStatus.UNCHANGED for one in compare(entries, directory.contacts))
    await archive.close()
