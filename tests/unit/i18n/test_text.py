"""Translatable texts without Qt, and the search form of a text."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from desktop_app.i18n.text import folded, install_translator, tr


@pytest.fixture
def asked() -> Iterator[list[tuple[str, int]]]:
    """What a translator that shouts was asked for."""
    asked: list[tuple[str, int]] = []

    def shout(source: str, count: int) -> str:
        asked.append((source, count))
        return source.upper().replace("{N}", "{n}")

    install_translator(shout)
    yield asked
    install_translator(None)


def test_without_a_translator_the_text_is_returned() -> None:
    assert tr("Call") == "Call"


@pytest.mark.parametrize(("count", "text"), [(0, "0 calls"), (1, "1 calls"), (1200, "1200 calls")])
def test_a_count_replaces_n(count: int, text: str) -> None:
    assert tr("{n} calls", count) == text


def test_without_a_count_n_stays() -> None:
    assert tr("{n} calls") == "{n} calls"


def test_a_translator_gets_text_and_count(asked: list[tuple[str, int]]) -> None:
    assert tr("Call") == "CALL"
    assert tr("{n} calls", 3) == "3 CALLS"
    assert asked == [("Call", -1), ("{n} calls", 3)]


def test_a_count_beyond_a_c_int_is_shown_in_full(asked: list[tuple[str, int]]) -> None:
    assert tr("{n} calls", 2**40) == f"{2**40} CALLS"
    assert asked == [("{n} calls", 2_147_483_647)]


@pytest.mark.parametrize(
    ("text", "searched"),
    [
        ("Łukasz Żółciński", "lukasz zolcinski"),
        ("ŚLIWA", "sliwa"),
        ("Straße", "strasse"),
        ("Zoe\u0301", "zoe"),
        ("\uff11\uff12", "12"),
        ("", ""),
    ],
)
def test_the_search_form_has_no_case_and_no_diacritics(text: str, searched: str) -> None:
    assert folded(text) == searched
