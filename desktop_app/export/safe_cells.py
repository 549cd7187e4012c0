"""Text from outside made harmless for spreadsheets."""

from __future__ import annotations

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def replace_control(text: str) -> str:
    return "".join(" " if ord(letter) < 32 else letter for letter in text)


def escape_formula(text: str) -> str:
    """Text from outside that a spreadsheet must not take for a formula; control characters become blanks."""
    plain = replace_control(text)
    return f"'{plain}" if plain.lstrip().startswith(_FORMULA) or text.startswith(_FORMULA) else plain
