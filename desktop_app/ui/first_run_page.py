"""The page of first run: the form that connects the program to an exchange, and the demo."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget
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
        self.form = ExchangeForm(settings, tr("Save and start"))
        self.trouble = _wrapped("", "bad")
        self.trouble.hide()
        self.demo_button = QPushButton(tr("Try the demo"))
        self.demo_button.clicked.connect(self.demo)
        self.form.busy_changed.connect(self.demo_button.setDisabled)
        middle = QWidget()
        layout = QVBoxLayout(middle)
        layout.setContentsMargins(20, 32, 20, 32)
        layout.addWidget(self._build_card(), 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(1)
        self.setWidget(middle)

    def _build_card(self) -> QFrame:
        """Return the card: the form, and below a line the demo."""
        title = plain_label(tr("Connect to your exchange"), "title")
        words = _wrapped(
            tr(
                "The addresses, the PBX name and the key come from your CloudPBX vendor. The key goes into the keyring "
                "of this computer and nowhere else."
            )
        )
        line = QFrame()
        line.setFixedHeight(1)
        line.setProperty("kind", "line")
        foot = QHBoxLayout()
        foot.addWidget(_wrapped(tr("No exchange at hand? An office of 24 people lives inside the program.")), 1)
        foot.addWidget(self.demo_button)
        card = QFrame()
        card.setProperty("kind", "card")
        card.setFixedWidth(WIDTH)
        inside = QVBoxLayout(card)
        inside.setContentsMargins(28, 24, 28, 24)
        inside.setSpacing(12)
        for widget in (title, words, self.form, self.trouble, line):
            inside.addWidget(widget)
        inside.addLayout(foot)
        return card

    def say(self, sentence: str) -> None:
        """Show what went wrong, or hide it with an empty text.  Does nothing after the page was deleted."""
        if not isValid(self):
            return
        self.trouble.setText(sentence)
        self.trouble.setVisible(bool(sentence))


def _wrapped(text: str, kind: str = "dim") -> QLabel:
    label = plain_label(text, kind)
    label.setWordWrap(True)
    return label
