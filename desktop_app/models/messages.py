"""The sent text messages as rows, with their delivery states."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from desktop_app.archive.records import StoredMessage
from desktop_app.i18n.text import tr
from desktop_app.models.formatting import format_time, sms_state_text
from desktop_app.models.model_tasks import ModelTask, Reading
from desktop_app.phone_numbers.formatting import format_number
from desktop_app.runtime.clock import Clock
from desktop_app.runtime.task_supervisor import TaskSupervisor
from desktop_app.services import user_messages
from desktop_app.services.directory import Directory
from desktop_app.services.messenger import Messenger

Index = QModelIndex | QPersistentModelIndex
MESSAGE = Qt.ItemDataRole.UserRole + 1


class MessageModel(QAbstractListModel):
    """The latest messages, newest first."""

    def __init__(
        self,
        messenger: Messenger,
        directory: Directory,
        tasks: TaskSupervisor,
        clock: Clock,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._messenger = messenger
        self._directory = directory
        self._tasks = tasks
        self._clock = clock
        self._rows: list[StoredMessage] = []

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        message = self._rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return self.whom(message)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{self.whom(message)}, {self.state_text(message)}, {message.body}"
        return message if role == MESSAGE else None

    def whom(self, message: StoredMessage) -> str:
        """Return the recipient as name and number."""
        name = self._directory.name_of(message.number)
        return f"{name} · {format_number(message.number)}" if name else format_number(message.number)

    async def conversation(self, number: str) -> list[StoredMessage]:
        """Return all messages to one number, newest first."""
        return await self._messenger.conversation(number)

    def when(self, message: StoredMessage) -> str:
        """Return the time of sending as text."""
        return format_time(message.made_at, self._clock())

    def state_text(self, message: StoredMessage) -> str:
        """Return the delivery state as text; a test message is marked."""
        words = {
            "billed": tr("billed as sent at {when}, id {id}").format(when=message.reason[11:16], id=message.message_id),
            "sending": tr("sending …"),
            "refused": tr("not sent: {reason}").format(reason=user_messages.explained(message.reason)),
            "unknown": tr("not known whether it was sent; it is never sent again by itself"),
        }.get(message.stage, "")
        if message.state is not None and message.stage in ("accepted", "billed"):
            words = sms_state_text(message.state)
            corrected = [f"{sms_state_text(state)} {at:%H:%M}" for state, at in message.earlier if state.is_final]
            if corrected:
                words = tr("{state}, corrected by the gateway: {earlier}").format(
                    state=words, earlier=", ".join(corrected)
                )
        return f"{tr('test')} · {words}" if message.is_test else words

    def refresh(self) -> None:
        """Read the messages again."""
        self._tasks.restart(ModelTask(id(self), Reading.ROWS), self._load())

    async def _load(self) -> None:
        rows = await self._messenger.outbox()
        known = [message.id for message in self._rows]
        fresh = [message.id for message in rows]
        added = len(fresh) - len(known)
        if added >= 0 and fresh[added:] == known:
            self._update(rows, added)
            return
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def _update(self, rows: list[StoredMessage], added: int) -> None:
        if added:
            self.beginInsertRows(QModelIndex(), 0, added - 1)
            self._rows = rows[:added] + self._rows
            self.endInsertRows()
        for position, message in enumerate(rows):
            if self._rows[position] != message:
                self._rows[position] = message
                self.dataChanged.emit(self.index(position), self.index(position))
