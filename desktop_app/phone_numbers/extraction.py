"""Extraction of phone numbers from text."""

from __future__ import annotations

import re

from desktop_app.phone_numbers.numbering_plan import DEFAULT_REGION, MAX_SHORT_CODE_DIGITS, NATIONAL_DIGITS
from desktop_app.phone_numbers.parsing import SCHEMES, cleaned, parse_number, to_plain_form

_LINK = re.compile(rf"\b(?:{'|'.join(SCHEMES)}):[^\s<>\"']+", re.IGNORECASE)
# Digits in other links and in mail addresses are not phone numbers.
_OTHER_LINK = re.compile(r"\b(?:https?|ftp|file|mailto|javascript|data|xmpp|skype):\S*", re.IGNORECASE)
_WORD = re.compile(r"\S+")
# «wew. 105» without a number in front of it is an extension to dial.
_EXTENSION = re.compile(r"(?:wewn(?:ętrzny|etrzny)?|wew|ext(?:ension)?)\.?\s*:?\s*([0-9]{2,5})\b", re.IGNORECASE)
# An extension that starts within this many characters of a number belongs to it.
_EXTENSION_DISTANCE = 32

# A number and the offset at which it starts.
_Found = tuple[int, str]


def extract_numbers(text: str) -> list[str]:
    """Return the plain forms of the numbers in a text, in order and without duplicates.

    A text that is a number as a whole gives that number, whatever it is.  In a sentence only complete numbers count,
    and extensions that are labelled so («wew. 105»): a price or a year is not a number.
    """
    number = parse_number(text)
    if number is not None:
        return [number]
    rest = cleaned(text)
    # Each step replaces what it used by blanks, so that offsets stay valid.
    links, rest = _take_links(rest)
    rest = _OTHER_LINK.sub(_blanks, _WORD.sub(_blanks_if_mail, rest))
    numbers, rest = _take_complete_numbers(rest)
    found = links + numbers or _split_run(rest)
    extensions = [(match.start(), match.group(1)) for match in _EXTENSION.finditer(rest)]
    found += [extension for extension in extensions if not _belongs_to_a_number(extension, found)]
    return list(dict.fromkeys(number for _, number in sorted(found)))


def _blanks(match: re.Match[str]) -> str:
    return " " * len(match.group())


def _blanks_if_mail(word: re.Match[str]) -> str:
    """Return blanks for a word with a dot after an at sign.  One expression for it all would backtrack for seconds."""
    text = word.group()
    at = text.find("@", 1)
    return _blanks(word) if at > 0 and "." in text[at + 2 : -1] else text


def _take_links(text: str) -> tuple[list[_Found], str]:
    """Return the numbers of `tel:` and similar links, and the text without these links."""
    found: list[_Found] = []

    def take(link: re.Match[str]) -> str:
        number = parse_number(link.group())
        if number is None:
            return link.group()
        found.append((link.start(), number))
        return _blanks(link)

    rest = _LINK.sub(take, text)
    return found, rest


def _take_complete_numbers(text: str) -> tuple[list[_Found], str]:
    """Return the numbers that are valid in the numbering plan of their country, and the text without them."""
    import phonenumbers

    found: list[_Found] = []
    rest = text
    for match in phonenumbers.PhoneNumberMatcher(text, DEFAULT_REGION, leniency=phonenumbers.Leniency.VALID):
        number = to_plain_form(phonenumbers.format_number(match.number, phonenumbers.PhoneNumberFormat.E164))
        if number is not None:
            found.append((match.start, number))
            rest = rest[: match.start] + " " * (match.end - match.start) + rest[match.end :]
    return found, rest


def _split_run(text: str) -> list[_Found]:
    """Return two or three Polish numbers written as one run of digits, as in «600 100 200 601 200 300»."""
    digits = re.sub(r"[^0-9]", "", text) if re.fullmatch(r"[0-9\s./()-]+", text) else ""
    if len(digits) not in (2 * NATIONAL_DIGITS, 3 * NATIONAL_DIGITS):
        return []
    parts = [digits[start : start + NATIONAL_DIGITS] for start in range(0, len(digits), NATIONAL_DIGITS)]
    return [(index, part) for index, part in enumerate(parts) if parse_number(part) == part]


def _belongs_to_a_number(extension: _Found, found: list[_Found]) -> bool:
    """Return True for «wew. 12» just after a complete number: that is dialled by hand once the call is answered."""
    return any(
        0 < extension[0] - start < _EXTENSION_DISTANCE for start, number in found if len(number) > MAX_SHORT_CODE_DIGITS
    )
