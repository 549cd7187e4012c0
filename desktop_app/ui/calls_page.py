"""The page of calls, also used as the page of recordings: filter, table, totals, menu and keys."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QStackedLayout, QVBoxLayout, QWidget

from desktop_app.i18n.text import tr
from desktop_app.models import calls as columns
from desktop_app.models.calls import CallModel
from desktop_app.models.finder import SearchResult
from desktop_app.models.formatting import format_duration, format_money
from desktop_app.services.archive_sync import CallFilter, Totals
from desktop_app.services.periods import TODAY, WEEK
from desktop_app.services.saved_filters import LONGEST_NAME
from desktop_app.ui.actions import Actions
from desktop_app.ui.call_columns import CallColumns
from desktop_app.ui.call_table import call_table
from desktop_app.ui.command_table import Context
from desktop_app.ui.empty_state import EmptyState
from desktop_app.ui.filter_bar import FilterBar
from desktop_app.ui.filter_menu import Choices
from desktop_app.ui.look import Look
from desktop_app.ui.person_dialog import PersonDialog
from desktop_app.ui.plain_label import plain_label
from desktop_app.ui.sync_progress_bar import SyncProgressBar
from desktop_app.ui.text_dialog import ask_text
from desktop_app.ui.theme import MARGIN
from desktop_app.ui.widget_commands import pressed_command, widget_key


class CallsPage(QWidget):
    """Shows a `CallModel` and emits `requests`.

    `only_recorded` makes it the page of recordings.  `charts_wanted` carries the filter whose charts are to be shown:
    when they are switched on and whenever the totals change.
    """

    charts_wanted = Signal(object)

    def __init__(
        self,
        model: CallModel,
        actions: Actions,
        look: Look,
        choices: Choices,
        *,
        only_recorded: bool = False,
        worklist: QWidget | None = None,
    ) -> None:
        super().__init__()
        self.setObjectName("page")
        self.model, self.requests, self._choices = model, actions, choices
        self._only_recorded, self._worklist = only_recorded, worklist
        self._selected_id = 0
        self._found_for: CallFilter | None = None
        self._selects_first = self._plays_first = False
        self.bar = FilterBar(choices, only_recorded=only_recorded)
        self.search, self.more = self.bar.search, self.bar.more
        self.table = call_table(model, look)
        self.columns = CallColumns(self.table)
        self._totals, self._notice = plain_label(), plain_label()
        self._totals.setProperty("kind", "small")
        self._totals.setWordWrap(True)
        self._notice.setProperty("kind", "bad")
        self._notice.setWordWrap(True)
        self._notice.hide()
        self._chart_switch = QPushButton(tr("Charts"))
        self._charts: QWidget | None = None
        self._asking = SyncProgressBar(model.stop)
        self._empty = EmptyState(self.bar.widen)
        self._lay_out()
        self._connect()

    # ---- building ------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        inside = QStackedLayout()
        inside.addWidget(self.table)
        inside.addWidget(self._empty)
        self._content = inside
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self._totals, 1)
        foot.addWidget(self._tool(tr("Columns"), self.columns.ask))
        if self._only_recorded:
            foot.addWidget(self._tool(tr("Save all shown …"), self.requests.save_all.emit))
        else:
            self._chart_switch.setProperty("kind", "chip")
            self._chart_switch.setCheckable(True)
            self._chart_switch.toggled.connect(self._switch_charts)
            foot.addWidget(self._chart_switch)
            foot.addWidget(self._tool(tr("Export …"), self.requests.export_calls.emit))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(MARGIN, 8, MARGIN, 8)
        layout.setSpacing(8)
        layout.addWidget(self.bar)
        if self._worklist is not None:
            layout.addWidget(self._worklist)
        layout.addWidget(self._notice)
        layout.addWidget(self._asking)
        layout.addLayout(inside, 1)
        layout.addLayout(foot)

    @staticmethod
    def _tool(words: str, work: Callable[[], object]) -> QPushButton:
        button = QPushButton(words)
        button.setProperty("kind", "chip")
        button.clicked.connect(lambda _=False: work())
        return button

    def _connect(self) -> None:
        model = self.model
        self.bar.changed.connect(lambda asks: self.reload(ask=asks))
        self.bar.entered.connect(self._search_now)
        self.more.person_wanted.connect(self._ask_person)
        self.more.keep_wanted.connect(self._ask_name)
        self.more.picked.connect(self.bar.take)
        self.more.delete_requested.connect(self.requests.delete_filter)
        self.table.customContextMenuRequested.connect(self._menu_at)
        self.table.clicked.connect(self._clicked)
        self.table.doubleClicked.connect(self._double_clicked)
        self.table.installEventFilter(self)
        model.modelAboutToBeReset.connect(self._save_selection)
        model.modelReset.connect(self._restore_selection)
        model.rows_ready.connect(self._show_found)
        model.totals_ready.connect(self._show_totals)
        model.notice.connect(self._show_notice)
        model.syncing.connect(self._asking.show_busy)
        model.sync_progress.connect(self._asking.show_progress)

    # ---- what is shown -------------------------------------------------------------------------

    def begin(self) -> None:
        """Show today's calls, or the recordings of the last week, unless a filter is set already."""
        if self.model.wanted is not None:
            return
        self.bar.choose_period(WEEK if self._only_recorded else TODAY)

    def reload(self, *, ask: bool = True) -> None:
        """Show the calls of the current filter; with `ask`, request incomplete days from the exchange."""
        self.model.show(self.wanted(), ask=ask)

    def wanted(self) -> CallFilter:
        """Return the current filter."""
        return self.bar.wanted()

    def show_number(self, number: str) -> None:
        """Show all calls of the last thirty days with one number, until its chip is clicked."""
        self.bar.show_person("", frozenset({number}))

    def show_missed(self) -> None:
        """Show the missed calls of the last week and select the newest."""
        self._selects_first = True
        self.bar.show_missed()
        self.table.setFocus()

    def step_back(self) -> bool:
        """Clear the search, or else the filter by person.  Return False when neither was set."""
        return self.bar.step_back()

    def _select_first(self) -> None:
        """Select the first row once, when the requested rows have arrived."""
        if self._selects_first and self.model.rowCount():
            self._selects_first = False
            self.table.selectRow(0)

    def play_first(self) -> None:
        """Handle Enter in the search: play the newest recording found, or select the newest call."""
        if not self.model.rowCount():
            return
        self.table.selectRow(0)
        self.table.setFocus()
        call = self.model.call_at(0)
        if self._only_recorded and call is not None and call.has_recording:
            self.requests.play.emit(call.uniqueid)

    def _search_now(self, was_typing: bool) -> None:
        if was_typing:
            self._plays_first = True
            self.reload(ask=False)
        else:
            self.play_first()

    def _save_selection(self) -> None:
        index = self.table.currentIndex()
        self._selected_id = self.model.id_at(index.row()) if index.isValid() else 0

    def _restore_selection(self) -> None:
        """Keep the selected call selected when rows around it change."""
        row = self.model.row_of(self._selected_id) if self._selected_id else -1
        if row >= 0:
            self.table.selectRow(row)

    def _show_found(self) -> None:
        if self.model.wanted != self._found_for:  # another filter is shown from its newest call
            self._found_for = self.model.wanted
            self.table.scrollToTop()
        self._show_content()
        self._select_first()
        if self._plays_first:
            self._plays_first = False
            self.play_first()

    def _show_totals(self, totals: Totals) -> None:
        share = f" ({round(100 * totals.answered / totals.calls)}%)" if totals.calls else ""
        answered = tr("{n} answered", totals.answered) + share
        parts = [
            tr("{n} calls", totals.calls),
            *([] if self._only_recorded else [answered]),  # a recorded call was answered
            tr("{time} of talk").format(time=format_duration(totals.talk_s)),
            format_money(totals.cost_grosze),
        ]
        self._totals.setText("   ·   ".join(parts))
        if self._chart_switch.isChecked():
            self.charts_wanted.emit(self.wanted())

    def take_charts(self, charts: QWidget) -> None:
        """Show these charts in place of the table while charts are switched on."""
        self._charts = charts
        self._content.addWidget(charts)
        self._show_content()

    def _switch_charts(self, on: bool) -> None:
        self._show_content()
        if on:
            self.charts_wanted.emit(self.wanted())

    def _show_content(self) -> None:
        charts = self._charts if self._chart_switch.isChecked() else None
        self._empty.show_for(is_narrowed=self.bar.is_narrowed)
        self._content.setCurrentWidget((charts or self.table) if self.model.rowCount() else self._empty)

    def _show_notice(self, sentence: str) -> None:
        self._notice.setText(sentence)
        self._notice.setVisible(bool(sentence))

    # ---- saved filters and people ---------------------------------------------------------------

    def _ask_name(self) -> None:
        def keep(name: str) -> None:
            if name:
                self.requests.save_filter.emit(self.bar.saved(name))

        ask_text(self, tr("Keep this filter"), tr("Its name in the menu"), "", keep, longest=LONGEST_NAME)

    def _ask_person(self) -> None:
        def narrow(found: SearchResult) -> None:
            self.bar.narrow_to(found.title, self._choices.numbers_of(found.number))

        PersonDialog(self._choices.people, narrow, self).open()

    # ---- keys and mouse ---------------------------------------------------------------------------------

    def _number_at(self, row: int) -> str:
        call = self.model.call_at(row)
        return self.model.other_number(call) if call is not None else ""

    def _clicked(self, index: QModelIndex) -> None:
        call = self.model.call_at(index.row())
        if call is not None and index.column() == columns.PLAY and call.has_recording:
            self.requests.play.emit(call.uniqueid)
        if index.column() == columns.FOLD:
            self.model.toggle_details(index.row())

    def _double_clicked(self, index: QModelIndex) -> None:
        number = self._number_at(index.row())
        if number and index.column() not in (columns.FOLD, columns.PLAY):  # those cells are buttons
            self.requests.call.emit(number)

    def _menu_at(self, point: QPoint) -> None:
        index = self.table.indexAt(point)
        if not index.isValid():
            return
        call, number = self.model.call_at(index.row()), self._number_at(index.row())
        identifier = self.model.id_at(index.row())
        if call is None:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        known = tr("Show the contact")
        for words, signal, value in (
            (tr("Call"), self.requests.call, number),
            (tr("Write a message"), self.requests.write, number),
            (tr("Copy the number"), self.requests.copy, number),
            (known if self.model.is_contact(number) else tr("Add to contacts"), self.requests.add_contact, number),
            (tr("Calls with this number"), self.requests.history, number),
        ):
            menu.addAction(words).triggered.connect(lambda _=False, s=signal, v=value: s.emit(v))
        went = menu.addAction(f"{tr('How this call went')}\t{widget_key('calls.unfold')}")
        went.setEnabled(call.legs > 0)
        went.triggered.connect(lambda: self.model.details.toggle(identifier, call.uniqueid))
        menu.addAction(tr("Note …")).triggered.connect(lambda: self.requests.note_call.emit(call.uniqueid))
        if call.has_recording:
            menu.addSeparator()
            for words, signal in ((tr("Play"), self.requests.play), (tr("Save as …"), self.requests.save_recording)):
                menu.addAction(words).triggered.connect(lambda _=False, s=signal: s.emit(call.uniqueid))
        menu.popup(self.table.viewport().mapToGlobal(point))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.table and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._handle_key(event)
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow window names keep their width and less important columns are hidden."""
        super().resizeEvent(event)
        self.columns.set_room(self.width())

    def _handle_key(self, event: QKeyEvent) -> bool:
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if event.text() and event.text().isprintable() and not event.text().isspace() and not control:
            self.search.setFocus()  # letters and digits start a search
            self.search.setText(event.text())
            return True
        command = pressed_command(event, Context.CALLS)
        if command in ("calls.back", "calls.on"):
            self.requests.skip.emit(1 if command == "calls.on" else -1)
            return True
        row = self.table.currentIndex().row()
        return row >= 0 and self._handle_key_on_call(command, row, is_repeat=event.isAutoRepeat())

    def _handle_key_on_call(self, command: str, row: int, *, is_repeat: bool) -> bool:
        """Carry out a key on a call.  Return False when the key means nothing there."""
        call = self.model.call_at(row)
        orders = {"calls.call": self.requests.call, "calls.write": self.requests.write}
        if call is None:
            return False
        if command in orders:
            if not is_repeat:
                orders[command].emit(self.model.other_number(call))
        elif command == "calls.unfold":
            if not is_repeat:
                self.model.toggle_details(row)
        elif command == "calls.play" and call.has_recording:
            self.requests.play.emit(call.uniqueid)
        else:
            return False
        return True
