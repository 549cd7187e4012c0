"""Numbers: from what people type, paste and click to what is dialled, and to how it is written.

`phonenumbers` knows the plans of the world; Poland is the default country.  One *plain* form stands for a number
everywhere inside: nine digits for Poland, 00 and the country's code for abroad, extensions and short codes as they are.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from urllib.parse import unquote

import msgspec

COUNTRY = "PL"
EMERGENCY = frozenset({"112", "999", "998", "997"})
SCHEMES = ("tel", "callto", "sip", "sips")
LONGEST_TEXT = 2000
_SHORT = 6
POLISH_DIGITS = 9
_LINK = re.compile(r"^\s*(?:tel|callto|sip|sips):(?://)?", re.IGNORECASE)
# Digits inside an address of something else are no telephone number.
_ELSEWHERE = re.compile(r"\b(?:https?|ftp|file|mailto|javascript|data|xmpp|skype):\S*|\S+@\S+\.\S+", re.IGNORECASE)
_LINKS = re.compile(r"\b(?:tel|callto|sips?):[^\s<>\"']+", re.IGNORECASE)
# What may stand behind a number and is no part of it: «wew. 12», «ext 12», «w. 12», «x12», «#12» behind a blank.
_EXTENSION = re.compile(
    r"[\s,;]*(?:wewn(?:ętrzny|etrzny)?|wew|ext(?:ension)?|w|x)\.?\s*:?\s*\d{1,6}\s*$", re.IGNORECASE
)
# «wew. 105» alone is the extension itself.
_INSIDE = re.compile(r"(?:wewn(?:ętrzny|etrzny)?|wew|ext(?:ension)?)\.?\s*:?\s*(\d{2,5})\b", re.IGNORECASE)
# Days, months, prices, and signs alone.
_NO_NUMBER = re.compile(r"\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{1,2}/\d{4}|\d+[.]\d{1,2}|[*#]+")
_PREFIXED = re.compile(
    r"^\s*(?:tel(?:efon)?|phone|fax|faks|kom|mob(?:ile)?|gsm|nr|numer|t|m|p)\.?\s*:?\s*(?=[+(\d])", re.IGNORECASE
)


class DialRules(msgspec.Struct, frozen=True):
    """How this exchange wants numbers: what to dial before an outside number, and abroad with `00` or with `+`."""

    outside_prefix: str = ""
    international: str = "00"


def to_dial(plain: str, rules: DialRules) -> str:
    """A plain number as the exchange wants it.  Extensions, short codes and emergency numbers have no prefix."""
    if len(plain) <= _SHORT or not plain.isdigit():
        return plain
    number = plain
    if rules.international == "+" and plain.startswith("00"):
        number = f"+{plain[2:]}"
    return rules.outside_prefix + number


@lru_cache(maxsize=4096)
def parse_number(text: str) -> str | None:
    """The plain form of a typed, pasted or clicked number, or None when the text is none (or more than one)."""
    # NFKC first: full-width digits are digits, and an emergency number in them is one.
    plain = unicodedata.normalize("NFKC", unquote(text[:LONGEST_TEXT]))
    link = _LINK.match(plain)
    if link is not None:  # what a link says about the number, or the host it is at, is no part of it
        plain = re.split(r"[;?@]", plain[link.end() :], maxsplit=1)[0]
    stripped = _PREFIXED.sub("", plain.strip(" \t\r\n\u00a0.,:"))
    without = _EXTENSION.sub("", stripped)
    if without != stripped and sum(letter.isdigit() for letter in without) > _SHORT:
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
    if not international and (len(digits) <= _SHORT or not digits.isdigit()):
        return digits
    return _in_the_world(("+" if international else "") + digits)


def _in_the_world(digits: str) -> str | None:
    import phonenumbers

    try:
        # Poland's own prefix for abroad is 00, which the library knows from the default country.
        number = phonenumbers.parse(digits, COUNTRY)
    except phonenumbers.NumberParseException:
        return None
    national = phonenumbers.national_significant_number(number)
    is_whole = len(national) == POLISH_DIGITS if number.country_code == 48 else phonenumbers.is_possible_number(number)
    if not is_whole:
        # «0 22 635 44 10»: as it was written for long, and as a desk phone with 0 for outside lines wants it.
        return _in_the_world(digits[1:]) if re.fullmatch(r"0[1-9]\d{8}", digits) else None
    if number.country_code == 48:
        return national
    return f"00{number.country_code}{national}"


def extract_numbers(text: str) -> list[str]:
    """The plain numbers in a text, each once, in their order: a number alone, or those in the middle of a sentence.

    In a sentence only whole numbers count, and extensions that are called so («wew. 105»): a price or a year is none.
    """
    alone = parse_number(text)
    if alone is not None:
        return [alone]
    import phonenumbers

    text = unicodedata.normalize("NFKC", text[:LONGEST_TEXT])
    found: list[tuple[int, str]] = []
    rest = text
    for link in _LINKS.finditer(text):
        number = parse_number(link.group().rstrip(".,;)"))
        if number:
            found.append((link.start(), number))
            rest = rest[: link.start()] + " " * len(link.group()) + rest[link.end() :]
    rest = _ELSEWHERE.sub(lambda found: " " * len(found.group()), rest)
    for match in phonenumbers.PhoneNumberMatcher(rest, COUNTRY, leniency=phonenumbers.Leniency.VALID):
        number = _in_the_world(phonenumbers.format_number(match.number, phonenumbers.PhoneNumberFormat.E164))
        if number:
            found.append((match.start, number))
            rest = rest[: match.start] + " " * (match.end - match.start) + rest[match.end :]
    if not found:  # two numbers written as one run of digits
        digits = re.sub(r"[^0-9]", "", rest) if re.fullmatch(r"[0-9\s./()-]+", rest) else ""
        if len(digits) in (2 * POLISH_DIGITS, 3 * POLISH_DIGITS):
            parts = [digits[at : at + POLISH_DIGITS] for at in range(0, len(digits), POLISH_DIGITS)]
            found += [(place, part) for place, part in enumerate(parts) if parse_number(part) == part]
    found += [
        (inside.start(), inside.group(1)) for inside in _INSIDE.finditer(rest) if not _is_behind(inside.start(), found)
    ]
    return list(dict.fromkeys(number for _, number in sorted(found)))


def _is_behind(start: int, found: list[tuple[int, str]]) -> bool:
    """True for «wew. 12» just behind a whole number: it is dialled by hand after the exchange there has answered."""
    return any(0 < start - at < 32 for at, number in found if len(number) > _SHORT)


@lru_cache(maxsize=8192)
def normalized(number: str) -> str:
    """A form in which 600100200, +48 600 100 200 and 0048600100200 are one."""
    return parse_number(number) or re.sub(r"\s", "", number)


@lru_cache(maxsize=8192)
def format_number(number: str) -> str:
    """A number as a person reads it: 600 100 200, 22 635 44 10, +49 30 901820; extensions as they are."""
    plain = parse_number(number)
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


def sms_number(text: str) -> str | None:
    """The nine digits that the gateway takes, or None when a message cannot go there."""
    plain = parse_number(text)
    return plain if plain and re.fullmatch(r"[4-8]\d{8}", plain) and _is_mobile(plain) else None


@lru_cache(maxsize=8192)
def _is_mobile(plain: str) -> bool:
    import phonenumbers

    kind = phonenumbers.number_type(phonenumbers.parse(plain, COUNTRY))
    return kind in (phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE)


def is_extension(number: str) -> bool:
    """True for an extension's number: two to five digits that are no emergency number."""
    return len(number) <= 5 and len(number) >= 2 and number.isascii() and number.isdigit() and not is_emergency(number)


def is_emergency(number: str) -> bool:
    """True for numbers that always ask first, with a 0 for the outside line before them too."""
    return number in EMERGENCY or number.removeprefix("0") in EMERGENCY
