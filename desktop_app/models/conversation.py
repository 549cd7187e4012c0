"""Messages and calls with one number, newest first."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import msgspec
from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, Qt

from desktop_app.archive.records import Call, StoredMessage
from desktop_app.i18n.text import tr
from desktop_app.models.call_formatting import format_call_time, outcome_text
from desktop_app.models.formatting import format_duration, format_money
from desktop_app.models.lamps import Index
from desktop_app.models.messages import MessageModel
from desktop_app.models.model_tasks import ModelTask, Reading
from desktop_app.runtime.task_supervisor import TaskSupervisor
from desktop_app.services.archive_sync import ArchiveSync
from desktop_app.services.directory import Directory

ENTRY = Qt.ItemDataRole.UserRole + 1
CALLS_SHOWN = 200


class Entry(msgspec.Struct, frozen=True):
    """One row: time, title, outcome and the text of a message.  `is_good` is None while the outcome is open."""

    at: datetime
    when: str
    title: str
    right: str
    text: str = ""
    is_good: bool | None = None


class ConversationModel(QAbstractListModel):
    """The conversation with one number."""

    def __init__(
        self,
        messages: MessageModel,
        calls: ArchiveSync,
        directory: Directory,
        tasks: TaskSupervisor,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._messages, self._calls, self._directory, self._tasks = messages, calls, directory, tasks
        self._rows: list[Entry] = []
        self.number = ""

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        entry = self._rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return entry.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join(filter(None, (entry.when, entry.title, entry.right, entry.text)))
        return entry if role == ENTRY else None

    def show(self, number: str) -> None:
        """Show the conversation with this number; with an empty one nothing."""
        self.number = number
        self._tasks.restart(ModelTask(id(self), Reading.ROWS), self._load(number))

    async def _load(self, number: str) -> None:
        rows: list[Entry] = []
        if number:
            calls = await self._calls.with_number(number, CALLS_SHOWN)
            rows = [self._of_message(one) for one in await self._messages.conversation(number)]
            rows += [self._of_call(call) for call in calls if call.direction != "message"]
            rows.sort(key=lambda entry: entry.at, reverse=True)
        if number == self.number and rows != self._rows:
            self.beginResetModel()
            self._rows = rows
            self.endResetModel()

    def _of_message(self, message: StoredMessage) -> Entry:
        state = message.state
        is_good = None if state is None or not state.is_final else state.value == "DELIVERED"
        if message.stage in ("refused", "unknown"):
            is_good = False
        right = " · ".join(filter(None, (self._messages.state_text(message), format_money(message.cost_grosze))))
        return Entry(message.made_at, self._messages.when(message), tr("message"), right, message.body, is_good)

    def _of_call(self, call: Call) -> Entry:
        theirs = call.from_number == self.number
        colleague = (call.answered_by or call.to_number) if theirs else call.from_number
        whom = self._directory.name_of(colleague) or colleague
        title = (tr("called us: {whom}") if theirs else tr("{whom} called")).format(whom=whom)
        is_answered = call.outcome == "answered"
        right = format_duration(call.talk_s) if is_answered else outcome_text(call)
        right = " · ".join(filter(None, (right, format_money(call.cost_grosze))))
        at = datetime.fromtimestamp(call.began_s, UTC)
        return Entry(at, format_call_time(call.calldate, self._calls.today()), title, right, is_good=is_answered)
