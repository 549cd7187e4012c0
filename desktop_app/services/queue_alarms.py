"""Queue alarms: the thresholds that the user set for each queue, and one alarm for each time a queue turns red."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from desktop_app.archive import queue_thresholds
from desktop_app.archive.store import Archive
from desktop_app.office import Office, Queue
from desktop_app.services.queue_thresholds import DEFAULT_THRESHOLDS, Level, QueueThresholds, level_of

__all__ = ["QueueAlarms", "QueueThresholds"]


class QueueAlarms:
    """Keeps the thresholds of each queue and calls `on_alarm(queue, thresholds)` when the queue turns red.

    The alarm is armed again once the queue is known to be green or amber.
    """

    def __init__(self, archive: Archive, on_alarm: Callable[[Queue, QueueThresholds], None]) -> None:
        self._archive = archive
        self._on_alarm = on_alarm
        self._thresholds: dict[str, QueueThresholds] = {}
        self._red: set[str] = set()

    async def load(self) -> None:
        """Read the thresholds from the archive."""
        self._thresholds = await self._archive.run(queue_thresholds.load_thresholds)

    def thresholds(self, queue: str) -> QueueThresholds:
        """Return the thresholds of a queue, or the defaults."""
        return self._thresholds.get(queue, DEFAULT_THRESHOLDS)

    async def set_thresholds(self, queue: str, limits: QueueThresholds) -> None:
        """Set and save the thresholds of a queue."""
        self._thresholds[queue] = limits
        await self._archive.run(lambda db: queue_thresholds.save_thresholds(db, queue, limits))

    def check_all(self, office: Office, now: datetime) -> None:
        """Check every queue.  Waiting times grow without events, so this is called once a second as well."""
        for name in office.queues:
            self.check(office, name, now)

    def check(self, office: Office, name: str, now: datetime) -> None:
        """Check one queue, after an event about it."""
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
