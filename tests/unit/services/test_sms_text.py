"""The length of a text message, and the characters that force UCS-2."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.services.sms_text import SmsLength, fill_template, sms_length, to_gsm


@pytest.mark.parametrize(
    ("text", "parts", "non_gsm"),
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
def test_parts_and_the_characters_that_force_ucs_2(text: str, parts: int, non_gsm: str) -> None:
    found = sms_length(text)
    assert (found.parts, "".join(found.non_gsm)) == (parts, non_gsm)


def test_polish_letters_quotes_and_dashes_become_gsm_characters() -> None:
    assert to_gsm("„Zażółć gęślą jaźń” – ŁÓDŹ…") == '"Zazolc gesla jazn" - LODZ...'
    assert to_gsm("żółw 🙂 €5 [x]") == "zolw 🙂 €5 [x]"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("„”“«»", '"' * 5),
        ("‚’‘", "'" * 3),
        ("–—−", "---"),
        ("łŁđĐ", "lLdD"),
        ("•×\t", "*x "),
        ("…\u00a0\u2009\u202f", "...   "),
        ("ﬁ½", "fi½"),
        ("Ωψ漢🙂", "Ωψ漢🙂"),
    ],
)
def test_each_replaced_character(text: str, expected: str) -> None:
    assert to_gsm(text) == expected


def test_the_gsm_alphabet_is_that_of_the_standard() -> None:
    basic = (
        "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
        "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
    )
    assert len(basic) == 127  # 128 without the escape
    assert sms_length(basic) == SmsLength(127, 1, ())
    assert sms_length(basic + "a" * 33).parts == 1
    extended = "^{}\\[~]|€\f"
    assert sms_length(extended + "a" * 140).parts == 1
    assert sms_length(extended + "a" * 141).parts == 2
    assert to_gsm(basic + extended) == basic + extended


def test_a_text_is_gsm_when_no_character_forces_ucs_2() -> None:
    assert sms_length("a").is_gsm
    assert not sms_length("ą").is_gsm
    assert sms_length("ab🙂🙂") == SmsLength(4, 1, ("🙂",))
    assert isinstance(sms_length("ą" * 71).parts, int)


@given(st.text(max_size=300))
def test_to_gsm_adds_no_other_characters_and_is_idempotent(text: str) -> None:
    folded = to_gsm(text)
    assert set(sms_length(folded).non_gsm) <= set(sms_length(text).non_gsm)
    assert to_gsm(folded) == folded


def test_templates_fill_their_fields_and_keep_other_braces() -> None:
    values = {"name": "Jan {number}", "number": "600 100 200", "time": "12:03", "own": "101"}
    assert fill_template("{name}: {time} {own} {} {x} {", values) == "Jan {number}: 12:03 101 {} {x} {"
    assert fill_template("{name}|{number}", {"number": "1"}) == "|1"
