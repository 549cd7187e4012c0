"""Alarms of queues: the limits that a person has set, and an alarm once for each crossing into red."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from desktop_app.archive import queue_thresholds
from desktop_app.archive.store import Archive
from desktop_app.office import Office, Queue
from desktop_app.services.queue_thresholds import DEFAULT_THRESHOLDS, Level, QueueThresholds, level_of

__all__ = ["QueueAlarms", "QueueThresholds"]


class QueueAlarms:
    """Knows the limits of each queue.

    `on_alarm(queue, limits)` is called when one becomes red, once until it is not.
    """

    def __init__(self, archive: Archive, on_alarm: Callable[[Queue, QueueThresholds], None]) -> None:
        self._archive = archive
        self._on_alarm = on_alarm
        self._thresholds: dict[str, QueueThresholds] = {}
        self._red: set[str] = set()

    async def load(self) -> None:
        """Read the limits."""
        self._thresholds = await self._archive.run(queue_thresholds.limits)

    def thresholds(self, queue: str) -> QueueThresholds:
        """The limits of a queue: its own or the usual ones."""
        return self._thresholds.get(queue, DEFAULT_THRESHOLDS)

    async def set_thresholds(self, queue: str, limits: QueueThresholds) -> None:
        """Change the limits of a queue."""
        self._thresholds[queue] = limits
        await self._archive.run(lambda db: queue_thresholds.save_limits(db, queue, limits))

    def check_all(self, office: Office, now: datetime) -> None:
        """Look at every queue; waiting times grow without an event, so this is asked once a second too."""
        for name in office.queues:
            self.check(office, name, now)

    def check(self, office: Office, name: str, now: datetime) -> None:
        """Look at one queue, of which something was said."""
        queue = office.queues.get(name)
        if queue is None:
            return
        limits = self.thresholds(name)
        level = level_of(office, queue, limits, now)
        if level is Level.RED and name not in self._red:
            self._red.add(name)
            self._on_alarm(queue, limits)
        elif level in (Level.GREEN, Level.AMBER):
            self._red.discard(name)
