"""Formatting of numbers for display."""

from __future__ import annotations

from functools import lru_cache

from desktop_app.phone_numbers.numbering_plan import COUNTRY_CODE, DEFAULT_REGION, MAX_SHORT_CODE_DIGITS
from desktop_app.phone_numbers.parsing import parse_number


@lru_cache(maxsize=8192)
def format_number(number: str) -> str:
    """Return a number for display: 600 100 200, 22 635 44 10, +49 30 901820.

    Extensions, short codes and texts that are not a number are returned unchanged.
    """
    plain = parse_number(number)
    if plain is None or len(plain) <= MAX_SHORT_CODE_DIGITS or not plain.isdigit():
        return number
    import phonenumbers

    parsed = phonenumbers.parse(plain, DEFAULT_REGION)
    style = phonenumbers.PhoneNumberFormat
    is_polish = parsed.country_code == COUNTRY_CODE
    return phonenumbers.format_number(parsed, style.NATIONAL if is_polish else style.INTERNATIONAL)
