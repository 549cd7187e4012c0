"""The details of unfolded calls: the legs of each call, whom each leg tried to reach and how it ended."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QObject, Signal

from desktop_app.archive.leg_outcomes import UNANSWERED, outcome_of
from desktop_app.i18n.text import tr
from desktop_app.models.formatting import format_duration, format_money
from desktop_app.models.model_tasks import ModelTask, Reading
from desktop_app.phone_numbers.formatting import format_number
from desktop_app.runtime.task_supervisor import TaskSupervisor
from desktop_app.services.archive_sync import ArchiveSync, Leg
from desktop_app.services.directory import Directory


class LegText(NamedTuple):
    """One leg as text.  `rang` is the ring time; `ended` is the talk time, or the reason why there was none."""

    at: str
    who: str
    number: str
    rang: str
    ended: str
    cost: str
    is_lost: bool

    @property
    def sentence(self) -> str:
        """The leg as one text for a screen reader."""
        return ", ".join(filter(None, (self.at, self.who, self.rang, self.ended)))


class CallDetails(QObject):
    """The unfolded calls by their archive ids.  `changed` carries the id of a call whose shown legs differ."""

    changed = Signal(object)

    def __init__(self, calls: ArchiveSync, directory: Directory, tasks: TaskSupervisor, parent: QObject) -> None:
        super().__init__(parent)
        self._calls, self._directory, self._tasks = calls, directory, tasks
        self._legs: dict[int, tuple[str, Sequence[Leg]]] = {}

    @property
    def all(self) -> list[int]:
        """The archive ids of the unfolded calls."""
        return list(self._legs)

    def legs_of(self, row: int) -> list[LegText]:
        """Return the legs shown under a call; none when it is folded."""
        return [self._words(leg) for leg in self._legs[row][1]] if row in self._legs else []

    def toggle(self, row: int, uniqueid: str) -> None:
        """Unfold a call, or fold it."""
        if self._legs.pop(row, None) is None:
            self._tasks.restart(ModelTask(id(self), Reading.DETAILS, row), self._open(row, uniqueid))
        else:
            self.changed.emit(row)

    async def _open(self, row: int, uniqueid: str) -> None:
        self._legs[row] = uniqueid, await self._calls.legs(uniqueid)
        self.changed.emit(row)

    async def refresh(self) -> None:
        """Read the legs of the unfolded calls again, after new records."""
        for row, (uniqueid, before) in list(self._legs.items()):
            legs = await self._calls.legs(uniqueid)
            if row in self._legs and legs != before:
                self._legs[row] = uniqueid, legs
                self.changed.emit(row)

    def _words(self, leg: Leg) -> LegText:
        outcome = outcome_of(leg)
        tried = self._calls.far_end(leg)
        name, number = self._directory.name_of(tried), format_number(tried)
        return LegText(
            leg.calldate[11:],
            name or number,
            number if name else "",
            format_duration(max(leg.duration_s - leg.billsec_s, 0)),
            format_duration(leg.billsec_s) if outcome == "answered" and leg.billsec_s else _end(leg, outcome),
            format_money(leg.cost_grosze),
            outcome != "answered",
        )


def _end(leg: Leg, outcome: str) -> str:
    """Return how a leg ended without a talk, in the exchange's own word where it has no usual one."""
    if leg.disposition not in ("ANSWERED", *UNANSWERED):
        return leg.disposition
    return {
        "answered": tr("answered"),
        "missed": tr("missed"),
        "busy": tr("busy"),
        "failed": tr("failed"),
        "abandoned": tr("left in queue"),
        "voicemail": tr("voicemail"),
        "announcement": tr("announcement"),
    }[outcome]
