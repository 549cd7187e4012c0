"""Extensions, emergency numbers and numbers that receive text messages."""

from __future__ import annotations

import pytest

from desktop_app.phone_numbers.kinds import is_emergency, is_extension, sms_number


@pytest.mark.parametrize("number", ["112", "997", "998", "999", "0112", "0999"])
def test_emergency_numbers(number: str) -> None:
    assert is_emergency(number)
    assert not is_extension(number)


@pytest.mark.parametrize("number", ["113", "1120", "00112", "", "101"])
def test_other_numbers_are_not_emergency_numbers(number: str) -> None:
    assert not is_emergency(number)


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("1", False),
        ("10", True),
        ("101", True),
        ("12345", True),
        ("123456", False),
        ("1a", False),
        ("*43", False),
        ("²³", False),
        ("", False),
    ],
)
def test_an_extension_has_two_to_five_digits(number: str, expected: bool) -> None:
    assert is_extension(number) is expected


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("+48 600 100 200", "600100200"),
        ("45 100 20 30", "451002030"),
        ("880 100 200", "880100200"),
        ("22 635 44 10", None),
        ("101", None),
        ("+4930901820", None),
        ("+44 7400 123456", None),
        ("61 855 22 33", None),
        ("801 100 100", None),
        ("700 100 100", None),
        ("Anna", None),
    ],
)
def test_only_polish_mobile_numbers_receive_messages(text: str, number: str | None) -> None:
    assert sms_number(text) == number
