"""Numbers: from what people type and paste to what is dialled, and to how it is written.

`phonenumbers` knows the plans of the world; Poland is the default country.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from urllib.parse import unquote

COUNTRY = "PL"
EMERGENCY = frozenset({"112", "999", "998", "997"})
_SHORT = 6
_LINK = re.compile(r"^\s*(?:tel|callto|sip|sips):(?://)?", re.IGNORECASE)


@lru_cache(maxsize=4096)
def dialable(text: str) -> str | None:
    """What to dial for a typed or pasted number, or None when it is none.

    Polish numbers become their nine digits, foreign ones 00 and the country's code; extensions and short codes
    stay as they are.
    """
    # NFKC first: full-width digits are digits, and an emergency number in them is one.
    plain = unicodedata.normalize("NFKC", unquote(text))
    link = _LINK.match(plain)
    stripped = plain.strip()
    if link is not None:  # what a link says about the number, or the host it is at, is no part of it
        stripped = plain[link.end() :].partition(";")[0].partition("?")[0].partition("@")[0].strip()
    if re.search(r"[^0-9\s()+\-./*#\u00a0\u2010-\u2015]", stripped):
        return None
    plus = stripped.startswith("+")
    digits = re.sub(r"[^0-9*#]", "", stripped)
    if not digits or len(digits) > 20 or "+" in stripped[1:]:
        return None
    if not plus and (len(digits) <= _SHORT or not digits.isdigit()):
        return digits
    return _in_the_world(("+" if plus else "") + digits)


def _in_the_world(digits: str) -> str | None:
    import phonenumbers

    try:
        # Poland's own prefix for abroad is 00, which the library knows from the default country.
        number = phonenumbers.parse(digits, COUNTRY)
    except phonenumbers.NumberParseException:
        return digits if digits.isdigit() else None
    if not phonenumbers.is_possible_number(number):
        return digits if digits.isdigit() else None
    national = phonenumbers.national_significant_number(number)
    if number.country_code == 48:
        return national
    return f"00{number.country_code}{national}"


@lru_cache(maxsize=8192)
def same(number: str) -> str:
    """A form in which 600100200, +48 600 100 200 and 0048600100200 are one."""
    return dialable(number) or re.sub(r"\s", "", number)


@lru_cache(maxsize=8192)
def written(number: str) -> str:
    """A number as a person reads it: 600 100 200, 22 635 44 10, +49 30 901820; extensions as they are."""
    plain = dialable(number)
    if plain is None or len(plain) <= _SHORT or not plain.isdigit():
        return number
    import phonenumbers

    try:
        parsed = phonenumbers.parse(plain, COUNTRY)
    except phonenumbers.NumberParseException:
        return number
    if not phonenumbers.is_possible_number(parsed):
        return number
    style = phonenumbers.PhoneNumberFormat
    how = style.NATIONAL if parsed.country_code == 48 else style.INTERNATIONAL
    return phonenumbers.format_number(parsed, how)


def message_number(text: str) -> str | None:
    """The nine digits that the gateway takes, or None when a message cannot go there."""
    plain = dialable(text)
    return plain if plain and re.fullmatch(r"[4-8]\d{8}", plain) else None


def is_emergency(number: str) -> bool:
    """True for numbers that always ask first."""
    return number in EMERGENCY
