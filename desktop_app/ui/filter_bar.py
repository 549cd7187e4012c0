"""The filter of the calls: the days, the conditions and the search."""

from __future__ import annotations

from datetime import date, timedelta

import msgspec
from PySide6.QtCore import QDate, Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMenu, QPushButton, QVBoxLayout, QWidget

from desktop_app.i18n.text import tr
from desktop_app.phone_numbers.formatting import format_number
from desktop_app.services.archive_sync import LOST, MACHINES, CallFilter
from desktop_app.services.periods import CALENDAR, MONTH, TODAY, WEEK, YESTERDAY, date_range
from desktop_app.services.saved_filters import SavedFilter
from desktop_app.ui.filter_menu import Choices, FilterMenu
from desktop_app.ui.plain_label import plain_action, plain_label
from desktop_app.ui.wheel_safe import WheelSafeDateEdit

TYPING_MS = 120
LONGEST_DAYS = 3660
_NOTHING = CallFilter(date.min, date.min)
_INTERNAL = frozenset({"internal"})


class FilterBar(QWidget):
    """Edits a `CallFilter`.

    `changed` carries whether the exchange is to be asked for the days.  `entered` is emitted on Enter in the search and
    carries whether the typed text has not been searched for yet.
    """

    changed = Signal(bool)
    entered = Signal(bool)

    def __init__(
        self,
        choices: Choices,
        *,
        only_recorded: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._only_recorded, self._choices = only_recorded, choices
        self._period = ""
        self._numbers: frozenset[str] = frozenset()
        self.who = ""
        self.more = FilterMenu(choices, self)
        self.more.changed.connect(lambda: self.changed.emit(False))
        self._period_chips: dict[str, QPushButton] = {}
        self._condition_chips: dict[str, QPushButton] = {}
        self._from, self._to = self._day_edit(tr("First day")), self._day_edit(tr("Last day"))
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(TYPING_MS)
        self._typing.timeout.connect(lambda: self.changed.emit(False))
        self.search = self._make_search()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(self._make_days_row())
        layout.addLayout(self._make_conditions_row())  # a second row, so that nothing is cut off in a narrow window
        self._person_chip = self._chip("")
        self._person_chip.setCheckable(False)
        self._person_chip.hide()
        self._person_chip.clicked.connect(self.forget_person)
        layout.addWidget(
            self._person_chip, 0, Qt.AlignmentFlag.AlignLeft
        )  # a third row while it is shown: names are long

    # ---- building ------------------------------------------------------------------------------

    def _make_days_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        words = period_words()
        for period in (TODAY, YESTERDAY, WEEK, MONTH):
            chip = self._period_chips[period] = self._chip(words[period])
            chip.clicked.connect(lambda _=False, p=period: self.choose_period(p))
            row.addWidget(chip)
        self._calendar = self._chip(tr("Days"))
        menu = QMenu(self._calendar)
        for period in CALENDAR:
            menu.addAction(words[period]).triggered.connect(lambda _=False, p=period: self.choose_period(p))
        # A button with a menu of its own leaves no room for the text of the chip.
        self._calendar.setMenu(menu)
        row.addWidget(self._calendar)
        for widget in (self._from, plain_label("–"), self._to):
            row.addWidget(widget)
        row.addStretch(1)
        return row

    def _make_conditions_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        chips = [("in", tr("Incoming")), ("out", tr("Outgoing")), ("missed", tr("Missed"))]
        if not self._only_recorded:
            chips.append(("recorded", tr("Recorded")))
        for name, words in chips:
            self._condition_chips[name] = self._chip(words)
            self._condition_chips[name].clicked.connect(lambda: self.changed.emit(False))
            row.addWidget(self._condition_chips[name])
        row.addWidget(self.more)
        row.addStretch(1)
        row.addWidget(self.search, 2)
        return row

    def _make_search(self) -> QLineEdit:
        search = QLineEdit()
        search.setPlaceholderText(tr("Search names and numbers"))
        search.setAccessibleName(tr("Search in calls"))
        search.setClearButtonEnabled(True)
        search.setMinimumWidth(140)  # all that the Polish chips leave in the narrowest window
        search.setMaximumWidth(240)
        search.textChanged.connect(lambda _: self._typing.start())
        search.returnPressed.connect(self._enter)
        return search

    @staticmethod
    def _chip(words: str) -> QPushButton:
        chip = QPushButton(words)
        chip.setCheckable(True)
        chip.setProperty("kind", "chip")
        return chip

    def _day_edit(self, name: str) -> WheelSafeDateEdit:
        edit = WheelSafeDateEdit()
        edit.setAccessibleName(name)
        edit.setDisplayFormat("d.MM.yyyy")
        edit.userDateChanged.connect(self._days_edited)
        return edit

    # ---- days ----------------------------------------------------------------------------------

    def choose_period(self, period: str) -> None:
        """Select one of `services.periods`; an empty one leaves the days as they are."""
        self._period = period
        self._show_period()
        self.changed.emit(True)

    def _show_period(self) -> None:
        for period, chip in self._period_chips.items():
            chip.setChecked(period == self._period)
        is_calendar = self._period in CALENDAR
        self._calendar.setChecked(is_calendar)
        self._calendar.setText(period_words()[self._period] if is_calendar else tr("Days"))

    def _set_days(self, first: date, last: date) -> None:
        for edit, day in ((self._from, first), (self._to, last)):
            edit.blockSignals(True)
            edit.setDate(QDate(day.year, day.month, day.day))
            edit.blockSignals(False)

    def _days_edited(self) -> None:
        self._period = ""
        self._show_period()
        if self._to.date() < self._from.date():
            self._to.setDate(self._from.date())
            return
        self._typing.stop()
        self.changed.emit(True)

    # ---- the filter ----------------------------------------------------------------------------

    def wanted(self) -> CallFilter:
        """Return the current filter.  The days of a period follow the exchange's calendar."""
        if self._period:
            self._set_days(*date_range(self._period, self._choices.today()))
        chosen = {name for name, chip in self._condition_chips.items() if chip.isChecked()}
        last = _day(self._to.date())
        return CallFilter(
            max(_day(self._from.date()), last - timedelta(days=LONGEST_DAYS)),
            last,
            text=self.search.text(),
            numbers=self._numbers,
            agents=self.more.agents,
            directions=frozenset(chosen & {"in", "out"})
            | (_INTERNAL if self.more.internal.isChecked() else frozenset()),
            outcomes=MACHINES if self.more.machine.isChecked() else LOST if "missed" in chosen else frozenset(),
            through_queue=self.more.queued.isChecked() or bool(self.more.queue),
            with_cost=self.more.costly.isChecked(),
            talk_at_least_s=self.more.talk_at_least_s,
            with_recording=self._only_recorded or "recorded" in chosen,
        )

    @property
    def is_narrowed(self) -> bool:
        """True when the filter has more conditions than the days (and, on the page of recordings, a recording)."""
        wanted = self.wanted()
        return wanted != CallFilter(wanted.first, wanted.last, with_recording=self._only_recorded)

    def widen(self) -> None:
        """Clear all conditions but the days."""
        self._clear_conditions()
        self.changed.emit(False)

    def _clear_conditions(self, but: CallFilter = _NOTHING) -> None:
        """Clear all conditions without a signal, except those of `but` that chips and search show."""
        self._set_conditions(but)
        self.more.take(_NOTHING, "")
        self._show_person("", frozenset())

    def saved(self, name: str) -> SavedFilter:
        """Return the current filter under a name."""
        return SavedFilter(name, self._period, self.wanted(), self.who, self.more.queue)

    def take(self, saved: SavedFilter) -> None:
        """Apply a saved filter."""
        wanted = saved.wanted
        self._period = saved.period
        self._show_period()
        self._set_days(wanted.first, wanted.last)
        self._set_conditions(wanted)
        self.more.take(wanted, saved.queue)
        self._show_person(saved.who, wanted.numbers)
        self.changed.emit(True)

    def _set_conditions(self, wanted: CallFilter) -> None:
        """Set the chips and the search without a signal."""
        on = {
            "in": "in" in wanted.directions,
            "out": "out" in wanted.directions,
            "missed": bool(wanted.outcomes - MACHINES),
            "recorded": wanted.with_recording,
        }
        for name, chip in self._condition_chips.items():
            chip.setChecked(on[name])
        self.search.setText(wanted.text)
        self._typing.stop()

    def show_person(self, who: str, numbers: frozenset[str]) -> None:
        """Show all calls of the last 30 days with one person's numbers; other conditions are cleared."""
        self._clear_conditions()
        self._show_person(who, numbers)
        self.choose_period(MONTH)

    def narrow_to(self, who: str, numbers: frozenset[str]) -> None:
        """Add one person's numbers to the conditions."""
        self._show_person(who, numbers)
        self.changed.emit(False)

    def step_back(self) -> bool:
        """Clear the search, or else the filter by person.  Return False when neither was set."""
        if self.search.text():
            self._typing.stop()
            self.search.clear()
            self._typing.stop()
            self.changed.emit(False)
            return True
        return self.forget_person()

    def forget_person(self) -> bool:
        """Clear the filter by person.  Return False when none was set."""
        was_narrowed = bool(self._numbers)
        if was_narrowed:
            self.narrow_to("", frozenset())
        return was_narrowed

    def _show_person(self, who: str, numbers: frozenset[str]) -> None:
        self._numbers, self.who = numbers, who
        words = who or ", ".join(map(format_number, sorted(numbers)))
        self._person_chip.setText(tr("with {number} ✕").format(number=plain_action(words)))
        self._person_chip.setVisible(bool(numbers))

    def show_missed(self) -> None:
        """Show the missed incoming calls of the last week."""
        self._clear_conditions(msgspec.structs.replace(_NOTHING, directions=frozenset({"in"}), outcomes=LOST))
        self.choose_period(WEEK)

    def _enter(self) -> None:
        """Search at once on Enter, without the delay of typing."""
        was_typing = self._typing.isActive()
        self._typing.stop()
        self.entered.emit(was_typing)


def period_words() -> dict[str, str]:
    """Return the label of each of `services.periods`."""
    return {
        TODAY: tr("Today"),
        YESTERDAY: tr("Yesterday"),
        WEEK: tr("7 days"),
        MONTH: tr("30 days"),
        "this week": tr("This week"),
        "last week": tr("Last week"),
        "this month": tr("This month"),
        "last month": tr("Last month"),
        "this year": tr("This year"),
        "last year": tr("Last year"),
    }


def _day(day: QDate) -> date:
    return date(day.year(), day.month(), day.day())
