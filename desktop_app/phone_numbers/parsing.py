"""Parsing of a phone number into its plain form.

`phonenumbers` knows the numbering plans of the world; numbers without a country code are Polish.  The *plain form* is
what the rest of the program stores, compares and dials:

- nine digits for a Polish number: `600100200`
- `00`, country code and number for all others: `004930901820`
- digits, `*` and `#` as they are for extensions, short codes and feature codes: `101`, `112`, `*43#`
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from urllib.parse import unquote

from desktop_app.phone_numbers.numbering_plan import (
    COUNTRY_CODE,
    DEFAULT_REGION,
    MAX_SHORT_CODE_DIGITS,
    NATIONAL_DIGITS,
)

SCHEMES = ("tel", "callto", "sip", "sips")
MAX_TEXT = 2000
MAX_DIGITS = 20

_SCHEME = re.compile(rf"^\s*(?:{'|'.join(SCHEMES)}):(?://)?", re.IGNORECASE)
_LABEL = re.compile(
    r"^(?:tel(?:efon)?|phone|fax|faks|kom|mob(?:ile)?|gsm|nr|numer|t|m|p)\.?\s*:?\s*(?=[+(\d])", re.IGNORECASE
)
# An extension after a number, which the exchange cannot dial: «wew. 12», «ext 12», «w. 12», «x12».
_EXTENSION = re.compile(
    r"(?<=\d)(?:[,;]+|\s+[pw]\s?)\d{1,6}\s*$|"  # phones write pauses so
    r"[\s,;]*(?:wewn(?:ętrzny|etrzny)?|wew|ext(?:ension)?|w|x)\.?\s*:?\s*\d{1,6}\s*$",
    re.IGNORECASE,
)
# Every dash, and the minus sign of spreadsheets.
_HYPHENS = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2043\ufe58\ufe63\uff0d"), "-")
_EDGES = re.compile(r"^[\s.,:-]+|[\s.,:-]+$")
_NOT_IN_A_NUMBER = re.compile(r"[^0-9\s()+\-./*#\u2010-\u2015]")
# Dates, months, prices, and signs alone.
_NOT_A_NUMBER = re.compile(r"\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{1,2}/\d{4}|\d+[.]\d{1,2}|[*#]+")
_POLISH = re.compile(r"(?:\+48|0048|48|0)?([1-9]\d{8})", re.ASCII)
_SEPARATORS = re.compile(r"[\s-]")
_BLANKS = re.compile(r"\s")


@lru_cache(maxsize=4096)
def parse_number(text: str) -> str | None:
    """Return the plain form of a number that was typed, pasted or clicked (`tel:`, `callto:` and `sip:` links too).

    None if the text is not one number: a date, a price, a sentence, or several numbers.
    """
    number = cleaned(unquote(text[:MAX_TEXT]))
    scheme = _SCHEME.match(number)
    if scheme is not None:  # drop parameters and the host
        number = re.split(r"[;?@]", number[scheme.end() :])[0]
    number = _LABEL.sub("", _EDGES.sub("", number))
    without_extension = _EXTENSION.sub("", number)
    if sum(character.isdigit() for character in without_extension) > MAX_SHORT_CODE_DIGITS:
        number = without_extension
    if _NOT_IN_A_NUMBER.search(number) or _NOT_A_NUMBER.fullmatch(number):
        return None
    is_international = number.startswith(("+", "(+"))
    if "+" in number.lstrip("(")[1:]:
        return None
    # «+48 (0) 22 …», «0048 (0) 22 …»: the zero is dialled only inside the country.
    has_country_code = is_international or number.startswith("00")
    digits = re.sub(r"[^0-9*#]", "", number.replace("(0)", "") if has_country_code else number)
    if not digits or len(digits) > MAX_DIGITS:
        return None
    if not is_international and (len(digits) <= MAX_SHORT_CODE_DIGITS or not digits.isdigit()):
        return digits
    return to_plain_form(("+" if is_international else "") + digits)


def cleaned(text: str) -> str:
    """Return a text in which digits and hyphens are the usual ones, without characters that cannot be seen.

    Web pages and chats put marks of direction and soft hyphens around numbers.  NFKC turns full-width digits into
    digits, so that an emergency number written in them is recognised.
    """
    normal = unicodedata.normalize("NFKC", text[:MAX_TEXT])[:MAX_TEXT]  # some characters become eighteen
    if normal.isascii():
        return normal
    return "".join(letter for letter in normal.translate(_HYPHENS) if unicodedata.category(letter) != "Cf")


def to_plain_form(digits: str) -> str | None:
    """Return the plain form of a complete number (`600100200`, `+48600100200`, `0048…`); None if it is not one."""
    import phonenumbers

    # «+48 0 22 …»: a zero that is not dialled after the country code.
    digits = re.sub(r"^(\+|00)480(?=[1-9]\d{8}$)", r"\g<1>48", digits)
    try:
        # The default region also tells the library that 00 starts an international number.
        number = phonenumbers.parse(digits, DEFAULT_REGION)
    except phonenumbers.NumberParseException:
        return None
    national = phonenumbers.national_significant_number(number)
    if number.country_code != COUNTRY_CODE:
        return f"00{number.country_code}{national}" if phonenumbers.is_possible_number(number) else None
    if len(national) == NATIONAL_DIGITS and national[0] != "0":
        return national
    # A leading zero was part of the number until 2009, and some desk phones want one for an outside line.
    return to_plain_form(digits[1:]) if re.fullmatch(r"0[1-9]\d{8}", digits) else None


@lru_cache(maxsize=8192)
def normalized(number: str) -> str:
    """Return the plain form for comparison, or the text without blanks if it is not a number.

    600100200, +48 600 100 200 and 0048600100200 give the same.  A sync compares ten thousand numbers, nearly all of
    them Polish, so these take a path without `phonenumbers`; a property test proves that it equals `parse_number`.
    """
    polish = _POLISH.fullmatch(_SEPARATORS.sub("", number[:MAX_TEXT]))
    return polish.group(1) if polish else parse_number(number) or _BLANKS.sub("", number)
