"""The user's contacts as rows."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from desktop_app.archive.records import Contact
from desktop_app.i18n.text import folded
from desktop_app.phone_numbers.formatting import format_number
from desktop_app.phone_numbers.parsing import normalized
from desktop_app.services.directory import Directory

Index = QModelIndex | QPersistentModelIndex
CONTACT = Qt.ItemDataRole.UserRole + 1


class ContactModel(QAbstractListModel):
    """Contacts sorted by name, filtered by a text over names, notes and numbers."""

    def __init__(self, directory: Directory, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._directory = directory
        self._text = ""
        self._rows: list[Contact] = []
        self._unsubscribe = directory.subscribe(lambda numbers: self.refresh())
        self.refresh()

    def close(self) -> None:
        """End the subscription to the directory."""
        self._unsubscribe()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        contact = self._rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return contact.name
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join((contact.name, *(format_number(number) for _, number in contact.numbers)))
        return contact if role == CONTACT else None

    def set_text(self, text: str) -> None:
        """Show the contacts whose name, note or numbers hold every word of the text."""
        self._text = text
        self.refresh()

    def refresh(self) -> None:
        """Read the contacts again.  They are edited by hand, so a model reset is cheap enough."""
        words = folded(self._text).split()
        rows = [c for c in self._directory.contacts if all(word in _search(c) for word in words)]
        rows.sort(key=lambda contact: folded(contact.name))
        if rows != self._rows:
            self.beginResetModel()
            self._rows = rows
            self.endResetModel()


def _search(contact: Contact) -> str:
    return folded(" ".join((contact.name, contact.note, *(normalized(number) for _, number in contact.numbers))))
