"""The page of first run: the form that connects the program to an exchange, and the demo."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget
from shiboken6 import isValid

from desktop_app.config.settings import Settings
from desktop_app.i18n.text import tr
from desktop_app.ui.exchange_form import ExchangeForm
from desktop_app.ui.plain_label import plain_label

WIDTH = 640


class FirstRunPage(QScrollArea):
    """The connection form in a card.  `demo` asks for the built-in demo exchange instead."""

    demo = Signal()

    def __init__(self, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        card = QFrame()
        card.setProperty("kind", "card")
        card.setFixedWidth(WIDTH)
        title = plain_label(tr("Connect to your exchange"))
        title.setProperty("kind", "title")
        words = plain_label(
            tr(
                "The addresses, the PBX name and the key come from your CloudPBX vendor. The key goes into the keyring "
                "of this computer and nowhere else."
            )
        )
        words.setProperty("kind", "dim")
        words.setWordWrap(True)
        self.form = ExchangeForm(settings, tr("Save and start"))
        self.trouble = plain_label()
        self.trouble.setProperty("kind", "bad")
        self.trouble.setWordWrap(True)
        self.trouble.hide()
        line = QFrame()
        line.setFixedHeight(1)
        line.setProperty("kind", "line")
        self.demo_button = QPushButton(tr("Try the demo"))
        self.demo_button.clicked.connect(self.demo)
        self.form.busy_changed.connect(self.demo_button.setDisabled)
        hint = plain_label(tr("No exchange at hand? An office of 24 people lives inside the program."))
        hint.setProperty("kind", "dim")
        hint.setWordWrap(True)
        foot = QHBoxLayout()
        foot.addWidget(hint, 1)
        foot.addWidget(self.demo_button)
        inside = QVBoxLayout(card)
        inside.setContentsMargins(28, 24, 28, 24)
        inside.setSpacing(12)
        for widget in (title, words, self.form, self.trouble, line):
            inside.addWidget(widget)
        inside.addLayout(foot)
        middle = QWidget()
        layout = QVBoxLayout(middle)
        layout.setContentsMargins(20, 32, 20, 32)
        layout.addWidget(card, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(1)
        self.setWidget(middle)

    def say(self, sentence: str) -> None:
        """Show what went wrong, or hide it with an empty text.  Does nothing after the page was deleted."""
        if not isValid(self):
            return
        self.trouble.setText(sentence)
        self.trouble.setVisible(bool(sentence))
