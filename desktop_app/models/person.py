"""One person or number for the details drawer: present state with its source, the last hour and the latest calls."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QObject, Signal

from desktop_app.archive.records import Call
from desktop_app.i18n.text import tr
from desktop_app.models.call_formatting import format_call_time, outcome_text
from desktop_app.models.formatting import device_state_text, format_duration, format_time, lamp_text
from desktop_app.models.lamps import LampModel, LampRow
from desktop_app.models.model_tasks import ModelTask, Reading
from desktop_app.office.history import History, StateInterval
from desktop_app.phone_numbers.formatting import format_number
from desktop_app.runtime.task_supervisor import TaskSupervisor
from desktop_app.services.archive_sync import ArchiveSync
from desktop_app.services.directory import Directory


class PersonModel(QObject):
    """The data of the drawer.  `changed` is emitted when it differs."""

    changed = Signal()

    def __init__(
        self,
        lamps: LampModel,
        directory: Directory,
        calls: ArchiveSync,
        history: History,
        tasks: TaskSupervisor,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._lamps, self._directory, self._calls, self._tasks = lamps, directory, calls, tasks
        self._history = history
        self.number = ""
        self._recent: list[Call] = []
        lamps.rows_changed.connect(self._lamps_changed)

    def show(self, number: str) -> None:
        """Show this number from now on."""
        self.number = number
        self._recent = []
        self.changed.emit()
        self._tasks.restart(ModelTask(id(self), Reading.DETAILS), self._load(number))

    async def _load(self, number: str) -> None:
        recent = await self._calls.with_number(number, 12)
        if number == self.number:
            self._recent = recent
            self.changed.emit()

    def _lamps_changed(self, extensions: set[str]) -> None:
        if self.number in extensions:
            self.changed.emit()

    @property
    def row(self) -> LampRow | None:
        """The lamp, when the number is an extension with one."""
        return self._lamps.row(self.number) if self._lamps.index_of(self.number).isValid() else None

    @property
    def title(self) -> str:
        """The best name, else the number."""
        return self._directory.name_of(self.number) or format_number(self.number)

    @property
    def subtitle(self) -> str:
        """The number, when the title is a name."""
        return format_number(self.number) if self._directory.name_of(self.number) else ""

    def state_lines(self) -> list[str]:
        """Return the state and the last report of each kind of event, with its time, one text per line."""
        row = self.row
        if row is None:
            return []
        now, lamp = self._lamps.now(), self._lamps.lamp_of(self.number) or row.lamp
        if lamp.seen_at is None:
            return [tr("Nothing was heard of this phone yet.")]
        lines = [lamp_text(lamp) if row.is_live else tr("Not known now")]
        if row.is_live and lamp.peer is not None:
            lines.append(row.peer_text(self._directory.name_of))
        for source, said in ((tr("account"), lamp.subscriber), (tr("device"), lamp.extstatus)):
            if said is not None:
                words = tr("{source}: {state} at {time}")
                lines.append(
                    words.format(
                        source=source, state=device_state_text(said[0]).lower(), time=format_time(said[1], now)
                    )
                )
        return lines

    def now(self) -> datetime:
        """Return the present time, at which the timeline ends."""
        return self._lamps.now()

    def hour(self) -> list[StateInterval]:
        """Return the observed states of the last hour; empty for a number without a lamp."""
        return self._history.intervals(self.number, self.now()) if self.row is not None else []

    def last_hour_text(self) -> str:
        """Return the number of conversations in the last hour as text."""
        talks = self._history.talk_count(self.number, self.now())
        return tr("{n} talks seen in the last hour", talks)

    def recent(self) -> list[tuple[str, str]]:
        """Return the latest calls as (time and other party, outcome)."""
        today = self._calls.today()
        lines = []
        for call in self._recent:
            theirs = call.from_number == self.number
            other = (call.answered_by or call.to_number) if theirs else call.from_number
            arrow = "→" if theirs else "←"
            whom = self._directory.name_of(other) or format_number(other)
            how = format_duration(call.talk_s) if call.outcome == "answered" else outcome_text(call)
            lines.append((f"{format_call_time(call.calldate, today)}  {arrow} {whom}", how))
        return lines
