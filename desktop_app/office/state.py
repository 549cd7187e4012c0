"""The records of the office.  All frozen; the maps are persistent (a hash trie), so one event costs the same in an
office of fifty and of five thousand.

Truth has an *epoch*: each loss of the connection and each gap begins a new one, and only what was heard in the
present epoch is live.  Everything else is «as of» the time it was last heard, at no cost per lamp.
"""

from __future__ import annotations

from datetime import datetime
from enum import Enum

import msgspec
from immutables import Map

from desktop_app.pbx.states import AgentState, DeviceState, SmsState

# Device states by what the phone is doing.  Tuples: `in` compares by identity first and never hashes the enum.
TALKING = (DeviceState.IN_USE, DeviceState.BUSY, DeviceState.ON_HOLD)
ENGAGED = (*TALKING, DeviceState.CONNECTING)
ACTIVE = (*ENGAGED, DeviceState.RINGING)


class Party(msgspec.Struct, frozen=True, gc=False):
    """The other end of a call, as the exchange names it: data from outside, either part may be empty."""

    number: str
    name: str = ""


class Lamp(msgspec.Struct, frozen=True, gc=False):
    """One extension as the panel shows it.

    `since` is when we saw the state begin, `seen_at` when the exchange last spoke of it; both None until it has.
    `start_observed` is false when it had begun before we listened, so that it has lasted at least so long.
    `also` is what a ringing phone does besides.  `subscriber` and `extstatus` keep what either source said last.
    """

    extension: str
    state: DeviceState = DeviceState.UNKNOWN
    also: DeviceState | None = None
    peer: Party | None = None
    since: datetime | None = None
    seen_at: datetime | None = None
    epoch: int = 0
    subscriber: tuple[DeviceState, datetime] | None = None
    extstatus: tuple[DeviceState, datetime] | None = None
    start_observed: bool = False


class Agent(msgspec.Struct, frozen=True):
    """One agent of one queue.  `calls` is None where the exchange never said how many were taken."""

    extension: str
    state: AgentState
    paused: bool
    reason: str
    calls: int | None
    name: str
    since: datetime
    paused_since: datetime | None
    epoch: int


class Queue(msgspec.Struct, frozen=True):
    """A queue: `waiting` callers (None until it was said) and its agents by extension.

    `arrivals` is our own observation: when we saw the count grow, one moment for each who waits.  The exchange says a
    count and not who, so who leaves is taken to be who came first.
    """

    name: str
    waiting: int | None = None
    arrivals: tuple[datetime, ...] = ()
    seen_at: datetime | None = None
    epoch: int = 0
    agents: Map[str, Agent] = Map()

    @property
    def waiting_since(self) -> datetime | None:
        """Since when the first caller waits, as we saw it; None when nobody does."""
        return self.arrivals[0] if self.arrivals else None


class Member(msgspec.Struct, frozen=True):
    """Somebody in a conference; `since` is when we saw them come in."""

    channel: str
    name: str
    number: str
    since: datetime
    epoch: int


class Conference(msgspec.Struct, frozen=True):
    """A conference room and who is in it, by channel."""

    name: str
    members: Map[str, Member] = Map()


class MessageReport(msgspec.Struct, frozen=True):
    """How far a text message has come, and when we heard it."""

    id: str
    state: SmsState
    at: datetime


class Office(msgspec.Struct, frozen=True):
    """Everything that is known of the office.  Epoch 0 is memory: nothing was heard in it."""

    epoch: int = 0
    lamps: Map[str, Lamp] = Map()
    queues: Map[str, Queue] = Map()
    conferences: Map[str, Conference] = Map()
    messages: Map[str, MessageReport] = Map()

    def is_live(self, heard: Lamp | Agent | Queue | Member) -> bool:
        """True when this was heard since the last doubt, so it is true now."""
        return heard.epoch == self.epoch and self.epoch > 0

    def queues_of(self, extension: str) -> list[tuple[Queue, Agent]]:
        """The queues in which this extension is an agent."""
        return [(queue, queue.agents[extension]) for queue in self.queues.values() if extension in queue.agents]


class Part(Enum):
    """What a change is a change of."""

    LAMP = "lamp"
    QUEUE = "queue"
    CONFERENCE = "conference"
    MESSAGE = "message"
    EVERYTHING = "everything"


class Change(msgspec.Struct, frozen=True, gc=False):
    """One thing that is different now.  `extension` names the lamp that shows it too, for an agent's change."""

    part: Part
    key: str = ""
    extension: str = ""


NO_CHANGES: tuple[Change, ...] = ()
