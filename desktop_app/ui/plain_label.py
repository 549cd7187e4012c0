"""Labels and tooltips that never interpret text from outside as markup.

Qt guesses whether a text is HTML.  A caller whose name is `<img src=…>` must be shown as exactly that.
"""

from __future__ import annotations

from html import escape

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel


def plain_label(text: str = "", kind: str = "") -> QLabel:
    """Return a label that shows `text` literally.  `kind` selects its style in the style sheet."""
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setText(text)
    if kind:
        label.setProperty("kind", kind)
    return label


def plain_tip(text: str) -> str:
    """Return `text` escaped as markup, since tooltips have no plain-text format."""
    return f"<qt>{escape(text)}</qt>" if text else ""


def plain_action(words: str) -> str:
    """Return `words` for a menu entry, with `&` doubled so that it makes no mnemonic."""
    return words.replace("&", "&&")
