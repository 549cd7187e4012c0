"""Calls to the own phone: the one that rings now, and those that were missed.

Everything here is concluded from events.  Click to dial rings the own phone first: such a ring is not an incoming call.
When a gap falls into a ring its outcome is unknown, and the call is not counted as missed.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import msgspec

from desktop_app.archive import missed_calls
from desktop_app.archive.records import MissedCall
from desktop_app.archive.store import Archive
from desktop_app.office import ENGAGED, AgentState, Change, DeviceState, Lamp, Office, Part, Party

__all__ = ["IncomingCall", "IncomingCalls", "MissedCall", "MissedCalls"]

_RINGING = (AgentState.RINGING, AgentState.RINGING_IN_USE)


class IncomingCall(msgspec.Struct, frozen=True):
    """A call that rings the own phone since `at`.  `queue` is the queue it came through, empty for a direct call."""

    at: datetime
    number: str
    name: str
    queue: str
    epoch: int


class IncomingCalls:
    """Watches the own lamp and calls `on_ring`, `on_end` and `on_missed`.

    `is_ours(number)` tells whether a ring belongs to a call that this program ordered.  `on_ours_over` is called when
    that ring has ended, because one order explains one ring.
    """

    def __init__(
        self,
        extension: str,
        is_ours: Callable[[str], bool],
        on_ring: Callable[[IncomingCall], None],
        on_end: Callable[[], None],
        on_missed: Callable[[MissedCall], None],
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
        """Look at the own lamp if it, or everything, changed."""
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
                self._on_missed(MissedCall(ring.at, ring.number, ring.name, ring.queue))
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
            self._end()  # another caller; the outcome of the first call was not reported
        if lamp.also is None:
            self._before = None
        old = self.ring or IncomingCall(at, "", "", "", office.epoch)
        # The agent's event may come before or after the ring: add a queue that is reported later, never drop one.
        ring = IncomingCall(old.at, number or old.number, name or old.name, queue or old.queue, office.epoch)
        if ring != self.ring:
            self.ring = ring
            self._on_ring(ring)

    def _was_missed(self, lamp: Lamp) -> bool:
        """True when the phone is idle again without a conversation, or still in the first one with the same peer."""
        if lamp.state not in ENGAGED:
            return lamp.state is DeviceState.IDLE  # of an unavailable phone or an unknown state nothing is concluded
        return self._before is not None and lamp.peer == self._before

    def _end(self) -> None:
        self.ring = None
        self._on_end()


class MissedCalls:
    """MissedCall calls that the user has not seen yet, newest first.  They survive a restart.

    `on_change` is called when the list was loaded, grew or was cleared.
    """

    def __init__(self, archive: Archive, on_change: Callable[[], None]) -> None:
        self._archive = archive
        self._on_change = on_change
        self.calls: list[MissedCall] = []

    async def load(self) -> None:
        """Read the list from the archive."""
        self.calls = await self._archive.run(missed_calls.list_missed_calls)
        self._on_change()

    async def add(self, one: MissedCall) -> None:
        """Add a missed call and save it.  The list keeps the newest MAX_MISSED_CALLS."""
        self.calls = [one, *self.calls][: missed_calls.MAX_MISSED_CALLS]
        self._on_change()
        await self._archive.run(lambda db: missed_calls.add_missed_call(db, one))

    async def mark_seen(self) -> None:
        """Clear the list: the user has seen the calls."""
        if self.calls:
            self.calls = []
            self._on_change()
            await self._archive.run(missed_calls.clear_missed_calls)
