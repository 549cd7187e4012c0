"""Contact import: columns in any order, broken cards, and conflicts that are not overwritten."""

from __future__ import annotations

import pytest

from desktop_app.archive.records import Contact
from desktop_app.archive.store import Archive
from desktop_app.services.contact_import import (
    ImportedContact,
    ImportFailed,
    ImportStatus,
    compare,
    parse_contacts,
)
from desktop_app.services.directory import Directory, ExtensionPreferences
from tests.support.cpu_time import within_cpu_time

LARGEST = 32 * 1024 * 1024
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


def test_a_card_without_an_end_ends_where_the_next_begins() -> None:
    begun, whole = "BEGIN:VCARD\nFN:Jan\nTEL:600100200\n", "BEGIN:VCARD\nFN:Ewa\nTEL:501222333\nEND:VCARD\n"
    assert pairs(begun + whole) == [("Jan", "600100200"), ("Ewa", "501222333")]
    read = parse_contacts((whole + begun).encode())
    assert (len(read.entries), read.skipped) == (1, 1), "the number of a file that is cut off may be cut off too"


@pytest.mark.parametrize(
    "line",
    [
        "TEL" + ";CL" * 2000,
        "TEL" + ";CL" * 2000 + '"',
        "TEL" + ";CL=a" * 2000 + "\x00:1",
        "TEL;CL" + "=a" * 2000 + '";:1',
        'TEL;CL="' * 800,
        "BEGIN:VCARD\n" * 3000,
        "BEGIN:" + "\nBEGIN:".join(["A"] * 1500),
        "\r ".join(["x"] * 3000),
    ],
)
def test_a_hostile_card_takes_no_time_and_costs_none_of_the_others(line: str) -> None:
    """Forty parameters without a colon took longer than anybody waited."""
    cards = [f"BEGIN:VCARD\nFN:{name}\nTEL:600100200\nEND:VCARD\n" for name in ("Jan", "Ewa")]
    pairs(cards[0])
    with within_cpu_time(1.0):
        found = pairs(f"{cards[0]}BEGIN:VCARD\nFN:X\n{line}\nTEL:501222333\nEND:VCARD\n{cards[1]}")
    assert found[0] == ("Jan", "600100200")
    assert found[-1] == ("Ewa", "600100200")


def test_an_odd_byte_costs_no_letters_elsewhere() -> None:
    body = "Nazwa;Telefon\nŁukasz Żółć;600100200\nX@;501222333\n".encode().replace(b"@", b"\xb3")
    assert pairs(body) == [("Łukasz Żółć", "600100200"), ("X\ufffd", "501222333")]
    assert pairs("Nazwa;Telefon\nSPÓŁKA ŻÓŁĆ;600100200\n".encode("cp1250")) == [("SPÓŁKA ŻÓŁĆ", "600100200")]


def test_lines_of_cards_are_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    """They hold names and numbers."""
    pairs("BEGIN:VCARD\nFN:Jan\nTEL:600100200\nNowak 600100200\nX;=:\nVERSION:9.9\nEND:VCARD\n")
    assert caplog.messages == []


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


# ---- what kind of file it is ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"a" * (LARGEST + 1), "the file is larger than any directory"),
        (b"a" * LARGEST, "this is neither a table nor a vCard"),  # one cell larger than the csv module takes
        (b"", "the file is empty"),
        (b" ;\n\n", "the file is empty"),
        (b"name;phone\n", "no name with a number was found in this file"),
        (b"BEGIN:VCARD\nFN:Jan\nEND:VCARD\n", "no name with a number was found in this file"),
    ],
    ids=["too large", "one cell", "empty", "blank", "headings alone", "no number"],
)
def test_each_reason_for_a_refusal_is_given(body: bytes, reason: str) -> None:
    with pytest.raises(ImportFailed) as failed:
        parse_contacts(body)
    assert str(failed.value) == reason


