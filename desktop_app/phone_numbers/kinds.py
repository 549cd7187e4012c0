"""What a number is: an extension, an emergency number, a mobile that takes messages."""

from __future__ import annotations

import re
from functools import lru_cache

from desktop_app.phone_numbers.numbering_plan import DEFAULT_REGION
from desktop_app.phone_numbers.parsing import parse_number

EMERGENCY = frozenset({"112", "999", "998", "997"})


def sms_number(text: str) -> str | None:
    """The nine digits that the gateway takes, or None when a message cannot go there."""
    plain = parse_number(text)
    return plain if plain and re.fullmatch(r"[4-8]\d{8}", plain) and _is_mobile(plain) else None


@lru_cache(maxsize=8192)
def _is_mobile(plain: str) -> bool:
    import phonenumbers

    kind = phonenumbers.number_type(phonenumbers.parse(plain, DEFAULT_REGION))
    return kind in (phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE)


def is_extension(number: str) -> bool:
    """True for an extension's number: two to five digits that are no emergency number."""
    return len(number) <= 5 and len(number) >= 2 and number.isascii() and number.isdigit() and not is_emergency(number)


def is_emergency(number: str) -> bool:
    """True for numbers that always ask first, with a 0 for the outside line before them too."""
    return number in EMERGENCY or number.removeprefix("0") in EMERGENCY
