"""Translatable texts.  The code holds the English text; `tr` returns the translation where a translator is installed.

The commands run without Qt, so the translator is a function that the program with a window installs.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from functools import lru_cache

CONTEXT = "CloudPBX"
LARGEST_COUNT = 2**31 - 1  # Qt takes a C int

_translate: Callable[[str, int], str] | None = None


def install_translator(translate: Callable[[str, int], str] | None) -> None:
    """Set the function `translate(source, count)` that `tr` calls; None restores English."""
    global _translate
    _translate = translate


def tr(source: str, count: int = -1) -> str:
    """Return the translation of `source`.  A `count` selects the plural form and replaces `{n}`."""
    text = source if _translate is None else _translate(source, min(count, LARGEST_COUNT))
    return text.replace("{n}", str(count)) if count >= 0 else text


@lru_cache(maxsize=32768)
def folded(text: str) -> str:
    """Return the text in the form used for searching: lower case, without diacritics, ł as l."""
    plain = unicodedata.normalize("NFKD", text.replace("ł", "l").replace("Ł", "l"))
    return "".join(letter for letter in plain if not unicodedata.combining(letter)).casefold()


def isolated(text: str, *, is_number: bool = False) -> str:
    """Return text that keeps its order inside a sentence: the groups of a number behind an Arabic name would swap."""
    return f"{chr(0x2066) if is_number else chr(0x2068)}{text}{chr(0x2069)}"
