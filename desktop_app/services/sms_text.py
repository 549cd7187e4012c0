"""The length of a text message in billed parts, and its conversion to the GSM alphabet.

3GPP TS 23.038: a part holds 160 septets (153 in a message of several parts) in the GSM 7-bit alphabet, where extension
characters take two, and 70 (67) UTF-16 code units in UCS-2.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

import msgspec

_FIELD = re.compile(r"\{(name|number|time|own)\}")
_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = frozenset("^{}\\[~]|€\f")
_PLAIN = {
    "„": '"', "”": '"', "“": '"', "«": '"', "»": '"', "‚": "'", "’": "'", "‘": "'", "–": "-", "—": "-", "−": "-",
    "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "•": "*", "×": "x", "\t": " ",
}  # fmt: skip


class SmsLength(msgspec.Struct, frozen=True):
    """The length of a text: characters, billed parts, and the distinct characters that force UCS-2, in order."""

    characters: int
    parts: int
    non_gsm: tuple[str, ...]

    @property
    def is_gsm(self) -> bool:
        """True when the text fits the GSM alphabet."""
        return not self.non_gsm


def sms_length(text: str) -> SmsLength:
    """Count characters and parts as the network does.  An empty text has no parts."""
    non_gsm = tuple(dict.fromkeys(letter for letter in text if letter not in _BASIC and letter not in _EXTENDED))
    if non_gsm:
        units, single, several = len(text.encode("utf-16-le", "surrogatepass")) // 2, 70, 67
    else:
        units, single, several = sum(2 if letter in _EXTENDED else 1 for letter in text), 160, 153
    parts = 0 if not text else 1 if units <= single else -(-units // several)
    return SmsLength(len(text), parts, non_gsm)


def to_gsm(text: str) -> str:
    """Replace letters with diacritics, quotes and dashes by GSM characters; what has no such form stays."""
    return "".join(_folded(letter) for letter in text)


def _folded(letter: str) -> str:
    if letter in _BASIC or letter in _EXTENDED:
        return letter
    if letter in _PLAIN:
        return _PLAIN[letter]
    # NFKD also turns the ellipsis into three dots and typographic spaces into plain ones.
    plain = "".join(part for part in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(part))
    return plain if plain and all(part in _BASIC or part in _EXTENDED for part in plain) else letter


def fill_template(template: str, values: Mapping[str, str]) -> str:
    """Fill {name}, {number}, {time} and {own} of a template.  A field without a value is empty; other braces stay."""
    # One pass, so that a name which holds «{number}» is not expanded.
    return _FIELD.sub(lambda field: values.get(field.group(1), ""), template)
