"""Numbers for display."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from desktop_app.phone_numbers.formatting import format_number


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("600100200", "600 100 200"),
        ("+48226354410", "22 635 44 10"),
        ("004930901820", "+49 30 901820"),
        ("101", "101"),
        ("116111", "116111"),
        ("*21*600100200#", "*21*600100200#"),
        ("Anna", "Anna"),
        ("", ""),
    ],
)
def test_how_a_number_is_displayed(number: str, text: str) -> None:
    assert format_number(number) == text


@given(st.text("+0123456789", min_size=5, max_size=18))
@example("48008012601")
def test_any_digits_are_displayed(number: str) -> None:
    assert format_number(number)
