"""Texts that a person reads: English in the code, put into the person's language where a translator is installed.

The commands without a screen need no Qt, so the way to its translator is a function that the screens install.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from functools import lru_cache

CONTEXT = "CloudPBX"
MOST = 2**31 - 1  # what Qt can count to

_translate: Callable[[str, int], str] | None = None


def install_translator(translate: Callable[[str, int], str] | None) -> None:
    """Use `translate(source, count)` from now on; None goes back to English."""
    global _translate
    _translate = translate


def tr(source: str, count: int = -1) -> str:
    """The text in the person's language.  With a `count` the right plural, and `{n}` stands for the number."""
    text = source if _translate is None else _translate(source, min(count, MOST))
    return text.replace("{n}", str(count)) if count >= 0 else text


@lru_cache(maxsize=32768)
def folded(text: str) -> str:
    """Text for searching: no case, no Polish letters, ł included."""
    plain = unicodedata.normalize("NFKD", text.replace("ł", "l").replace("Ł", "l"))
    return "".join(letter for letter in plain if not unicodedata.combining(letter)).casefold()
