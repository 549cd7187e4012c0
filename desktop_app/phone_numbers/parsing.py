"""Numbers: from what people type, paste and click to what is dialled, and to how it is written.

`phonenumbers` knows the plans of the world; Poland is the default country.  One *plain* form stands for a number
everywhere inside: nine digits for Poland, 00 and the country's code for abroad, extensions and short codes as they are.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from urllib.parse import unquote

from desktop_app.phone_numbers.numbering_plan import DEFAULT_REGION, MAX_SHORT_CODE_DIGITS, NATIONAL_DIGITS

SCHEMES = ("tel", "callto", "sip", "sips")
MAX_TEXT = 2000
_POLISH = re.compile(r"(?:\+48|0048|48|0)?([1-9]\d{8})", re.ASCII)
_SEPARATORS = re.compile(r"[\s()-]")
_BLANKS = re.compile(r"\s")
_LINK = re.compile(r"^\s*(?:tel|callto|sip|sips):(?://)?", re.IGNORECASE)
# What may stand behind a number and is no part of it: «wew. 12», «ext 12», «w. 12», «x12», «#12» behind a blank.
_EXTENSION = re.compile(
    r"[\s,;]*(?:wewn(?:ętrzny|etrzny)?|wew|ext(?:ension)?|w|x)\.?\s*:?\s*\d{1,6}\s*$", re.IGNORECASE
)
# Days, months, prices, and signs alone.
_NO_NUMBER = re.compile(r"\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{1,2}/\d{4}|\d+[.]\d{1,2}|[*#]+")
_PREFIXED = re.compile(
    r"^\s*(?:tel(?:efon)?|phone|fax|faks|kom|mob(?:ile)?|gsm|nr|numer|t|m|p)\.?\s*:?\s*(?=[+(\d])", re.IGNORECASE
)


@lru_cache(maxsize=4096)
def parse_number(text: str) -> str | None:
    """The plain form of a typed, pasted or clicked number, or None when the text is none (or more than one)."""
    # NFKC first: full-width digits are digits, and an emergency number in them is one.
    plain = unicodedata.normalize("NFKC", unquote(text[:MAX_TEXT]))
    link = _LINK.match(plain)
    if link is not None:  # what a link says about the number, or the host it is at, is no part of it
        plain = re.split(r"[;?@]", plain[link.end() :], maxsplit=1)[0]
    stripped = _PREFIXED.sub("", plain.strip(" \t\r\n\u00a0.,:"))
    without = _EXTENSION.sub("", stripped)
    if without != stripped and sum(letter.isdigit() for letter in without) > MAX_SHORT_CODE_DIGITS:
        stripped = without
    if re.search(r"[^0-9\s()+\-./*#\u00a0\u2010-\u2015]", stripped) or _NO_NUMBER.fullmatch(stripped):
        return None
    return _plain(stripped)


def _plain(text: str) -> str | None:
    international = text.startswith(("+", "(+"))
    if "+" in text.lstrip("(")[1:]:
        return None
    digits = re.sub(r"[^0-9*#]", "", text.replace("(0)", "") if international else text)
    if not digits or len(digits) > 20:
        return None
    if not international and (len(digits) <= MAX_SHORT_CODE_DIGITS or not digits.isdigit()):
        return digits
    return to_plain_form(("+" if international else "") + digits)


def to_plain_form(digits: str) -> str | None:
    import phonenumbers

    try:
        # Poland's own prefix for abroad is 00, which the library knows from the default country.
        number = phonenumbers.parse(digits, DEFAULT_REGION)
    except phonenumbers.NumberParseException:
        return None
    national = phonenumbers.national_significant_number(number)
    is_whole = (
        len(national) == NATIONAL_DIGITS if number.country_code == 48 else phonenumbers.is_possible_number(number)
    )
    if not is_whole:
        # «0 22 635 44 10»: as it was written for long, and as a desk phone with 0 for outside lines wants it.
        return to_plain_form(digits[1:]) if re.fullmatch(r"0[1-9]\d{8}", digits) else None
    if number.country_code == 48:
        return national
    return f"00{number.country_code}{national}"


@lru_cache(maxsize=8192)
def normalized(number: str) -> str:
    """The one form in which 600100200, +48 600 100 200 and 0048600100200 are equal; other text without its blanks.

    Billing records hold ten thousand numbers at a time, nearly all of them Polish: those take the short way, which
    gives what `parse_number` gives (a property in the tests).
    """
    polish = _POLISH.fullmatch(_SEPARATORS.sub("", number))
    return polish.group(1) if polish else parse_number(number) or _BLANKS.sub("", number)
