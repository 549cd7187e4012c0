"""The own phone, watched: who rings it now, and which calls rang it and were not taken there.

All of it is our own observation of events.  A ring that we ordered ourselves (click to dial rings the own phone
first) is no call for us; where a doubt falls into a ring, what became of it is not known and nothing is claimed.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import msgspec

from desktop_app.archive import missed_calls
from desktop_app.archive.records import Missed
from desktop_app.archive.store import Archive
from desktop_app.office import ENGAGED, AgentState, Change, DeviceState, Lamp, Office, Part, Party

__all__ = ["IncomingCall", "IncomingCalls", "Missed", "MissedCalls"]

_RINGING = (AgentState.RINGING, AgentState.RINGING_IN_USE)


class IncomingCall(msgspec.Struct, frozen=True):
    """Somebody rings the own phone since `at`; `queue` is the queue that gave us the call, empty for a direct one."""

    at: datetime
    number: str
    name: str
    queue: str
    epoch: int


class IncomingCalls:
    """Reads the office after each change.  `is_ours(number)` tells a ring that an order of our own caused;
    `on_ours_over` is told when that one has ended, since one order explains one ring.
    """

    def __init__(
        self,
        extension: str,
        is_ours: Callable[[str], bool],
        on_ring: Callable[[IncomingCall], None],
        on_end: Callable[[], None],
        on_missed: Callable[[Missed], None],
        on_ours_over: Callable[[], None] = lambda: None,
    ) -> None:
        self._extension = extension
        self._is_ours = is_ours
        self._on_ring, self._on_end, self._on_missed = on_ring, on_end, on_missed
        self._on_ours_over = on_ours_over
        self._rang_for_us = False
        self._before: Party | None = None
        self.ring: IncomingCall | None = None

    def update(self, office: Office, changes: tuple[Change, ...], at: datetime) -> None:
        """Look at the own lamp where it, or everything, changed."""
        if any(c.part is Part.EVERYTHING or self._extension in (c.key, c.extension) for c in changes):
            self._look(office, at)

    def _look(self, office: Office, at: datetime) -> None:
        lamp = office.lamps.get(self._extension)
        if lamp is None:
            return
        if self.ring is not None and self.ring.epoch != office.epoch:
            self._end()
        if not office.is_live(lamp):
            return
        if lamp.state is DeviceState.RINGING:
            self._rings(office, lamp, at)
            return
        if self._rang_for_us and lamp.state in (DeviceState.IDLE, DeviceState.UNAVAILABLE):
            self._rang_for_us = False
            self._on_ours_over()
        ring = self.ring
        if ring is not None:
            self._end()
            if self._was_missed(lamp):
                self._on_missed(Missed(ring.at, ring.number, ring.name, ring.queue))
        self._before = lamp.peer

    def _rings(self, office: Office, lamp: Lamp, at: datetime) -> None:
        number, name = (lamp.peer.number, lamp.peer.name) if lamp.peer else ("", "")
        if self._is_ours(number):
            self._rang_for_us = True
            return
        queue = next(
            (
                q.name
                for q, agent in office.queues_of(self._extension)
                if agent.state in _RINGING and office.is_live(agent)
            ),
            "",
        )
        if self.ring is not None and number and self.ring.number and number != self.ring.number:
            self._end()  # another caller; what became of the first one was not said
        old = self.ring
        if lamp.also is None:
            self._before = None
        ring = IncomingCall(
            old.at if old else at,
            number or (old.number if old else ""),
            name or (old.name if old else ""),
            queue,
            office.epoch,
        )
        # The queue may be told a moment before or after the ring: what is new is worth telling, what is lost is not.
        if old is not None and old.queue and not queue:
            ring = msgspec.structs.replace(ring, queue=old.queue)
        if ring != old:
            self.ring = ring
            self._on_ring(ring)

    def _was_missed(self, lamp: Lamp) -> bool:
        """Free again without a talk; or still in the first talk, which the exchange names."""
        if lamp.state not in ENGAGED:
            return lamp.state is DeviceState.IDLE  # nothing is claimed of a phone that went away, or of a state unknown
        return self._before is not None and lamp.peer == self._before

    def _end(self) -> None:
        self.ring = None
        self._on_end()


class MissedCalls:
    """What was missed and not looked at yet, kept over restarts.

    `on_change` is called when there is more or nothing.
    """

    def __init__(self, archive: Archive, on_change: Callable[[], None]) -> None:
        self._archive = archive
        self._on_change = on_change
        self.calls: list[Missed] = []

    async def load(self) -> None:
        """Read what is kept."""
        self.calls = await self._archive.run(missed_calls.missed)
        self._on_change()

    async def add(self, one: Missed) -> None:
        """One more."""
        self.calls = [one, *self.calls][: missed_calls.MISSED_KEPT]
        self._on_change()
        await self._archive.run(lambda db: missed_calls.add_missed(db, one))

    async def mark_seen(self) -> None:
        """A person has seen them."""
        if self.calls:
            self.calls = []
            self._on_change()
            await self._archive.run(missed_calls.forget_missed)
