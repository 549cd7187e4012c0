"""The theme: contrast of every text, light and dark."""

from __future__ import annotations

from dataclasses import fields

import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QPushButton

from desktop_app.ui.theme import COLOUR_BLIND, DARK, LIGHT, Theme, Tokens


def contrast(one: str, two: str) -> float:
    def luminance(color: str) -> float:
        parts = [
            part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4
            for part in (QColor(color).redF(), QColor(color).greenF(), QColor(color).blueF())
        ]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    light, dark = sorted((luminance(one), luminance(two)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def palettes() -> list[Tokens]:
    plain = [LIGHT, DARK]
    blind = [Tokens(**{**t.__dict__, **COLOUR_BLIND[n]}) for t, n in ((LIGHT, "light"), (DARK, "dark"))]
    return plain + blind


@pytest.mark.parametrize("tokens", palettes(), ids=["light", "dark", "light blind", "dark blind"])
def test_every_text_has_a_contrast_of_at_least_4_5(tokens: Tokens) -> None:
    states = ("idle", "ringing", "busy", "away")
    pairs = [(text, ground) for text in ("text", "dim", "faint") for ground in ("background", "card")]
    pairs += [(state, ground) for state in states for ground in ("card", f"{state}_tint")]
    pairs += [("dim", f"{state}_tint") for state in states] + [("on_accent", "accent"), ("accent", "accent_tint")]
    pairs += [("text", "accent_tint"), ("on_accent", "busy")]
    low = {pair: contrast(getattr(tokens, pair[0]), getattr(tokens, pair[1])) for pair in pairs}
    assert {pair: round(ratio, 2) for pair, ratio in low.items() if ratio < 4.5} == {}
    assert len(fields(tokens)) == 18


def test_the_dark_theme_can_be_set(theme: Theme) -> None:
    theme.set_mode("dark")
    assert theme.is_dark
    assert QPushButton().palette().window().color() == QColor(DARK.background)
    theme.set_mode("light")
    assert not theme.is_dark
