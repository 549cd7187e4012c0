"""What the pages of calls show when no call matches: the reason, and a button that clears the filter."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from desktop_app.i18n.text import tr
from desktop_app.ui.plain_label import plain_label


class EmptyState(QWidget):
    """`widen` shows all calls of the selected days."""

    def __init__(self, widen: Callable[[], None]) -> None:
        super().__init__()
        self._words = plain_label("", "dim")
        self.button = QPushButton(tr("Show all of these days"))
        self.button.clicked.connect(lambda _=False: widen())
        layout = QVBoxLayout(self)
        layout.setSpacing(12)
        layout.addStretch(1)
        for widget in (self._words, self.button):
            layout.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(1)

    def show_for(self, *, is_narrowed: bool) -> None:
        """Say that the filter matches nothing, or that there are no calls on these days."""
        words = tr("No calls in these days with these filters.") if is_narrowed else tr("No calls in these days.")
        self._words.setText(words)
        self.button.setVisible(is_narrowed)
