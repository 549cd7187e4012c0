"""A directory that leaves as a file comes back as it was, and holds no formula."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.archive.records import Contact
from desktop_app.export.contacts import as_csv, as_vcards
from desktop_app.phone_numbers.parsing import normalized
from desktop_app.services.contact_import import parse_contacts

CONTACTS = [
    Contact(
        1, "Łukasz Żółciński", (("mobile", "+48600100200"), ("mobile", "322511800"), ("", "105")), "oddzwonić; pilne"
    ),
    Contact(2, "Nowak, hurtownia", (("work", "600100201"),)),
    Contact(3, "=cmd|'/c calc'!A0", (("work", "600100202"),), "+1 -2 @x"),
]


@pytest.mark.parametrize("form", [as_csv, as_vcards])
def test_what_leaves_comes_back(form: Callable[[Sequence[Contact]], bytes]) -> None:
    read = parse_contacts(form(CONTACTS))
    assert read.skipped == 0
    numbers = [[normalized(number) for _, number in entry.numbers] for entry in read.entries]
    assert numbers == [["600100200", "322511800", "105"], ["600100201"], ["600100202"]]
    assert [entry.name.lstrip("'") for entry in read.entries] == [contact.name for contact in CONTACTS]
    assert read.entries[0].note == "oddzwonić; pilne"


names = st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp")), min_size=1, max_size=40)


@given(st.lists(st.tuples(names, names, names), min_size=1, max_size=4))
def test_no_cell_is_a_formula_whatever_people_are_called(people: list[tuple[str, str, str]]) -> None:
    contacts = [Contact(1, name, ((label, "600100200"),), note) for name, label, note in people]
    text = as_csv(contacts).decode("utf-8-sig")
    for line in text.splitlines()[1:]:
        assert not line.lstrip('"').startswith(("=", "+", "-", "@"))
    assert as_vcards(contacts)


def test_the_columns_of_contacts_as_csv() -> None:
    contacts = [
        Contact(1, "Jan", (("mobile", "+48600100200"), ("mobile", "600100201"), ("mobile", "600100202"), ("", "105"))),
        Contact(2, "=Ola", (("=x", "600100203"), ("", "106"), ("", "=1")), "@note"),
    ]
    body = as_csv(contacts)
    assert body.startswith(b"\xef\xbb\xbf")
    assert body.decode("utf-8-sig").split("\r\n") == [
        "name;phone (mobile);phone (mobile 2);phone (mobile 3);phone;phone ('=x);phone (2);note",
        "Jan;0048600100200;600100201;600100202;105;;;",
        "'=Ola;;;;106;600100203;'=1;'@note",
        "",
    ]
    assert as_csv([]).decode("utf-8-sig") == "name;note\r\n"


def test_the_fields_of_contacts_as_vcards() -> None:
    contacts = [Contact(1, "Jan", (('a"b', "600100200"), ("", "105")), "pilne"), Contact(2, "Ola")]
    lines = as_vcards(contacts).decode().split("\r\n")
    assert [line for line in lines if line] == [
        "BEGIN:VCARD", "VERSION:3.0", "FN:Jan", "N:Jan;;;;", "NOTE:pilne", "TEL;TYPE=a'b:600100200", "TEL:105",
        "END:VCARD", "BEGIN:VCARD", "VERSION:3.0", "FN:Ola", "N:Ola;;;;", "END:VCARD",
    ]  # fmt: skip
