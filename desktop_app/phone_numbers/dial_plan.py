"""Conversion of a plain number into what the exchange dials."""

from __future__ import annotations

import msgspec

from desktop_app.phone_numbers.numbering_plan import MAX_SHORT_CODE_DIGITS


class DialRules(msgspec.Struct, frozen=True):
    """Dial plan of an exchange.

    `outside_prefix` goes in front of every outside number; `international` is `00` or `+`, for numbers abroad.
    """

    outside_prefix: str = ""
    international: str = "00"


def to_dial(plain: str, rules: DialRules) -> str:
    """Return what to dial for a plain number.  Extensions, short, feature and emergency codes stay unchanged."""
    if len(plain) <= MAX_SHORT_CODE_DIGITS or not plain.isdigit():
        return plain
    number = plain
    if rules.international == "+" and plain.startswith("00"):
        number = f"+{plain[2:]}"
    return rules.outside_prefix + number