@pytest.mark.parametrize(
    "body",
    [
        "Anna Kowalska;102".encode("utf-16-le").join([b"\xff\xfe", b""]),
        "Anna Kowalska;102".encode("utf-16-be").join([b"\xfe\xff", b""]),
        b"\n\nAnna Kowalska;102",
        b"Nazwa;Telefon\rAnna Kowalska;102\r",
        b"Anna Kowalska;102;XXX",
        b"Anna Kowalska;102,\nEwa;103,",  # the first line tells the delimiter: both occur once, the first in our order
        b"begin:vcard\nversion:3.0\nfn:Anna Kowalska\ntel:102\nend:vcard",
        b"exported today\nBEGIN:VCARD\nVERSION:3.0\nFN:Anna Kowalska\nTEL:102\nEND:VCARD\ntrailing",
    ],
    ids=[
        "utf-16-le",
        "utf-16-be",
        "blank lines",
        "old line ends",
        "letters",
        "two delimiters",
        "small letters",
        "text around",
    ],
)
def test_files_from_other_programs_are_read(body: bytes) -> None:
    assert pairs(body)[0] == ANNA


def test_bytes_that_no_encoding_has_are_replaced() -> None:
    assert pairs(b"Ann\x81a;102") == [("Ann\ufffda", "102")]
    assert pairs("Anna;102;\n".encode("utf-16") + b"\x00\xd8") == [("Anna", "102")]


# ---- tables --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "heading",
    ["Name", "NAZWA", "Imię i nazwisko", "Nazwisko i imię", "Full_Name", "Kontakt", "contact", " Display-Name "],
)
def test_headings_of_names(heading: str) -> None:
    assert pairs(f"Uwagi;{heading};Telefon\nszef;Anna Kowalska;102") == [ANNA]


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("First name", "Last name"),
        ("Imię", "Nazwisko"),
        ("Given Name", "Surname"),
        ("firstname", "lastname"),
        ("given-name", "Family_name"),
    ],
)
def test_headings_of_first_and_last_names(first: str, last: str) -> None:
    assert pairs(f"{last};{first};Telefon\nKowalska;Anna;102\n;Ewa;103\nNowak;;104") == [
        ANNA,
        ("Ewa", "103"),
        ("Nowak", "104"),
    ]


@pytest.mark.parametrize(
    "heading",
    [
        "Phone", "tel.", "Telefon", "numer", "Number", "mobile", "Komórka", "komórkowy", "Extension", "wewnętrzny",
        "ext", "GSM", "Work phone", "Tel.kom.",
    ],
)  # fmt: skip
def test_headings_of_numbers(heading: str) -> None:
    assert pairs(f"{heading};Nazwa;Hotel\n102;Anna Kowalska;600100200") == [ANNA]


@pytest.mark.parametrize(
    "heading", ["Group", "Grupa", "Dział", "department", "Zespół", "Team", "Category", "kategoria"]
)
def test_headings_of_groups(heading: str) -> None:
    (entry,) = parse_contacts(f"Nazwa;Telefon;{heading}\nAnna;102; Biuro \n".encode()).entries
    assert (entry.group, entry.note) == ("Biuro", "")


@pytest.mark.parametrize("heading", ["Note", "notes", "Notatka", "UWAGI", "opis", "Comment"])
def test_headings_of_notes(heading: str) -> None:
    (entry,) = parse_contacts(f"Nazwa;Telefon;{heading}\nAnna;102; szefowa \n".encode()).entries
    assert (entry.group, entry.note) == ("", "szefowa")


def test_the_first_column_of_a_kind_that_is_filled_counts() -> None:
    body = "Nazwa;Kontakt;Telefon;Uwagi;Opis\nAnna;A.;102;;druga\n;Ewa;103;pierwsza;druga\nJan;;104\n"
    read = parse_contacts(body.encode())
    assert [(one.name, one.note) for one in read.entries] == [("Anna", "druga"), ("Ewa", "pierwsza"), ("Jan", "")]
    assert read.skipped == 0


def test_a_number_has_its_heading_as_label_where_there_are_several() -> None:
    (one,) = parse_contacts(b"name; mobile ;phone\nJan;600100200;x").entries
    assert one.numbers == (("mobile", "600100200"),)
    (one,) = parse_contacts(b"name;mobile\nJan;600100200").entries
    assert one.numbers == (("", "600100200"),)
    (one,) = parse_contacts(b"Jan;600100200; 501222333 ").entries
    assert one.numbers == (("", "600100200"), ("", "501222333")), "a table without headings has no labels"
    (one,) = parse_contacts(b"600100200;501222333;Jan").entries
    assert one.numbers == (("", "600100200"), ("", "501222333"))


