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
