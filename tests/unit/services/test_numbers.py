"""Numbers as people type and paste them."""

from __future__ import annotations

import pytest

from desktop_app.services.numbers import dialable, is_emergency, message_number, same, written


@pytest.mark.parametrize(
    ("text", "dialled"),
    [
        ("600100200", "600100200"),
        ("600 100 200", "600100200"),
        ("600-100-200", "600100200"),
        ("(22) 635 44 10", "226354410"),
        ("+48 600 100 200", "600100200"),
        ("0048 600 100 200", "600100200"),
        ("48600100200", "600100200"),
        ("tel:+48600100200", "600100200"),
        ("callto:600100200", "600100200"),
        ("sip:600100200@example.pl", "600100200"),
        ("tel:%2B48600100200", "600100200"),
        ("tel:600100200;ext=7", "600100200"),
        ("+49 30 901820", "004930901820"),
        ("0049 30 901820", "004930901820"),
        ("101", "101"),
        ("112", "112"),
        ("*43#", "*43#"),
        ("600\u00a0100\u00a0200", "600100200"),
        ("600–100–200", "600100200"),
        ("Anna", None),
        ("１１２", "112"),
        ("١١٢", None),
        ("", None),
        ("12a", None),
        ("1" * 21, None),
        ("+", None),
        ("6+00", None),
    ],
)
def test_what_is_dialled(text: str, dialled: str | None) -> None:
    assert dialable(text) == dialled


@pytest.mark.parametrize(
    ("number", "text"),
    [("600100200", "600 100 200"), ("226354410", "22 635 44 10"), ("004930901820", "+49 30 901820"), ("101", "101")],
)
def test_how_a_number_is_written(number: str, text: str) -> None:
    assert written(number) == text


def test_one_number_in_three_clothes_is_one() -> None:
    assert len({same(text) for text in ("600100200", "+48 600 100 200", "0048600100200")}) == 1


@pytest.mark.parametrize(
    ("text", "number"), [("+48 600 100 200", "600100200"), ("22 635 44 10", None), ("101", None), ("+4930901820", None)]
)
def test_a_message_goes_to_polish_mobile_numbers_alone(text: str, number: str | None) -> None:
    assert message_number(text) == number


def test_emergency_numbers_are_known() -> None:
    assert all(is_emergency(number) for number in ("112", "997", "998", "999"))
    assert not is_emergency("113")
