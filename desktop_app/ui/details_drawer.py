"""The details drawer: one person, their state, their latest calls, and what can be done."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from desktop_app.i18n.text import tr
from desktop_app.models.person import PersonModel
from desktop_app.ui.actions import Actions
from desktop_app.ui.command_table import Context
from desktop_app.ui.hour_timeline import HourTimeline
from desktop_app.ui.plain_label import plain_label, plain_tip
from desktop_app.ui.theme import Theme
from desktop_app.ui.widget_commands import pressed_command

WIDTH = 300


class DetailsDrawer(QFrame):
    """Shows a `PersonModel`."""

    def __init__(
        self,
        person: PersonModel,
        actions: Actions,
        theme: Theme,
        is_watched: Callable[[str], bool],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("kind", "card")
        self.setFixedWidth(WIDTH)
        self.setAccessibleName(tr("Details"))
        self._person, self._is_watched = person, is_watched
        self._title, self._subtitle, self._state = (plain_label(kind=kind) for kind in ("title", "dim", "small"))
        self._title.setWordWrap(True)
        self._state.setWordWrap(True)
        for label in (self._title, self._subtitle, self._state):
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._hour = HourTimeline(person, theme)
        self._seconds = QTimer(self)
        self._seconds.setInterval(5000)
        self._seconds.timeout.connect(self._tick)
        self._recent = QGridLayout()
        self._recent.setVerticalSpacing(6)
        self._recent.setColumnStretch(0, 1)
        self._lay_out(self._make_buttons(actions))
        person.changed.connect(self._refresh)
        self.hide()

    def _lay_out(self, buttons: QGridLayout) -> None:
        close = QPushButton("✕")
        close.setProperty("kind", "flat")
        close.setFixedSize(28, 28)
        close.setAccessibleName(tr("Close the details"))
        close.clicked.connect(self.hide)
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 14, 12, 14)
        layout.setSpacing(8)
        layout.addLayout(head)
        layout.addWidget(self._subtitle)
        layout.addWidget(self._state)
        layout.addLayout(buttons)
        layout.addWidget(self._hour)
        layout.addSpacing(8)
        layout.addWidget(plain_label(tr("Latest calls"), "heading"))
        layout.addWidget(self._scrolled(self._recent), 1)

    @staticmethod
    def _scrolled(lines: QGridLayout) -> QScrollArea:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 8, 0)
        column.addLayout(lines)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(inside)
        return scroll

    def _make_buttons(self, actions: Actions) -> QGridLayout:
        buttons = QGridLayout()
        buttons.setSpacing(8)
        for place, (words, signal) in enumerate(
            (
                (tr("Call"), actions.call),
                (tr("Message"), actions.write),
                (tr("All calls"), actions.history),
                (tr("Copy number"), actions.copy),
            )
        ):
            button = QPushButton(words)
            button.setMinimumHeight(30)
            if place == 0:
                button.setProperty("kind", "primary")
            button.clicked.connect(lambda _=False, signal=signal: signal.emit(self._person.number))
            buttons.addWidget(button, place // 2, place % 2)
        self._watch_button = QPushButton()
        self._watch_button.setMinimumHeight(30)
        self._watch_button.clicked.connect(lambda _=False: actions.await_free.emit(self._person.number))
        buttons.addWidget(self._watch_button, 2, 0, 1, 2)
        return buttons

    def _refresh(self) -> None:
        person = self._person
        self._title.setText(person.title)
        self._subtitle.setText(person.subtitle)
        self._subtitle.setVisible(bool(person.subtitle))
        self._state.setText("\n".join(person.state_lines()))
        row = person.row
        self._watch_button.setVisible(row is not None)
        self._watch_button.setText(
            tr("Do not tell me any more") if self._is_watched(person.number) else tr("Tell me when free")
        )
        self._hour.setVisible(row is not None)
        self._hour.refresh()
        lines = person.recent()
        while self._recent.count() > 2 * len(lines):
            item = self._recent.takeAt(self._recent.count() - 1)
            if item is not None and (old := item.widget()) is not None:
                old.deleteLater()
        taken = max((self._set_cell(place, 1, right) for place, (_, right) in enumerate(lines)), default=0)
        for place, (left, _) in enumerate(lines):
            self._set_cell(place, 0, left, taken)

    def _set_cell(self, line: int, column: int, words: str, taken: int = 0) -> int:
        """Show text in a cell and return its width in pixels."""
        item = self._recent.itemAtPosition(line, column)
        label = item.widget() if item is not None else None
        if not isinstance(label, QLabel):
            label = plain_label()
            label.setProperty("kind", "small")
            side = Qt.AlignmentFlag.AlignRight if column else Qt.AlignmentFlag.AlignLeft
            self._recent.addWidget(label, line, column, side)
        label.ensurePolished()  # applies the style sheet's font, which the width depends on
        room = WIDTH - 28 - 34 - (taken if column == 0 else 0)
        label.setText(label.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, room))
        label.setToolTip(plain_tip(words))
        return label.fontMetrics().horizontalAdvance(label.text())

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._seconds.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._seconds.stop()

    def _tick(self) -> None:
        """Update the running times and ages."""
        self._state.setText("\n".join(self._person.state_lines()))
        self._hour.refresh()

    def refresh(self) -> None:
        """Show the person again, for example after a watch on their line was set."""
        self._refresh()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if pressed_command(event, Context.DETAILS) == "details.close":
            self.hide()
        else:
            super().keyPressEvent(event)
