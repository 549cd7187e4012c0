"""What else narrows the calls: a chip whose menu holds the rarer conditions, and which says those that are set."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from desktop_app.models.words import talk_time
from desktop_app.services.sync import TALK_STEPS_S
from desktop_app.text import tr


class FilterMenu(QPushButton):
    """`changed` tells that a condition is another."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "chip")
        self.setCheckable(True)
        self.setToolTip(tr("More conditions for the calls shown"))
        menu = QMenu(self)
        self.internal = self._switch(menu, tr("Internal calls"))
        self.queued = self._switch(menu, tr("Through a queue"))
        self.costly = self._switch(menu, tr("Cost something"))
        menu.addSeparator()
        lengths = menu.addMenu(tr("Talk at least"))
        self._lengths = QActionGroup(self)
        for step in (0, *TALK_STEPS_S[1:]):
            action = lengths.addAction(talk_time(step) if step else tr("any length"))
            action.setCheckable(True)
            action.setChecked(step == 0)
            action.setData(step)
            self._lengths.addAction(action)
        self._lengths.triggered.connect(lambda _: self._changed())
        menu.addSeparator()
        menu.addAction(tr("None of these")).triggered.connect(self.clear)
        self.setMenu(menu)
        self._show()

    def _switch(self, menu: QMenu, words: str) -> QAction:
        action = menu.addAction(words)
        action.setCheckable(True)
        action.toggled.connect(lambda _: self._changed())
        return action

    @property
    def talk_at_least_s(self) -> int:
        """The least length of talk; 0 for any."""
        return int(self._lengths.checkedAction().data())

    def clear(self) -> None:
        """Set no condition."""
        if not self.isChecked():
            return
        self._lengths.actions()[0].setChecked(True)
        for action in (self.internal, self.queued, self.costly):
            action.blockSignals(True)
            action.setChecked(False)
            action.blockSignals(False)
        self._changed()

    def _changed(self) -> None:
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        words = [action.text() for action in (self.internal, self.queued, self.costly) if action.isChecked()]
        if self.talk_at_least_s:
            words.append(f"≥ {talk_time(self.talk_at_least_s)}")
        self.setText(" · ".join(words) or tr("+ filter"))
        self.setChecked(bool(words))