def test_blank_rows_are_not_counted_as_skipped() -> None:
    read = parse_contacts(b"name;phone\n;\n \n;600100200\nJan;102\n")
    assert (len(read.entries), read.skipped) == (1, 1)


def test_columns_without_headings_are_told_by_what_they_hold() -> None:
    body = ";102;Anna;600100200;x\n;103;Ewa;;y\n;104;501222333;brak\n"
    assert pairs(body) == [("Anna", "102"), ("Ewa", "103"), ("501222333", "104")]
    assert pairs("Anna;102;Biuro\nEwa;103;Sklep") == [("Anna", "102"), ("Ewa", "103")]


@pytest.mark.parametrize(
    ("cells", "is_number"),
    [(("102", "x"), False), (("102", "103", "x"), True), (("102", "", ""), True), (("102", "x", "y"), False)],
)
def test_a_column_of_which_more_than_half_are_numbers_holds_numbers(cells: tuple[str, ...], is_number: bool) -> None:
    rows = "".join(f"Jan {n};{cell};600100{n:03d}\n" for n, cell in enumerate(cells))
    first = parse_contacts(rows.encode()).entries[0]
    assert [number for _, number in first.numbers] == (["102"] if is_number else []) + ["600100000"]


def test_a_line_break_in_a_cell_stays_as_it_is() -> None:
    (one,) = parse_contacts(b'name;phone;note\r\nJan;102;"one\r\ntwo"\r\n').entries
    assert one.note == "one\r\ntwo"


def test_long_texts_are_cut() -> None:
    body = f"name;phone;group;note\n{'n' * 201};102;{'g' * 101};{'o' * 2001}\n"
    (one,) = parse_contacts(body.encode()).entries
    assert (one.name, one.group, one.note) == ("n" * 200, "g" * 100, "o" * 2000)


# ---- vCards --------------------------------------------------------------------------------------


def card(*lines: str) -> str:
    return "\n".join(["BEGIN:VCARD", "VERSION:3.0", *lines, "END:VCARD", ""])


@pytest.mark.parametrize(
    ("lines", "entry"),
    [
        (["FN: Anna ", "TEL:102"], ImportedContact("Anna", (("", "102"),))),
        (["N:Kowalska;Anna;;;", "TEL:102"], ImportedContact("Anna Kowalska", (("", "102"),))),
        (["N:Kowalska;;;;", "TEL:102"], ImportedContact("Kowalska", (("", "102"),))),
        (["FN:A", "TEL;TYPE=WORK,VOICE,PREF:102"], ImportedContact("A", (("work", "102"),))),
        (["FN:A", "TEL;TYPE=home;TYPE=cell:102"], ImportedContact("A", (("home, cell", "102"),))),
        (["FN:A", "a line of something else", "TEL:102"], ImportedContact("A", (("", "102"),))),
        (["FN:A", "TEL:102", "ORG:", "CATEGORIES:"], ImportedContact("A", (("", "102"),))),
        (["FN:A", "TEL:x", "TEL:102", "TEL:103"], ImportedContact("A", (("", "102"), ("", "103")))),
        (
            ["FN:A", "TEL:102", "ORG:Firma;Biuro", "NOTE: pilne "],
            ImportedContact("A", (("", "102"),), "Firma", "pilne"),
        ),
        (["FN:A", "TEL:102", "ORG:Firma", "CATEGORIES:Biuro,Sklep"], ImportedContact("A", (("", "102"),), "Biuro")),
    ],
)
def test_fields_of_a_card(lines: list[str], entry: ImportedContact) -> None:
    assert parse_contacts(card(*lines).encode()).entries == (entry,)


def test_each_card_is_read_by_itself_and_unusable_ones_are_counted() -> None:
    cards = card("FN:Anna", "TEL:102") + card("FN:nobody") + card("TEL:103") + card("FN:Ewa", "TEL:104")
    read = parse_contacts(cards.encode())
    assert [one.name for one in read.entries] == ["Anna", "Ewa"]
    assert read.skipped == 2


def test_long_texts_of_a_card_are_cut() -> None:
    lines = (f"FN:{'n' * 201}", "TEL:102", f"ORG:{'g' * 101}", f"NOTE:{'o' * 2001}")
    (one,) = parse_contacts(card(*lines).encode()).entries
    assert (one.name, one.group, one.note) == ("n" * 200, "g" * 100, "o" * 2000)
