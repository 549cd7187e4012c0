"""The notice bar at the foot of the window.  It never opens a window and never takes the focus."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QWidget

from desktop_app.i18n.text import tr
from desktop_app.ui.plain_label import plain_label

SHOWN_MS = 15_000


class Notice(QWidget):
    """Shows one sentence at a time; a new one replaces the last."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("notice")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._label = plain_label()
        self._label.setWordWrap(True)
        self._label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        close = QPushButton(tr("Close"))
        close.setProperty("kind", "flat")
        close.clicked.connect(self.hide)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(20, 6, 12, 6)
        self._offered = QPushButton()
        self._offered.clicked.connect(self._take_offer)
        self._work: Callable[[], object] | None = None
        layout.addWidget(self._label, 1)
        layout.addWidget(self._offered)
        layout.addWidget(close)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SHOWN_MS)
        self._timer.timeout.connect(self.hide)
        self.hide()

    def say(self, sentence: str) -> None:
        """Show a sentence and announce it to screen readers."""
        self._work = None
        self._offered.hide()
        self._label.setText(sentence)
        self._label.setAccessibleName(sentence)
        self.show()
        self._timer.start()
        QAccessible.updateAccessibility(QAccessibleEvent(self._label, QAccessible.Event.Alert))

    def offer(self, sentence: str, words: str, work: Callable[[], object]) -> None:
        """Show a sentence with a button labelled `words` that runs `work`."""
        self.say(sentence)
        self._work = work
        self._offered.setText(words)
        self._offered.show()

    def withdraw(self, sentence: str) -> None:
        """Hide this sentence, if it is the one that is shown."""
        if self._label.text() == sentence:
            self.hide()

    def withdraw_offer(self) -> None:
        """Hide a sentence with a button: what the button would do is no longer possible."""
        if self._work is not None:
            self._work = None
            self.hide()

    def _take_offer(self) -> None:
        work, self._work = self._work, None
        self.hide()
        if work is not None:
            work()

    def text(self) -> str:
        """Return the sentence that is shown, or an empty text."""
        return self._label.text() if self.isVisible() else ""
