"""Queues and conferences for the cards beside the field: few, so each change names the card that looks different."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desktop_app.models.coalescer import Coalescer
from desktop_app.office import Agent, AgentState, Change, Member, Part, Queue
from desktop_app.services.clock import Clock

if TYPE_CHECKING:
    from desktop_app.services.directory import Directory
    from desktop_app.services.live import LiveFeed


class QueueBoard(QObject):
    """What the cards show.  `changed` says that some card is old."""

    changed = Signal()

    def __init__(self, live: LiveFeed, directory: Directory, clock: Clock, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._live = live
        self._directory = directory
        self._clock = clock
        self._coalescer = Coalescer(self)
        self._coalescer.flushed.connect(lambda _: self.changed.emit())
        live.subscribe(self._heard)
        directory.subscribe(lambda: self._coalescer.mark("names"))

    def now(self) -> datetime:
        """The moment that waiting times count to."""
        return self._clock()

    def queues(self) -> list[Queue]:
        """All queues, by name."""
        return sorted(self._live.office.queues.values(), key=lambda queue: queue.name.casefold())

    def agents(self, queue: Queue) -> list[Agent]:
        """The agents of a queue, the free ones first, then by name."""
        return sorted(
            queue.agents.values(), key=lambda a: (a.paused, a.state is not AgentState.FREE, self.name_of(a.extension))
        )

    def free(self, queue: Queue) -> int:
        """How many agents could take a call now."""
        return sum(
            1
            for agent in queue.agents.values()
            if agent.state is AgentState.FREE and not agent.paused and self.is_live(agent)
        )

    def known(self, queue: Queue) -> int:
        """Of how many agents we know now what they do."""
        return sum(1 for agent in queue.agents.values() if self.is_live(agent))

    def rooms(self) -> list[tuple[str, list[Member]]]:
        """The conferences and who is in each, in the order of their coming."""
        rooms = sorted(self._live.office.conferences.items())
        return [(name, sorted(room.members.values(), key=lambda m: (m.since, m.channel))) for name, room in rooms]

    def waiting(self) -> int | None:
        """Callers who wait in all queues together; None when that is not known now."""
        queues = self.queues()
        if not queues or not all(self.is_live(queue) and queue.waiting is not None for queue in queues):
            return None  # a sum of which a part is not known is not known
        return sum(queue.waiting or 0 for queue in queues)

    def is_live(self, heard: Queue | Agent | Member) -> bool:
        """True when this is true now and not only as of then."""
        return self._live.office.is_live(heard)

    def name_of(self, number: str) -> str:
        """The best name for a number, else the number."""
        return self._directory.name_of(number) or number

    def _heard(self, changes: tuple[Change, ...]) -> None:
        for change in changes:
            if change.part in (Part.QUEUE, Part.CONFERENCE, Part.EVERYTHING):
                self._coalescer.mark(change.key)
