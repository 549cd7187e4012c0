"""The chip of further conditions: its menu holds rarer conditions and saved filters, its text those that are set."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from desktop_app.i18n.text import tr
from desktop_app.models.finder import SearchResult
from desktop_app.models.formatting import format_duration
from desktop_app.services.archive_sync import MACHINES, TALK_STEPS_S, CallFilter
from desktop_app.services.saved_filters import SavedFilter
from desktop_app.ui.plain_label import plain_action


@dataclass(frozen=True)
class Choices:
    """What a filter can be made of.

    `today` is the day in the exchange's time zone, `people` finds people by a typed text, `numbers_of` gives all
    numbers of the person with one number, `queues` the agents of each queue, `saved` the saved filters.
    """

    today: Callable[[], date]
    people: Callable[[str], Sequence[SearchResult]] = lambda text: ()
    numbers_of: Callable[[str], frozenset[str]] = lambda number: frozenset({number})
    queues: Callable[[], Mapping[str, frozenset[str]]] = dict
    saved: Callable[[], Sequence[SavedFilter]] = tuple


class FilterMenu(QPushButton):
    """`changed` is emitted when a condition changes; the other signals are choices in the menu."""

    changed = Signal()
    person_wanted = Signal()
    keep_wanted = Signal()
    picked = Signal(object)
    delete_requested = Signal(str)

    def __init__(self, choices: Choices, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._choices = choices
        self.queue, self.agents = "", frozenset[str]()
        self.setProperty("kind", "chip")
        self.setCheckable(True)
        self.setToolTip(tr("More conditions for the calls shown"))
        menu = QMenu(self)
        menu.setToolTipsVisible(True)
        self.internal = self._switch(menu, tr("Internal calls"))
        self.queued = self._switch(menu, tr("Through a queue"))
        self.costly = self._switch(menu, tr("Cost something"))
        self.machine = self._switch(menu, tr("Reached only a machine"))
        self._switches = (self.internal, self.queued, self.costly, self.machine)
        menu.addSeparator()
        lengths = menu.addMenu(tr("Talk at least"))
        self._lengths = QActionGroup(self)
        for step in (0, *TALK_STEPS_S[1:]):
            action = lengths.addAction(format_duration(step) if step else tr("any length"))
            action.setCheckable(True)
            action.setChecked(step == 0)
            action.setData(step)
            self._lengths.addAction(action)
        self._lengths.triggered.connect(lambda _: self._changed())
        self._queues = menu.addMenu(tr("Queue"))
        self._queues.setToolTipsVisible(True)
        menu.addAction(tr("With a person …")).triggered.connect(self.person_wanted)
        menu.addSeparator()
        menu.addAction(tr("None of these")).triggered.connect(self.clear)
        menu.addSeparator()
        self._saved = menu.addMenu(tr("Kept filters"))
        menu.addAction(tr("Keep this filter …")).triggered.connect(self.keep_wanted)
        menu.aboutToShow.connect(self._fill)
        self.setMenu(menu)
        self._show()

    def _switch(self, menu: QMenu, words: str) -> QAction:
        action = menu.addAction(words)
        action.setCheckable(True)
        action.toggled.connect(lambda _: self._changed())
        return action

    # ---- the menu, when it is opened -------------------------------------------------------------

    def _fill(self) -> None:
        """Fill in the queues and saved filters when the menu opens."""
        self._queues.clear()
        queues = {name: agents for name, agents in self._choices.queues().items() if agents}
        for name, agents in sorted(queues.items()):
            action = self._queues.addAction(plain_action(name))
            action.setToolTip(tr("Billing records do not name the queue: calls through a queue to its agents of now"))
            action.setCheckable(True)
            action.setChecked(name == self.queue)
            action.triggered.connect(lambda on, n=name, a=agents: self.choose_queue(n if on else "", a))
        self._queues.menuAction().setEnabled(bool(queues))
        self._saved.clear()
        saved = self._choices.saved()
        for one in saved:
            self._saved.addAction(plain_action(one.name)).triggered.connect(lambda _=False, s=one: self.picked.emit(s))
        self._saved.addSeparator()
        away = self._saved.addMenu(tr("Forget"))
        for one in saved:
            away.addAction(plain_action(one.name)).triggered.connect(
                lambda _=False, n=one.name: self.delete_requested.emit(n)
            )
        self._saved.menuAction().setEnabled(bool(saved))

    def choose_queue(self, name: str, agents: frozenset[str]) -> None:
        """Keep only calls through a queue to these agents; an empty name means any."""
        self.queue, self.agents = name, agents if name else frozenset()
        self._changed()

    # ---- the conditions --------------------------------------------------------------------------

    @property
    def talk_at_least_s(self) -> int:
        """The minimum talk time in seconds; 0 for any."""
        return int(self._lengths.checkedAction().data())

    def take(self, wanted: CallFilter, queue: str) -> None:
        """Apply a filter's conditions without a signal.  A queue takes its current agents where they are known."""
        steps = {int(action.data()): action for action in self._lengths.actions()}
        steps.get(wanted.talk_at_least_s, steps[0]).setChecked(True)
        is_machine = bool(wanted.outcomes) and wanted.outcomes <= MACHINES
        values = ("internal" in wanted.directions, wanted.through_queue and not queue, wanted.with_cost, is_machine)
        for action, value in zip(self._switches, values, strict=True):
            action.blockSignals(True)
            action.setChecked(value)
            action.blockSignals(False)
        self.queue = queue
        self.agents = self._choices.queues().get(queue, wanted.agents) if queue else frozenset()
        self._show()

    def clear(self) -> None:
        """Clear all conditions of this menu."""
        if not self.isChecked():
            return
        self._lengths.actions()[0].setChecked(True)
        for action in self._switches:
            action.blockSignals(True)
            action.setChecked(False)
            action.blockSignals(False)
        self.choose_queue("", frozenset())

    def _changed(self) -> None:
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        words = [action.text() for action in self._switches if action.isChecked()]
        if self.talk_at_least_s:
            words.append(f"≥ {format_duration(self.talk_at_least_s)}")
        if self.queue:
            words.append(plain_action(self.queue))
        self.setText(" · ".join(words) or tr("+ filter"))
        self.setChecked(bool(words))
