"""Every text of the user interface is translated."""

from __future__ import annotations

import ast
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, Qt, QTranslator
from PySide6.QtWidgets import QApplication

from desktop_app.config.paths import resources
from desktop_app.i18n.qt_translator import install
from desktop_app.i18n.text import install_translator, tr
from desktop_app.services.user_messages import REASONS

PACKAGE = Path(__file__).parents[2] / "desktop_app"
FOLDER = resources() / "translations"


def texts() -> dict[str, bool]:
    """Return every literal passed to `tr`, and whether it has plural forms."""
    found: dict[str, bool] = {}
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            is_tr = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "tr"
            if is_tr and node.args and isinstance(node.args[0], ast.Constant):  # type: ignore[attr-defined]
                found[str(node.args[0].value)] = len(node.args) > 1  # type: ignore[attr-defined]
    return found


def translated(language: str) -> dict[str, list[str]]:
    """Return the translation, or its plural forms, of each source text."""
    root = ET.parse(FOLDER / f"cloudpbx_{language}.ts").getroot()
    found = {}
    for message in root.iter("message"):
        translation = message.find("translation")
        assert translation is not None
        forms = [form.text or "" for form in translation.iter("numerusform")] or [translation.text or ""]
        found[message.findtext("source") or ""] = forms
    return found


def test_every_text_has_a_polish_translation_and_every_translation_is_used() -> None:
    assert set(translated("pl")) == set(texts()) | set(REASONS)
    assert set(translated("en")) == {text for text, is_counted in texts().items() if is_counted}


@pytest.mark.parametrize("language", ["pl", "en"])
def test_translations_have_the_placeholders_of_the_source(language: str) -> None:
    for source, forms in translated(language).items():
        for form in forms:
            assert form.strip(), source
            assert set(re.findall(r"\{\w+\}", form)) == set(re.findall(r"\{\w+\}", source)), source


def test_polish_has_three_plurals() -> None:
    counted = [text for text, is_counted in texts().items() if is_counted]
    assert all(len(translated("pl")[text]) == 3 for text in counted)


@pytest.fixture
def spoken(qapp: QApplication) -> Iterator[None]:
    yield
    for translator in qapp.findChildren(QTranslator):
        QCoreApplication.removeTranslator(translator)
    install_translator(None)


@pytest.mark.skipif(not (FOLDER / "cloudpbx_pl.qm").exists(), reason="bootstrap.py compiles the translations")
@pytest.mark.parametrize(
    ("language", "one", "two", "five"),
    [
        ("pl", "czeka 1 rozmówca", "czeka 2 rozmówców", "czeka 5 rozmówców"),
        ("en", "1 caller waiting", "2 callers waiting", "5 callers waiting"),
    ],
)
def test_counts_use_the_plural_forms_of_each_language(
    spoken: None, language: str, one: str, two: str, five: str
) -> None:
    install(language, FOLDER)
    assert [tr("{n} callers waiting", count) for count in (1, 2, 5)] == [one, two, five]


def test_without_a_translator_the_texts_are_those_of_the_code() -> None:
    assert tr("{n} calls", 3) == "3 calls"
    assert tr("Call") == "Call"


@pytest.mark.parametrize("language", ["en", "pl", "xx"])
def test_the_direction_is_that_of_the_texts(language: str, qapp: QApplication) -> None:
    """With the locale of a country that writes from right to left, the English window was mirrored."""
    try:
        qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        install(language, FOLDER)
        assert qapp.layoutDirection() is Qt.LayoutDirection.LeftToRight
    finally:
        install_translator(None)
