"""Calls (and, narrowed to them, recordings): a range of days, filters, a search, a table, and the sums of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from PySide6.QtCore import QDate, QEvent, QModelIndex, QObject, QPoint, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QProgressBar,
    QPushButton,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from desktop_app.models import calls as columns
from desktop_app.models.calls import CallModel
from desktop_app.models.words import money, talk_time
from desktop_app.services.numbers import written
from desktop_app.services.sync import CallFilter, Totals
from desktop_app.text import tr
from desktop_app.ui.actions import Actions
from desktop_app.ui.call_table import WIDTHS, call_table
from desktop_app.ui.calm import CalmDateEdit
from desktop_app.ui.filter_menu import FilterMenu
from desktop_app.ui.icons import Icons
from desktop_app.ui.plain import plain_label
from desktop_app.ui.theme import MARGIN, Theme

TYPING_MS = 120
NARROW = 1000
LONGEST_DAYS = 3660
_INTERNAL = frozenset({"internal"})


class CallsPage(QWidget):
    """Reads a CallModel, asks through `actions`.  `only_recorded` makes it the page of recordings."""

    def __init__(
        self,
        model: CallModel,
        actions: Actions,
        theme: Theme,
        icons: Icons,
        today: Callable[[], date],
        *,
        only_recorded: bool = False,
        worklist: QWidget | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self._model, self._actions, self._today_of = model, actions, today
        self._only_recorded, self._worklist = only_recorded, worklist
        self._number, self._place = "", 0
        self._chooses_first = self._plays_first = False
        self.more = FilterMenu(self)
        self.more.changed.connect(lambda: self.reload(ask=False))
        self.more.setVisible(not only_recorded)
        self._days = QButtonGroup(self)
        self._narrow: dict[str, QPushButton] = {}
        self.search = QLineEdit()
        self.search.setPlaceholderText(tr("Search names and numbers"))
        self.search.setAccessibleName(tr("Search in calls"))
        self.search.setClearButtonEnabled(True)
        self.search.setMinimumWidth(200)
        self.search.setMaximumWidth(240)
        self._from, self._to = self._day_edit(tr("First day")), self._day_edit(tr("Last day"))
        self.table = call_table(model, theme, icons)
        self._totals, self._trouble = plain_label(), plain_label()
        self._totals.setProperty("kind", "small")
        self._trouble.setProperty("kind", "bad")
        self._trouble.setWordWrap(True)
        self._trouble.hide()
        self._busy = self._make_busy()
        self._empty = plain_label(tr("No calls in these days with these filters."))
        self._empty.setProperty("kind", "dim")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(TYPING_MS)
        self._typing.timeout.connect(lambda: self.reload(ask=False))
        self.search.textChanged.connect(lambda _: self._typing.start())
        self.search.returnPressed.connect(self._search_now)
        self.table.customContextMenuRequested.connect(self._menu_at)
        self.table.clicked.connect(self._clicked)
        self.table.doubleClicked.connect(self._double_clicked)
        self.table.installEventFilter(self)
        self._lay_out()
        model.modelAboutToBeReset.connect(self._remember_place)
        model.modelReset.connect(self._find_place)
        model.found.connect(self._show_found)
        model.loaded.connect(self._show_totals)
        model.trouble.connect(self._show_trouble)
        model.busy.connect(self._busy.setVisible)

    # ---- building ------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        chips = QHBoxLayout()
        chips.setSpacing(8)
        for number, (words, days) in enumerate(
            ((tr("Today"), (0, 0)), (tr("Yesterday"), (1, 1)), (tr("7 days"), (6, 0)), (tr("30 days"), (29, 0)))
        ):
            chip = self._chip(words)
            chip.setProperty("span", list(days))
            self._days.addButton(chip, number)
            chips.addWidget(chip)
        self._days.idClicked.connect(self._choose_days)
        for widget in (self._from, plain_label("–"), self._to):
            chips.addWidget(widget)
        chips.addStretch(1)
        # A second line, so that nothing is cut in a narrow window.
        narrowing = QHBoxLayout()
        narrowing.setSpacing(8)
        if not self._only_recorded:
            for name, words in (
                ("in", tr("Incoming")),
                ("out", tr("Outgoing")),
                ("missed", tr("Missed")),
                ("recorded", tr("Recorded")),
            ):
                self._narrow[name] = self._chip(words)
                self._narrow[name].clicked.connect(lambda: self.reload(ask=False))
                narrowing.addWidget(self._narrow[name])
            narrowing.addWidget(self.more)
        self._with = self._chip("")
        self._with.setCheckable(False)
        self._with.hide()
        self._with.clicked.connect(lambda: self.show_number(""))
        if self._only_recorded:  # nothing else stands in this line, and a search is what one comes here for
            self.search.setMaximumWidth(420)
            narrowing.addWidget(self.search, 2)
        narrowing.addWidget(self._with)
        narrowing.addStretch(1)
        if not self._only_recorded:
            narrowing.addWidget(self.search, 2)
        inside = QStackedLayout()
        inside.addWidget(self.table)
        inside.addWidget(self._empty)
        self._inside = inside
        layout = QVBoxLayout(self)
        layout.setContentsMargins(MARGIN, 8, MARGIN, 10)
        layout.setSpacing(8)
        layout.addLayout(chips)
        layout.addLayout(narrowing)
        if self._worklist is not None:
            layout.addWidget(self._worklist)
        layout.addWidget(self._trouble)
        layout.addWidget(self._busy)
        layout.addLayout(inside, 1)
        layout.addWidget(self._totals)

    @staticmethod
    def _make_busy() -> QProgressBar:
        busy = QProgressBar()
        busy.setRange(0, 0)
        busy.setTextVisible(False)
        busy.setFixedHeight(4)
        busy.setAccessibleName(tr("Asking the exchange"))
        policy = busy.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        busy.setSizePolicy(policy)
        busy.hide()
        return busy

    @staticmethod
    def _chip(words: str) -> QPushButton:
        chip = QPushButton(words)
        chip.setCheckable(True)
        chip.setProperty("kind", "chip")
        return chip

    def _day_edit(self, name: str) -> CalmDateEdit:
        edit = CalmDateEdit()
        edit.setAccessibleName(name)
        edit.setCalendarPopup(True)
        edit.setDisplayFormat("d.MM.yyyy")
        edit.userDateChanged.connect(self._days_edited)
        return edit

    # ---- what is shown -------------------------------------------------------------------------

    def begin(self) -> None:
        """Show today, or for recordings the last week."""
        button = self._days.button(2 if self._only_recorded else 0)
        button.setChecked(True)
        self._choose_days(self._days.id(button))

    def _choose_days(self, number: int) -> None:
        self._days.button(number).setChecked(True)
        self.reload()

    def _set_days(self, first: date, last: date) -> None:
        for edit, day in ((self._from, first), (self._to, last)):
            edit.blockSignals(True)
            edit.setDate(QDate(day.year, day.month, day.day))
            edit.blockSignals(False)

    def _days_edited(self) -> None:
        checked = self._days.checkedButton()
        if checked is not None:
            self._days.setExclusive(False)
            checked.setChecked(False)
            self._days.setExclusive(True)
        if self._to.date() < self._from.date():
            self._to.setDate(self._from.date())
            return
        self._typing.stop()
        self.reload()

    def reload(self, *, ask: bool = True) -> None:
        """Show what the filters say now; `ask` the exchange for days that are not complete."""
        chip = self._days.checkedButton()
        if chip is not None:  # «today» goes on with the exchange's clock
            back_first, back_last = chip.property("span")
            today = self._today_of()
            self._set_days(today - timedelta(days=back_first), today - timedelta(days=back_last))
        self._model.show(self.wanted(), ask=ask)

    def wanted(self) -> CallFilter:
        """The filter as it is set."""
        chosen = {name for name, chip in self._narrow.items() if chip.isChecked()}
        outcomes = frozenset({"missed", "busy", "failed"}) if "missed" in chosen else frozenset()
        last = _day(self._to.date())
        return CallFilter(
            max(_day(self._from.date()), last - timedelta(days=LONGEST_DAYS)),
            last,
            text=self.search.text(),
            numbers=frozenset({self._number} if self._number else ()),
            directions=frozenset(chosen & {"in", "out"})
            | (_INTERNAL if self.more.internal.isChecked() else frozenset()),
            outcomes=outcomes,
            through_queue=self.more.queued.isChecked(),
            with_cost=self.more.costly.isChecked(),
            talk_at_least_s=self.more.talk_at_least_s,
            with_recording=self._only_recorded or "recorded" in chosen,
        )

    def show_number(self, number: str) -> None:
        """Everything of the last thirty days with one number, until its chip is clicked away."""
        self._number = number
        self._with.setText(tr("with {number} ✕").format(number=written(number)))
        self._with.setVisible(bool(number))
        if number:
            self.more.clear()
            self.search.clear()
            self._days.button(3).setChecked(True)
        self.reload()

    def show_missed(self) -> None:
        """What was missed in the last week, the newest chosen."""
        self._number = ""
        self.more.clear()
        self._with.hide()
        self.search.clear()
        for name, chip in self._narrow.items():
            chip.setChecked(name in ("missed", "in"))
        self._days.button(2).setChecked(True)
        self._chooses_first = True
        self.reload()
        self.table.setFocus()

    def _choose_first(self) -> None:
        """Once, when the rows that were asked for have come."""
        if self._chooses_first and self._model.rowCount():
            self._chooses_first = False
            self.table.selectRow(0)

    def play_first(self) -> None:
        """What Enter in the search means: on recordings the newest that fits plays, else it is chosen."""
        if not self._model.rowCount():
            return
        self.table.selectRow(0)
        self.table.setFocus()
        call = self._model.call_at(0)
        if self._only_recorded and call is not None and call.has_recording:
            self._actions.play.emit(call.uniqueid)

    def _search_now(self) -> None:
        """Enter does not wait until nobody types any more."""
        if self._typing.isActive():
            self._typing.stop()
            self._plays_first = True
            self.reload(ask=False)
        else:
            self.play_first()

    def forget_number(self) -> bool:
        """Show calls with everybody again; False when they were shown already."""
        was_narrowed = bool(self._number)
        if was_narrowed:
            self.show_number("")
        return was_narrowed

    def _remember_place(self) -> None:
        index = self.table.currentIndex()
        self._place = self._model.id_at(index.row()) if index.isValid() else 0

    def _find_place(self) -> None:
        """The call that was chosen stays chosen when other rows come around it."""
        row = self._model.row_of(self._place) if self._place else -1
        if row >= 0:
            self.table.selectRow(row)

    def _show_found(self) -> None:
        self._inside.setCurrentIndex(0 if self._model.rowCount() else 1)
        self._choose_first()
        if self._plays_first:
            self._plays_first = False
            self.play_first()

    def _show_totals(self, totals: Totals) -> None:
        share = f" ({100 * totals.answered // totals.calls}%)" if totals.calls else ""
        parts = [
            tr("{n} calls", totals.calls),
            tr("{n} answered", totals.answered) + share,
            tr("{time} of talk").format(time=talk_time(totals.talk_s)),
            money(totals.cost_grosze),
        ]
        self._totals.setText("   ·   ".join(parts))

    def _show_trouble(self, sentence: str) -> None:
        self._trouble.setText(sentence)
        self._trouble.setVisible(bool(sentence))

    # ---- hands ---------------------------------------------------------------------------------

    def _number_at(self, row: int) -> str:
        call = self._model.call_at(row)
        return self._model.other_number(call) if call is not None else ""

    def _clicked(self, index: QModelIndex) -> None:
        call = self._model.call_at(index.row())
        if call is not None and index.column() == columns.PLAY and call.has_recording:
            self._actions.play.emit(call.uniqueid)

    def _double_clicked(self, index: QModelIndex) -> None:
        number = self._number_at(index.row())
        if number and index.column() != columns.PLAY:  # two clicks on the triangle mean the recording
            self._actions.call.emit(number)

    def _menu_at(self, point: QPoint) -> None:
        index = self.table.indexAt(point)
        if not index.isValid():
            return
        call, number = self._model.call_at(index.row()), self._number_at(index.row())
        if call is None:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for words, signal, value in (
            (tr("Call"), self._actions.call, number),
            (tr("Write a message"), self._actions.write, number),
            (tr("Copy the number"), self._actions.copy, number),
            (tr("Add to contacts"), self._actions.add_contact, number),
            (tr("Calls with this number"), self._actions.history, number),
        ):
            menu.addAction(words).triggered.connect(lambda _=False, s=signal, v=value: s.emit(v))
        menu.addAction(tr("How this call went …")).triggered.connect(lambda: self._actions.explain.emit(call.uniqueid))
        menu.addAction(tr("Note …")).triggered.connect(lambda: self._actions.note_call.emit(call.uniqueid))
        if call.has_recording:
            menu.addSeparator()
            for words, signal in ((tr("Play"), self._actions.play), (tr("Save as …"), self._actions.save_recording)):
                menu.addAction(words).triggered.connect(lambda _=False, s=signal: s.emit(call.uniqueid))
        menu.popup(self.table.viewport().mapToGlobal(point))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.table and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._key(event)
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow window the names keep their room, and what one can do without gives way."""
        super().resizeEvent(event)
        narrow = self.width() < NARROW
        for column in (columns.RANG, columns.COST):
            self.table.setColumnHidden(column, narrow)
        self.table.setColumnWidth(columns.WHEN, 120 if narrow else WIDTHS[columns.WHEN])
        self.table.setColumnWidth(columns.NUMBER, 130 if narrow else WIDTHS[columns.NUMBER])
        self.table.setColumnWidth(columns.TALKED, 84 if narrow else WIDTHS[columns.TALKED])

    def _key(self, event: QKeyEvent) -> bool:
        index = self.table.currentIndex()
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if event.text() and event.text().isprintable() and not event.text().isspace() and not control:
            self.search.setFocus()  # just type: what is typed is searched for
            self.search.setText(event.text())
            return True
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: +1}.get(Qt.Key(event.key()))
        if steps is not None and not control:
            self._actions.skip.emit(steps)  # ten seconds in what plays
            return True
        call = self._model.call_at(index.row()) if index.isValid() else None
        if call is None:
            return False
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not event.isAutoRepeat():
                (self._actions.write if control else self._actions.call).emit(self._model.other_number(call))
            return True
        if event.key() == Qt.Key.Key_Space and call.has_recording:
            self._actions.play.emit(call.uniqueid)
            return True
        return False


def _day(day: QDate) -> date:
    return date(day.year(), day.month(), day.day())
