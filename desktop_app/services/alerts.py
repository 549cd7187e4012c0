"""What a person's attention is called to: the own phone rings, a call was missed, somebody is free, a queue is red.

Joins the watchers and tells those who subscribe; whether and how it is shown is not decided here.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

import msgspec

from desktop_app.archive.store import Archive
from desktop_app.office import Change, Part, Queue
from desktop_app.runtime.clock import Clock
from desktop_app.services.availability_watch import AvailabilityWatch
from desktop_app.services.incoming_calls import IncomingCall, IncomingCalls, Missed, MissedCalls
from desktop_app.services.live_feed import LiveFeed
from desktop_app.services.orders import Dialler
from desktop_app.services.queue_alarms import QueueAlarms, QueueThresholds

__all__ = ["Alert", "Alerts", "BecameFree", "IncomingCall", "Missed", "QueueRed", "RingEnded"]


class RingEnded(msgspec.Struct, frozen=True):
    """The own phone rings no more, or it is not known whether it does."""


class BecameFree(msgspec.Struct, frozen=True):
    """Somebody who was waited for is free now."""

    extension: str


class QueueRed(msgspec.Struct, frozen=True):
    """A queue went over its red limit."""

    queue: Queue
    limits: QueueThresholds


Alert = IncomingCall | RingEnded | Missed | BecameFree | QueueRed
Listener = Callable[[Alert], None]
Start = Callable[[str, Coroutine[Any, Any, None]], None]


class Alerts:
    """All watchers of one session.  `on_change` of the lists is told through `changed`."""

    def __init__(
        self, own: str, dialler: Dialler, archive: Archive, live: LiveFeed, clock: Clock, start: Start
    ) -> None:
        self._live, self._clock, self._start = live, clock, start
        self._listeners: tuple[Listener, ...] = ()
        self._on_lists: tuple[Callable[[], None], ...] = ()
        self._own = IncomingCalls(
            own,
            dialler.is_ringing_for_us,
            self._tell,
            lambda: self._tell(RingEnded()),
            self._missed,
            dialler.own_ring_is_over,
        )
        self.missed = MissedCalls(archive, self._lists_changed)
        self.waiting_for = AvailabilityWatch(
            archive, lambda extension: self._tell(BecameFree(extension)), self._lists_changed, self._keep_waiting
        )
        self.alarms = QueueAlarms(archive, lambda queue, limits: self._tell(QueueRed(queue, limits)))

    @property
    def ring(self) -> IncomingCall | None:
        """Who rings the own phone now."""
        return self._own.ring

    async def load(self) -> None:
        """Read what is kept."""
        await self.missed.load()
        await self.waiting_for.load(self._clock())
        await self.alarms.load()

    def subscribe(self, listener: Listener, on_lists: Callable[[], None]) -> None:
        """Be told what calls for attention, and when the lists (missed, waited for) are others."""
        self._listeners += (listener,)
        self._on_lists += (on_lists,)

    def update(self, changes: tuple[Change, ...]) -> None:
        """Look at what changed."""
        office, now = self._live.office, self._clock()
        self._own.update(office, changes, now)
        self.waiting_for.update(office, changes, now)
        for queue in {change.key for change in changes if change.part is Part.QUEUE}:
            self.alarms.check(office, queue, now)

    def tick(self) -> None:
        """Once a second: what comes by time alone."""
        self.alarms.check_all(self._live.office, self._clock())
        self.waiting_for.expire(self._clock())

    def _missed(self, one: Missed) -> None:
        self._tell(one)
        self._start(f"missed {one.at.isoformat()}", self.missed.add(one))

    def _keep_waiting(self) -> None:
        self._start("waiting for", self.waiting_for.save())

    def _tell(self, call: Alert) -> None:
        for listener in self._listeners:
            listener(call)

    def _lists_changed(self) -> None:
        for listener in self._on_lists:
            listener()
