"""What a text message costs in parts: GSM 7-bit or UCS-2, which letters force the dearer one, and the text without
them.

3GPP TS 23.038: a part holds 160 septets (153 when there are several) in the GSM alphabet, where a few signs take two,
and 70 (67) UTF-16 units in UCS-2.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

import msgspec

LIMIT = 1024
_FIELD = re.compile(r"\{(name|number|time|own)\}")
_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = frozenset("^{}\\[~]|€\f")
_PLAIN = {
    "„": '"', "”": '"', "“": '"', "«": '"', "»": '"', "‚": "'", "’": "'", "‘": "'", "–": "-", "—": "-", "−": "-",
    "…": "...", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "\u00a0": " ", "\u2009": " ", "\u202f": " ", "•": "*",
    "×": "x", "\t": " ",
}  # fmt: skip


class SmsLength(msgspec.Struct, frozen=True):
    """How long a text is: characters, its parts, and the letters that force UCS-2 (none: it is GSM)."""

    characters: int
    parts: int
    non_gsm: tuple[str, ...]

    @property
    def is_gsm(self) -> bool:
        """True when the cheap alphabet is enough."""
        return not self.non_gsm


def sms_length(text: str) -> SmsLength:
    """Count a text as the network does."""
    non_gsm = tuple(dict.fromkeys(letter for letter in text if letter not in _BASIC and letter not in _EXTENDED))
    if non_gsm:
        units, single, several = len(text.encode("utf-16-le", "surrogatepass")) // 2, 70, 67
    else:
        units, single, several = sum(2 if letter in _EXTENDED else 1 for letter in text), 160, 153
    parts = 0 if not text else 1 if units <= single else -(-units // several)
    return SmsLength(len(text), parts, non_gsm)


def to_gsm(text: str) -> str:
    """The text with Polish and other letters made plain, quotes and dashes too; what has no plain form stays."""
    return "".join(_folded(letter) for letter in text)


def _folded(letter: str) -> str:
    if letter in _BASIC or letter in _EXTENDED:
        return letter
    if letter in _PLAIN:
        return _PLAIN[letter]
    plain = "".join(part for part in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(part))
    return plain if plain and all(part in _BASIC or part in _EXTENDED for part in plain) else letter


def fill_template(template: str, values: Mapping[str, str]) -> str:
    """A template with {name}, {number}, {time} and {own} put in; other braces stay as they are written."""
    # In one pass: a name from outside that holds «{number}» stays a name.
    return _FIELD.sub(lambda field: values.get(field.group(1), ""), template)
