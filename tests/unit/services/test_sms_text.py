"""How a text message is counted, and what makes it dearer."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.services.sms_text import filled, measure, without_forcing


@pytest.mark.parametrize(
    ("text", "parts", "forcing"),
    [
        ("", 0, ""),
        ("a", 1, ""),
        ("a" * 160, 1, ""),
        ("a" * 161, 2, ""),
        ("a" * 306, 2, ""),
        ("a" * 307, 3, ""),
        ("€" * 80, 1, ""),
        ("€" * 81, 2, ""),
        ("é" * 160, 1, ""),
        ("ą", 1, "ą"),
        ("ą" * 70, 1, "ą"),
        ("ą" * 71, 2, "ą"),
        ("a" * 133 + "ł", 2, "ł"),
        ("a" * 134 + "ł", 3, "ł"),
        ("🙂" * 35, 1, "🙂"),
        ("🙂" * 36, 2, "🙂"),
        ("Zażółć gęślą jaźń", 1, "żółćęśąźń"),
        ("„tak”", 1, "„”"),
    ],
)
def test_parts_and_the_letters_that_make_it_dear(text: str, parts: int, forcing: str) -> None:
    found = measure(text)
    assert (found.parts, "".join(found.forcing)) == (parts, forcing)


def test_one_click_folds_polish_letters_quotes_and_dashes() -> None:
    assert without_forcing("„Zażółć gęślą jaźń” – ŁÓDŹ…") == '"Zazolc gesla jazn" - LODZ...'
    assert without_forcing("żółw 🙂 €5 [x]") == "zolw 🙂 €5 [x]"


@given(st.text(max_size=300))
def test_folding_never_makes_a_message_dearer_in_letters_and_is_done_at_once(text: str) -> None:
    folded = without_forcing(text)
    assert set(measure(folded).forcing) <= set(measure(text).forcing)
    assert without_forcing(folded) == folded


def test_templates_take_their_fields_and_leave_other_braces() -> None:
    values = {"name": "Jan {number}", "number": "600 100 200", "time": "12:03", "own": "101"}
    assert filled("{name}: {time} {own} {} {x} {", values) == "Jan {number}: 12:03 101 {} {x} {"
