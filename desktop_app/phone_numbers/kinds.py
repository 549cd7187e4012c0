"""Kinds of numbers: extensions, emergency numbers, and mobile numbers that receive text messages."""

from __future__ import annotations

import re
from functools import lru_cache

from desktop_app.phone_numbers.numbering_plan import DEFAULT_REGION
from desktop_app.phone_numbers.parsing import parse_number

EMERGENCY = frozenset({"112", "999", "998", "997"})


def is_extension(number: str) -> bool:
    """Return True for two to five digits that are not an emergency number."""
    return 2 <= len(number) <= 5 and number.isascii() and number.isdigit() and not is_emergency(number)


def is_emergency(number: str) -> bool:
    """Return True for an emergency number, also with a leading 0 for an outside line."""
    return number in EMERGENCY or number.removeprefix("0") in EMERGENCY


def sms_number(text: str) -> str | None:
    """Return the nine digits of a Polish mobile number, which the SMS gateway requires; None for any other text."""
    plain = parse_number(text)
    return plain if plain and re.fullmatch(r"[4-8]\d{8}", plain) and _is_mobile(plain) else None


@lru_cache(maxsize=8192)
def _is_mobile(plain: str) -> bool:
    import phonenumbers

    kind = phonenumbers.number_type(phonenumbers.parse(plain, DEFAULT_REGION))
    return kind in (phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE)
