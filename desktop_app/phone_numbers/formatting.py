"""A number as a person reads it."""

from __future__ import annotations

from functools import lru_cache

from desktop_app.phone_numbers.numbering_plan import DEFAULT_REGION, MAX_SHORT_CODE_DIGITS
from desktop_app.phone_numbers.parsing import parse_number


@lru_cache(maxsize=8192)
def format_number(number: str) -> str:
    """A number as a person reads it: 600 100 200, 22 635 44 10, +49 30 901820; extensions as they are."""
    plain = parse_number(number)
    if plain is None or len(plain) <= MAX_SHORT_CODE_DIGITS or not plain.isdigit():
        return number
    import phonenumbers

    try:
        parsed = phonenumbers.parse(plain, DEFAULT_REGION)
    except phonenumbers.NumberParseException:
        return number
    if not phonenumbers.is_possible_number(parsed):
        return number
    style = phonenumbers.PhoneNumberFormat
    how = style.NATIONAL if parsed.country_code == 48 else style.INTERNATIONAL
    return phonenumbers.format_number(parsed, how)
