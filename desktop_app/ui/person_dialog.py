"""The dialog that selects a person by name or number."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from desktop_app.i18n.text import tr
from desktop_app.models.finder import SearchResult
from desktop_app.phone_numbers.formatting import format_number
from desktop_app.ui.command_table import Context
from desktop_app.ui.widget_commands import pressed_command

WIDTH, HEIGHT = 400, 340
_FOUND = Qt.ItemDataRole.UserRole


class PersonDialog(QDialog):
    """Passes the chosen person to `choose`; `people` searches while the user types."""

    def __init__(
        self, people: Callable[[str], Sequence[SearchResult]], choose: Callable[[SearchResult], object], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Calls with a person"))
        self.resize(WIDTH, HEIGHT)
        self._people, self._choose = people, choose
        self.edit = QLineEdit()
        self.edit.setPlaceholderText(tr("Name or number"))
        self.edit.setAccessibleName(tr("Name or number"))
        self.edit.textChanged.connect(self._find)
        self.edit.returnPressed.connect(self.accept)
        self.edit.installEventFilter(self)
        self.list = QListWidget()
        self.list.setAccessibleName(tr("People found"))
        self.list.itemActivated.connect(lambda _: self.accept())
        self.list.itemClicked.connect(lambda _: self.accept())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 20, 20, 20)
        layout.setSpacing(12)
        layout.addWidget(self.edit)
        layout.addWidget(self.list, 1)

    def _find(self, text: str) -> None:
        self.list.clear()
        for found in self._people(text):
            number = format_number(found.number)
            item = QListWidgetItem(found.title if found.title == number else f"{found.title}   {number}")
            item.setData(_FOUND, found)
            self.list.addItem(item)
        self.list.setCurrentRow(0)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Up and Down move the selection while the text field has the focus."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            step = {"person.previous": -1, "person.next": +1}.get(pressed_command(event, Context.PERSON), 0)
            if step and self.list.count():
                self.list.setCurrentRow(max(0, min(self.list.count() - 1, self.list.currentRow() + step)))
                return True
        return super().eventFilter(watched, event)

    def accept(self) -> None:
        for item in self.list.selectedItems()[:1]:  # none when the search found nobody
            self._choose(item.data(_FOUND))
            super().accept()
