"""The panel: the busy-lamp field, with queues and conferences beside it."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QHBoxLayout, QMenu, QStackedLayout, QVBoxLayout, QWidget

from desktop_app.models.lamps import LampModel
from desktop_app.models.panel_order import PanelOrder
from desktop_app.models.queues import QueueBoard
from desktop_app.text import tr
from desktop_app.ui.actions import Actions
from desktop_app.ui.lamp_field import LampField
from desktop_app.ui.lamp_painter import LampPainter
from desktop_app.ui.plain import plain_label
from desktop_app.ui.queue_cards import QueueColumn
from desktop_app.ui.theme import MARGIN, Theme


class PanelPage(QWidget):
    """Reads the lamps and the queues, asks through `actions`; knows no service."""

    def __init__(
        self, lamps: LampModel, board: QueueBoard, actions: Actions, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self._actions = actions
        self.order = PanelOrder(lamps, self)
        self.field = LampField(self.order, LampPainter(theme, lamps), theme)
        self.field.setAccessibleName(tr("Panel"))
        self.field.called.connect(actions.call)
        self.field.written_to.connect(actions.write)
        self.field.details.connect(actions.details)
        self.field.history.connect(actions.history)
        self.field.favourite.connect(actions.favourite)
        self.field.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.field.customContextMenuRequested.connect(self._menu_at)
        empty = plain_label(
            tr("Nothing heard yet. The exchange tells no list: people appear here as their phones are used.")
        )
        empty.setProperty("kind", "dim")
        empty.setWordWrap(True)
        empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._stack = QStackedLayout()
        self._stack.addWidget(self.field)
        self._stack.addWidget(empty)
        self.queues = QueueColumn(board, theme)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(MARGIN, 8, 8, 0)
        layout.setSpacing(16)
        left = QVBoxLayout()
        left.addLayout(self._stack)
        layout.addLayout(left, 1)
        layout.addWidget(self.queues)
        for changed in (self.order.rowsInserted, self.order.rowsRemoved, self.order.modelReset):
            changed.connect(self._show_emptiness)
        self._show_emptiness()

    def set_queues_hidden(self, hidden: bool) -> None:
        """Give the room of the queues to the field, or back."""
        self.queues.set_hidden(hidden)

    def _show_emptiness(self) -> None:
        self._stack.setCurrentIndex(0 if self.order.rowCount() else 1)

    def _menu_at(self, point: QPoint) -> None:
        index = self.field.indexAt(point)
        if index.isValid():
            self.field.setCurrentIndex(index)
            menu = lamp_menu(self.order.row_at(index.row()).extension, self._actions, self)
            menu.popup(self.field.viewport().mapToGlobal(point))


def lamp_menu(number: str, actions: Actions, parent: QWidget) -> QMenu:
    """What can be done with a colleague; opened, never exec'd."""
    menu = QMenu(parent)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    for words, signal in (
        (tr("Call"), actions.call),
        (tr("Write a message"), actions.write),
        (tr("Details"), actions.details),
        (tr("Calls with this number"), actions.history),
        (tr("Favourite"), actions.favourite),
        (tr("Copy the number"), actions.copy),
    ):
        menu.addAction(words).triggered.connect(lambda _=False, signal=signal: signal.emit(number))
    return menu
