"""How an exchange wants its numbers dialled."""

from __future__ import annotations

import msgspec

from desktop_app.phone_numbers.numbering_plan import MAX_SHORT_CODE_DIGITS


class DialRules(msgspec.Struct, frozen=True):
    """How this exchange wants numbers: what to dial before an outside number, and abroad with `00` or with `+`."""

    outside_prefix: str = ""
    international: str = "00"


def to_dial(plain: str, rules: DialRules) -> str:
    """A plain number as the exchange wants it.  Extensions, short codes and emergency numbers have no prefix."""
    if len(plain) <= MAX_SHORT_CODE_DIGITS or not plain.isdigit():
        return plain
    number = plain
    if rules.international == "+" and plain.startswith("00"):
        number = f"+{plain[2:]}"
    return rules.outside_prefix + number
