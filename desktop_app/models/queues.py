"""Queues and conferences for the cards and the wallboard.  They are few, so a change only names the card to redraw."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QObject, Signal

from desktop_app.i18n.text import tr
from desktop_app.models.coalescer import Coalescer
from desktop_app.models.formatting import format_duration
from desktop_app.office import Agent, AgentState, Change, Member, Part, Queue
from desktop_app.phone_numbers.formatting import format_number
from desktop_app.runtime.clock import Clock
from desktop_app.services.queue_thresholds import Level, QueueThresholds, free_agents, level_of

if TYPE_CHECKING:
    from desktop_app.services.directory import Directory
    from desktop_app.services.live_feed import LiveFeed
    from desktop_app.services.queue_alarms import QueueAlarms

__all__ = ["AgentLine", "Level", "QueueBoard", "QueueThresholds"]

_TALKING = (AgentState.IN_USE, AgentState.BUSY, AgentState.ON_HOLD, AgentState.RINGING_IN_USE)


ALL_CARDS = ""


class AgentLine(msgspec.Struct, frozen=True):
    """One agent in a card.  `status` is the pause or the calls taken, `talks_with` the other party and talk time."""

    agent: Agent
    name: str
    status: str
    talks_with: str
    is_live: bool


class QueueBoard(QObject):
    """The data of the cards.  `changed` carries the names of queues and conferences to redraw; ALL_CARDS for all."""

    changed = Signal(object)

    def __init__(
        self, live: LiveFeed, directory: Directory, alarms: QueueAlarms, clock: Clock, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._live = live
        self._directory = directory
        self._alarms = alarms
        self._clock = clock
        self._coalescer = Coalescer(self)
        self._coalescer.flushed.connect(self.changed)
        self._subscriptions = (
            live.subscribe(self._heard),
            directory.subscribe(lambda numbers: self._coalescer.mark(ALL_CARDS)),
        )

    def close(self) -> None:
        """End the subscriptions."""
        for unsubscribe in self._subscriptions:
            unsubscribe()

    def now(self) -> datetime:
        """Return the present time, up to which waiting times count."""
        return self._clock()

    @property
    def is_connected(self) -> bool:
        """True while the feed is connected."""
        return self._live.connection.is_up

    @property
    def down_since(self) -> datetime:
        """When the present status of the connection began."""
        return self._live.connection.since

    # ---- queues --------------------------------------------------------------------------------

    def queues(self) -> list[Queue]:
        """Return all queues, sorted by name."""
        return sorted(self._live.office.queues.values(), key=lambda queue: queue.name.casefold())

    def thresholds(self, queue: str) -> QueueThresholds:
        """Return the thresholds at which this queue turns amber and red."""
        return self._alarms.thresholds(queue)

    def level(self, queue: Queue) -> Level:
        """Return the level of a queue."""
        return level_of(self._live.office, queue, self.thresholds(queue.name), self.now())

    def agents(self, queue: Queue) -> list[AgentLine]:
        """Return the agents of a queue: paused ones last, free ones first, then by name."""
        lines = [self._line(agent) for agent in queue.agents.values()]
        return sorted(lines, key=lambda line: (line.agent.paused, line.agent.state is not AgentState.FREE, line.name))

    def _line(self, agent: Agent) -> AgentLine:
        is_live = self.is_live(agent)
        status = "" if agent.calls is None else str(agent.calls)
        if not is_live:
            status = tr("not known")
        elif agent.paused:
            status = tr("pause: {reason}").format(reason=agent.reason) if agent.reason else tr("pause")
        lamp = self._live.office.lamps.get(agent.extension)
        talks_with = ""
        if is_live and agent.state in _TALKING and lamp is not None and self.is_live(lamp) and lamp.peer is not None:
            peer = lamp.peer
            whom = self._directory.name_of(peer.number) or peer.name or format_number(peer.number)
            since = lamp.since or agent.since
            talks_with = f"{whom} · {format_duration((self.now() - since).total_seconds())}"
        return AgentLine(agent, self.name_of(agent.extension), status, talks_with, is_live)

    def free_text(self, queue: Queue) -> str:
        """Return how many of the live agents are free, as text; empty when no agent is live."""
        known = sum(1 for agent in queue.agents.values() if self.is_live(agent))
        return tr("{n} of {all} free", free_agents(self._live.office, queue)).format(all=known) if known else ""

    def waited(self, queue: Queue) -> str:
        """Return the observed waiting time of the first caller; empty when no caller waits."""
        if queue.waiting_since is None:
            return ""
        return format_duration((self.now() - queue.waiting_since).total_seconds())

    def waiting(self) -> int | None:
        """Return the number of callers waiting in all queues; None when a queue is stale or there is none."""
        queues = self.queues()
        if not queues or not all(self.is_live(queue) and queue.waiting is not None for queue in queues):
            return None  # a sum with an unknown term is unknown
        return sum(queue.waiting or 0 for queue in queues)

    # ---- conferences -----------------------------------------------------------------------------

    def conferences(self) -> list[tuple[str, list[Member]]]:
        """Return the conferences by name, each with its members in order of joining."""
        rooms = sorted(self._live.office.conferences.items())
        return [(name, sorted(room.members.values(), key=lambda m: (m.since, m.channel))) for name, room in rooms]

    def is_live(self, record: object) -> bool:
        """True when a record of the office is live."""
        return self._live.office.is_live(record)  # type: ignore[arg-type]

    def name_of(self, number: str) -> str:
        """Return the best name of a number, else the number."""
        return self._directory.name_of(number) or number

    def _heard(self, changes: tuple[Change, ...]) -> None:
        for change in changes:
            if change.part is Part.EVERYTHING:
                self._coalescer.mark(ALL_CARDS)
            elif change.part in (Part.QUEUE, Part.CONFERENCE):
                self._coalescer.mark(change.key)
