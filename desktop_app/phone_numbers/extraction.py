"""Numbers inside a text."""

from __future__ import annotations

import re
import unicodedata

from desktop_app.phone_numbers.numbering_plan import DEFAULT_REGION, MAX_SHORT_CODE_DIGITS, NATIONAL_DIGITS
from desktop_app.phone_numbers.parsing import MAX_TEXT, parse_number, to_plain_form

# Digits inside an address of something else are no telephone number.
_ELSEWHERE = re.compile(r"\b(?:https?|ftp|file|mailto|javascript|data|xmpp|skype):\S*|\S+@\S+\.\S+", re.IGNORECASE)


_LINKS = re.compile(r"\b(?:tel|callto|sips?):[^\s<>\"']+", re.IGNORECASE)


# «wew. 105» alone is the extension itself.
_INSIDE = re.compile(r"(?:wewn(?:ętrzny|etrzny)?|wew|ext(?:ension)?)\.?\s*:?\s*(\d{2,5})\b", re.IGNORECASE)


def extract_numbers(text: str) -> list[str]:
    """The plain numbers in a text, each once, in their order: a number alone, or those in the middle of a sentence.

    In a sentence only whole numbers count, and extensions that are called so («wew. 105»): a price or a year is none.
    """
    alone = parse_number(text)
    if alone is not None:
        return [alone]
    import phonenumbers

    text = unicodedata.normalize("NFKC", text[:MAX_TEXT])
    found: list[tuple[int, str]] = []
    rest = text
    for link in _LINKS.finditer(text):
        number = parse_number(link.group().rstrip(".,;)"))
        if number:
            found.append((link.start(), number))
            rest = rest[: link.start()] + " " * len(link.group()) + rest[link.end() :]
    rest = _ELSEWHERE.sub(lambda found: " " * len(found.group()), rest)
    for match in phonenumbers.PhoneNumberMatcher(rest, DEFAULT_REGION, leniency=phonenumbers.Leniency.VALID):
        number = to_plain_form(phonenumbers.format_number(match.number, phonenumbers.PhoneNumberFormat.E164))
        if number:
            found.append((match.start, number))
            rest = rest[: match.start] + " " * (match.end - match.start) + rest[match.end :]
    if not found:  # two numbers written as one run of digits
        digits = re.sub(r"[^0-9]", "", rest) if re.fullmatch(r"[0-9\s./()-]+", rest) else ""
        if len(digits) in (2 * NATIONAL_DIGITS, 3 * NATIONAL_DIGITS):
            parts = [digits[at : at + NATIONAL_DIGITS] for at in range(0, len(digits), NATIONAL_DIGITS)]
            found += [(place, part) for place, part in enumerate(parts) if parse_number(part) == part]
    found += [
        (inside.start(), inside.group(1)) for inside in _INSIDE.finditer(rest) if not _is_behind(inside.start(), found)
    ]
    return list(dict.fromkeys(number for _, number in sorted(found)))


def _is_behind(start: int, found: list[tuple[int, str]]) -> bool:
    """True for «wew. 12» just behind a whole number: it is dialled by hand after the exchange there has answered."""
    return any(0 < start - at < 32 for at, number in found if len(number) > MAX_SHORT_CODE_DIGITS)
