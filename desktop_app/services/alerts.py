"""Alerts: the own phone rings, a call was missed, an awaited extension is free, a queue is over its red threshold.

Joins what watches for them and notifies the listeners; whether and how an alert is shown is decided elsewhere.
"""

from __future__ import annotations

from enum import Enum, auto

import msgspec

from desktop_app.archive.store import Archive
from desktop_app.office import Change, Part, Queue
from desktop_app.runtime.clock import Clock
from desktop_app.runtime.subscriptions import Listeners
from desktop_app.runtime.task_supervisor import TaskSupervisor
from desktop_app.services.availability_watch import AvailabilityWatch
from desktop_app.services.dialler import Dialler
from desktop_app.services.incoming_calls import IncomingCall, IncomingCalls, MissedCall, MissedCalls
from desktop_app.services.live_feed import LiveFeed
from desktop_app.services.queue_alarms import QueueAlarms, QueueThresholds

__all__ = ["Alert", "Alerts", "BecameFree", "IncomingCall", "MissedCall", "QueueRed", "RingEnded"]


class RingEnded(msgspec.Struct, frozen=True):
    """The own phone has stopped ringing, or it is unknown whether it has."""


class BecameFree(msgspec.Struct, frozen=True):
    """A watched extension has become free."""

    extension: str


class QueueRed(msgspec.Struct, frozen=True):
    """A queue has crossed its red threshold."""

    queue: Queue
    limits: QueueThresholds


Alert = IncomingCall | RingEnded | MissedCall | BecameFree | QueueRed


class Job(Enum):
    """Keys of the tasks of alerts."""

    SAVE_WATCH = auto()


class Alerts:
    """What watches for alerts in one session.

    `raised` is notified of each alert, `lists_changed` when the missed calls or the awaited extensions are different.
    """

    def __init__(
        self, own: str, dialler: Dialler, archive: Archive, live: LiveFeed, clock: Clock, tasks: TaskSupervisor
    ) -> None:
        self._live, self._clock, self._tasks = live, clock, tasks
        self.raised: Listeners[[Alert]] = Listeners("alerts")
        self.lists_changed: Listeners[[]] = Listeners("missed calls and watches")
        self._own = IncomingCalls(
            own,
            dialler.is_ringing_for_us,
            self.raised.notify,
            lambda: self.raised.notify(RingEnded()),
            self._missed,
            dialler.own_ring_is_over,
        )
        self.missed = MissedCalls(archive, self.lists_changed.notify)
        self.availability_watch = AvailabilityWatch(
            archive,
            lambda extension: self.raised.notify(BecameFree(extension)),
            self.lists_changed.notify,
            self._keep_waiting,
        )
        self.alarms = QueueAlarms(archive, lambda queue, limits: self.raised.notify(QueueRed(queue, limits)))

    @property
    def ring(self) -> IncomingCall | None:
        """The call that the own phone rings with now; None when it does not ring."""
        return self._own.ring

    async def load(self) -> None:
        """Read the missed calls, the awaited extensions and the thresholds from the archive."""
        await self.missed.load()
        await self.availability_watch.load(self._clock())
        await self.alarms.load()

    def update(self, changes: tuple[Change, ...]) -> None:
        """Examine changes of the office."""
        office, now = self._live.office, self._clock()
        self._own.update(office, changes, now)
        self.availability_watch.update(office, changes, now)
        for queue in {change.key for change in changes if change.part is Part.QUEUE}:
            self.alarms.check(office, queue, now)

    def tick(self) -> None:
        """Called once a second, for what depends on the time alone."""
        self.alarms.check_all(self._live.office, self._clock())
        self.availability_watch.expire(self._clock())

    def _missed(self, one: MissedCall) -> None:
        self.raised.notify(one)
        self._tasks.spawn("missed call", self.missed.add(one))

    def _keep_waiting(self) -> None:
        self._tasks.restart(Job.SAVE_WATCH, self.availability_watch.save())
