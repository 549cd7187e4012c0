"""The plain form of one number."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from desktop_app.phone_numbers.parsing import normalized, parse_number

MOBILE, WARSAW = "600100200", "226354410"


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("600 100 200", MOBILE),
        ("+48 (0) 600 100 200", MOBILE),
        ("(0)600 100 200", MOBILE),
        ("- 600 100 200", MOBILE),
        ("-+48 600 100 200", MOBILE),
        ("0049 30 901820", "004930901820"),
        ("1" * 20, None),
        ("123456", "123456"),
        ("1234567", None),
        ("*21*105#", "*21*105#"),
        ("*21*600100200#", "*21*600100200#"),
        ("600+100", None),
        ("48008012601", None),
        ("0048008012601", None),
        ("105 wew. 12", None),
        ("123456 w 1", None),
        ("1234567 w 1", None),
        ("sip:105@example.pl;x=1?y", "105"),
        ("tel:105?call", "105"),
        ("callto:105", "105"),
        ("SIPS:105@example.pl", "105"),
        ("tel://105", "105"),
        ("Tel 105", "105"),
        ("22 635 44 10 wew. 12", WARSAW),
        ("22 635 44 10 WEW. 12", WARSAW),
        ("(+48) 600 100 200", MOBILE),
        ("(+49) 30 901820", "004930901820"),
        ("600 10(0) 200", MOBILE),
        ("+1 650 253 000", None),
        ("-12.50", None),
        ("2026-10-05", None),
        ("5/10/26", None),
        ("1/2026", None),
        ("1/20261", "120261"),
        ("*", None),
        ("*#*", None),
        ("*1", "*1"),
        ("600 100 200 i 601 100 200", None),
        ("", None),
        (" " * 1992 + MOBILE, None),
        (" " * 1991 + MOBILE, MOBILE),
    ],
)
def test_the_plain_form_of_a_text(text: str, plain: str | None) -> None:
    assert parse_number(text) == plain


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("\u202a+48600100300\u202c", "600100300"),
        ("\u2066600100300\u2069", "600100300"),
        ("\u200b600100300\ufeff", "600100300"),
        ("600\u00ad100\u2060300", "600100300"),
        ("\u200e600\u200f100300", "600100300"),
        ("600\u2212100\u2212300", "600100300"),
        ("600\u2011100\u2013300", "600100300"),
        ("tel:%E2%80%AA+48600100300%E2%80%AC", "600100300"),
        ("\u200b105", "105"),
        ("\uff11\u200b\uff11\uff12", "112"),
        ("0048 (0) 22 555 01 01", "225550101"),
        ("0048 0 22 555 01 01", "225550101"),
        ("+48 0 22 555 01 01", "225550101"),
        ("+48 (0) 22 555 01 01", "225550101"),
        ("+49 (0) 30 901820", "004930901820"),
        ("225550601,,,2", "225550601"),
        ("+48 600 100 216;123", "600100216"),
        ("22 555 06 02 p 105", "225550602"),
        ("22 555 06 02w105", "225550602"),
        ("+4822555,01,01", None),
        ("12,50", None),
        ("105,2", None),
        ("600100200,600100201", None),
    ],
)
def test_a_number_is_read_as_programs_and_phones_write_it(text: str, plain: str | None) -> None:
    """Marks of direction, soft hyphens, the minus sign, pauses, and the zero behind the country code."""
    assert parse_number(text) == plain


def test_at_most_twenty_digits_are_read() -> None:
    assert parse_number("*" * 8 + "1" * 12) == "*" * 8 + "1" * 12
    assert parse_number("*" * 8 + "1" * 13) is None


def test_three_spellings_of_one_number_are_equal() -> None:
    assert {normalized(text) for text in ("600100200", "+48 600 100 200", "0048600100200")} == {MOBILE}


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("+49 30 901820", "004930901820"),
        ("6００１００２００", MOBILE),
        ("101", "101"),
        ("a b\tc", "abc"),
        ("", ""),
        ("(22) 635 44 10", "226354410"),
    ],
)
def test_other_texts_are_normalized_as_well(text: str, result: str) -> None:
    assert normalized(text) == result


_SEPARATOR = st.sampled_from(" -\t\n\x0b\x0c\x1c\x1f\x85\u00a0\u1680\u2000\u2009\u2028\u2029\u202f\u205f\u3000")


@st.composite
def polish_spellings(draw: st.DrawFn) -> tuple[str, str]:
    """Nine digits, and a spelling of them with a prefix and separators in any place."""
    digits = draw(st.from_regex(r"[1-9][0-9]{8}", fullmatch=True))
    text = draw(st.sampled_from(["", "+48", "0048", "48", "0"])) + digits
    for separator in draw(st.lists(_SEPARATOR, max_size=5)):
        place = draw(st.integers(0, len(text)))
        text = text[:place] + separator + text[place:]
    return digits, text


@given(polish_spellings())
@example((MOBILE, "\x1c+48600100200"))
@example((MOBILE, "-+48 600-100-200-"))
def test_the_fast_path_equals_the_parser_for_every_polish_spelling(spelling: tuple[str, str]) -> None:
    digits, text = spelling
    assert normalized(text) == parse_number(text) == digits
