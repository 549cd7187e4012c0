"""The calls to return as table rows: caller, number, how often, last time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from desktop_app.i18n.text import tr
from desktop_app.models.call_formatting import format_call_time
from desktop_app.phone_numbers.formatting import format_number
from desktop_app.services.call_backs import CallBack, CallBacks
from desktop_app.services.directory import Directory

Index = QModelIndex | QPersistentModelIndex
WHO, NUMBER, TIMES, WHEN = range(4)


class CallBackModel(QAbstractTableModel):
    """One row for each number."""

    def __init__(
        self, call_backs: CallBacks, directory: Directory, today: Callable[[], date], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._call_backs, self._directory, self._today = call_backs, directory, today
        self._rows: list[CallBack] = []
        self._subscriptions = (
            call_backs.subscribe(self._changed),
            directory.subscribe(lambda numbers: self._changed()),
        )
        self._changed()

    def close(self) -> None:
        """End the subscriptions."""
        for unsubscribe in self._subscriptions:
            unsubscribe()

    def is_contact(self, number: str) -> bool:
        """True when a contact has this number."""
        return self._directory.contact_of(number) is not None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else 4

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        entry = self._rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            who = f"{self.who(entry)} · {entry.note}" if entry.note else self.who(entry)
            return (who, format_number(entry.number), f"{entry.times}×", self.when(entry))[index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() in (TIMES, WHEN):
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return None

    def entry_at(self, row: int) -> CallBack:
        """Return the entry of a row."""
        return self._rows[row]

    def who(self, entry: CallBack) -> str:
        """Return the best name of the caller."""
        return self._directory.name_of(entry.number) or entry.last.from_name or tr("unknown")

    def when(self, entry: CallBack) -> str:
        """Return the time of the last missed call as text."""
        return format_call_time(entry.last.calldate, self._today())

    def summary(self, shown: int) -> str:
        """Return the first `shown` entries in one line: «Jan Nowak (2×, today 11:30) · …»."""
        parts = []
        for entry in self._rows[:shown]:
            name = self._directory.name_of(entry.number) or entry.last.from_name
            often = f"{entry.times}×, " if entry.times > 1 else ""
            parts.append(f"{name or format_number(entry.number)} ({often}{self.when(entry)})")
        return " · ".join(parts)

    def _changed(self) -> None:
        self.beginResetModel()
        self._rows = list(self._call_backs.entries)
        self.endResetModel()
