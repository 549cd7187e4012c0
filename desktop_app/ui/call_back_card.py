"""The list of calls to return, above the table of calls: the count, one line for the first, all of them on demand."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QMenu,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from desktop_app.i18n.text import tr
from desktop_app.models.call_backs import NUMBER, TIMES, WHEN, WHO, CallBackModel
from desktop_app.services.call_backs import CallBack
from desktop_app.ui.actions import Actions
from desktop_app.ui.command_table import Context
from desktop_app.ui.plain_label import plain_label, plain_tip
from desktop_app.ui.row_table import row_table
from desktop_app.ui.text_dialog import ask_text
from desktop_app.ui.widget_commands import pressed_command

SUMMARY = 3
ROW = 34
ROWS_SEEN = 5
_WIDTHS = {NUMBER: 160, TIMES: 60, WHEN: 150}


class CallBackCard(QFrame):
    """Hidden while the list is empty.  `closed` carries an entry and a note."""

    closed = Signal(object, str)

    def __init__(self, model: CallBackModel, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model, self._actions = model, actions
        self.setProperty("kind", "card")
        self._count = plain_label(kind="count")
        self._summary = plain_label(kind="small")
        self._more = QPushButton()
        self._more.setCheckable(True)
        self._more.toggled.connect(lambda _: self._refresh())
        self._first = QPushButton(tr("Call back the first"))
        self._first.setProperty("kind", "primary")
        self._first.setToolTip(tr("Rings your phone, then calls whoever was missed last"))
        self._first.clicked.connect(self._call_first)
        self.table = self._make_table()
        titles = QVBoxLayout()
        titles.setSpacing(1)
        titles.addWidget(plain_label(tr("To call back"), kind="strong"))
        titles.addWidget(self._summary)
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(self._count)
        head.addLayout(titles, 1)
        head.addWidget(self._more)
        head.addWidget(self._first)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 8, 14, 8)
        layout.setSpacing(8)
        layout.addLayout(head)
        layout.addWidget(self.table)
        model.modelReset.connect(self._refresh)
        self._refresh()

    def _make_table(self) -> QTableView:
        table = row_table(self._model, tr("To call back"), ROW)
        table.setObjectName("inside")
        table.setFrameShape(QFrame.Shape.NoFrame)
        table.horizontalHeader().hide()
        table.horizontalHeader().setSectionResizeMode(WHO, QHeaderView.ResizeMode.Stretch)
        for column, width in _WIDTHS.items():
            table.setColumnWidth(column, width)
        table.setToolTip(tr("Enter calls, Delete closes"))
        table.customContextMenuRequested.connect(self._menu_at)
        table.doubleClicked.connect(lambda index: self._call(index))
        table.installEventFilter(self)
        return table

    def _refresh(self) -> None:
        count = self._model.rowCount()
        self.setVisible(count > 0)
        self._count.setText(str(count))
        self._more.setVisible(count > 0)
        is_open = self._more.isChecked()
        self._more.setText(tr("Hide the list") if is_open else tr("Show all"))
        self.table.setVisible(is_open and count > 0)
        self.table.setFixedHeight(min(count, ROWS_SEEN) * ROW + 2)
        self._elide()

    def _elide(self) -> None:
        words = self._model.summary(SUMMARY)
        room = max(self._summary.width(), 80)
        self._summary.setText(self._summary.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, room))
        self._summary.setToolTip(plain_tip(words))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._elide()

    # ---- keys and mouse -----------------------------------------------------------------------------------

    def _call_first(self) -> None:
        if self._model.rowCount():
            self._actions.call.emit(self._model.entry_at(0).number)

    def _call(self, index: QModelIndex) -> None:
        self._actions.call.emit(self._model.entry_at(index.row()).number)

    def _close(self, entry: CallBack) -> None:
        self.closed.emit(entry, "")

    def _close_with_note(self, entry: CallBack) -> None:
        ask_text(
            self,
            tr("Done"),
            tr("A note on {who}:").format(who=self._model.who(entry)),
            "",
            lambda note: self.closed.emit(entry, note),
        )

    def _menu_at(self, point: QPoint) -> None:
        index = self.table.indexAt(point)
        if not index.isValid():
            return
        entry = self._model.entry_at(index.row())
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        known = tr("Show the contact")
        for words, signal in (
            (tr("Call"), self._actions.call),
            (tr("Write a message"), self._actions.write),
            (tr("Copy the number"), self._actions.copy),
            (known if self._model.is_contact(entry.number) else tr("Add to contacts"), self._actions.add_contact),
            (tr("Calls with this number"), self._actions.history),
        ):
            menu.addAction(words).triggered.connect(lambda _=False, s=signal: s.emit(entry.number))
        menu.addSeparator()
        menu.addAction(tr("Done")).triggered.connect(lambda: self._close(entry))
        menu.addAction(tr("Done, with a note …")).triggered.connect(lambda: self._close_with_note(entry))
        menu.popup(self.table.viewport().mapToGlobal(point))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.table and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            index = self.table.currentIndex()
            if index.isValid() and not event.isAutoRepeat():
                command = pressed_command(event, Context.CALL_BACKS)
                if command == "call-backs.call":
                    self._call(index)
                    return True
                if command == "call-backs.done":  # asks first, since the next letters may be meant for a note
                    self._close_with_note(self._model.entry_at(index.row()))
                    return True
        return super().eventFilter(watched, event)
