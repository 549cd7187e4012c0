"""Text from outside is data: labels and tooltips that never take it for markup.

Qt guesses by itself whether a text is HTML.  A caller whose name is «<img src=…>» must be shown as just that.
"""

from __future__ import annotations

from html import escape

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel


def plain_label(text: str = "", kind: str = "") -> QLabel:
    """A label that shows what it is given, letter by letter.  `kind` is the style sheet's word for its look."""
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setText(text)
    if kind:
        label.setProperty("kind", kind)
    return label


def plain_tip(text: str) -> str:
    """A text for a tooltip, where there is no such switch: said to be markup, with all of it escaped."""
    return f"<qt>{escape(text)}</qt>" if text else ""


def plain_action(words: str) -> str:
    """Words from outside in a menu: an ampersand is a letter there, and no key."""
    return words.replace("&", "&&")
