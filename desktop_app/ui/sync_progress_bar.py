"""A thin progress bar while the exchange is asked; with several requests, also their count and a button to stop."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QWidget

from desktop_app.i18n.text import tr
from desktop_app.ui.plain_label import plain_label


class SyncProgressBar(QWidget):
    """`stop` is called when the user stops the sync."""

    def __init__(self, stop: Callable[[], object], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setFixedHeight(4)
        self._bar.setAccessibleName(tr("Asking the exchange"))
        policy = self._bar.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self._bar.setSizePolicy(policy)
        self._words = plain_label()
        self._words.setProperty("kind", "small")
        self._stop = QPushButton(tr("Stop"))
        self._stop.setProperty("kind", "chip")
        self._stop.clicked.connect(lambda _=False: stop())
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        for widget, stretch in ((self._bar, 1), (self._words, 0), (self._stop, 0)):
            layout.addWidget(widget, stretch)
        self.show_busy(False)

    def show_busy(self, is_busy: bool) -> None:
        """Show or hide the bar."""
        self._bar.setVisible(is_busy)
        self._bar.setRange(0, 0)
        self._words.hide()
        self._stop.hide()

    def show_progress(self, answered: int, questions: int) -> None:
        """Show how many of the requests are answered."""
        if questions < 2:
            return
        self._bar.setRange(0, questions)
        self._bar.setValue(answered)
        self._words.setText(tr("Asking the exchange: {done} of {all}").format(done=answered, all=questions))
        self._words.show()
        self._stop.show()
