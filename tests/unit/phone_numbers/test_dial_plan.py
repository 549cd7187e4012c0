"""What is dialled for a plain number."""

from __future__ import annotations

import pytest

from desktop_app.phone_numbers.dial_plan import DialRules, to_dial

MOBILE, BERLIN = "600100200", "004930901820"


def test_by_default_numbers_are_dialled_as_in_the_public_network() -> None:
    rules = DialRules()
    assert (rules.outside_prefix, rules.international) == ("", "00")
    assert to_dial(MOBILE, rules) == MOBILE


@pytest.mark.parametrize(
    ("plain", "rules", "dialled"),
    [
        (MOBILE, DialRules(), MOBILE),
        (MOBILE, DialRules("0"), "0600100200"),
        (MOBILE, DialRules("0", "+"), "0600100200"),
        (BERLIN, DialRules(), BERLIN),
        (BERLIN, DialRules("", "+"), "+4930901820"),
        (BERLIN, DialRules("9", "+"), "9+4930901820"),
        ("105", DialRules("0"), "105"),
        ("116111", DialRules("0"), "116111"),
        ("1234567", DialRules("0"), "01234567"),
        ("112", DialRules("0"), "112"),
        ("*43#", DialRules("0"), "*43#"),
        ("*21*600100200#", DialRules("0"), "*21*600100200#"),
    ],
)
def test_what_is_dialled(plain: str, rules: DialRules, dialled: str) -> None:
    assert to_dial(plain, rules) == dialled
