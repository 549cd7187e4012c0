"""Cells that no spreadsheet runs as a formula."""

from __future__ import annotations

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def replace_control(text: str) -> str:
    """Return the text with control characters (below U+0020) as blanks."""
    return "".join(" " if ord(letter) < 32 else letter for letter in text)


def escape_formula(text: str) -> str:
    """Return the text with an apostrophe in front if a spreadsheet would take it for a formula, blanks skipped.

    Control characters become blanks.
    """
    plain = replace_control(text)
    return f"'{plain}" if plain.lstrip().startswith(_FORMULA) or text.startswith(_FORMULA) else plain
