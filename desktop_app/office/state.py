"""The records of the office.  All are frozen.

Maps are persistent (hash tries), so an event costs the same with fifty extensions and with five thousand.

Every record has an *epoch*.  Each loss of the connection and each gap in the running numbers begins a new epoch of the
office, and only a record of the present epoch is live.  All others are stale, without touching them one by one.
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
    """The other end of a call as the exchange names it.  Untrusted text; either field may be empty."""

    number: str
    name: str = ""


class Lamp(msgspec.Struct, frozen=True, gc=False):
    """One extension as the panel shows it.

    `since` is when the state was first seen and `seen_at` the time of the last event; both are None before any event.
    `start_observed` is false when the state had begun before the first event, so its age is a lower bound.
    `also` is the second state of a ringing phone.  `subscriber` and `extstatus` are the last state and time that each
    kind of event reported.
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
    """One agent of one queue.  `calls` is the number of calls taken, None before the exchange has reported it."""

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
    """A queue: the number of `waiting` callers (None before the first event) and its agents by extension.

    `arrivals` holds the time at which each waiting caller was first counted.  The exchange reports only a count, so the
    caller who leaves is assumed to be the one who came first.
    """

    name: str
    waiting: int | None = None
    arrivals: tuple[datetime, ...] = ()
    seen_at: datetime | None = None
    epoch: int = 0
    agents: Map[str, Agent] = Map()

    @property
    def waiting_since(self) -> datetime | None:
        """The observed arrival of the longest waiting caller; None when no caller waits."""
        return self.arrivals[0] if self.arrivals else None


class Member(msgspec.Struct, frozen=True):
    """A participant of a conference; `since` is when they were seen to join."""

    channel: str
    name: str
    number: str
    since: datetime
    epoch: int


class Conference(msgspec.Struct, frozen=True):
    """A conference and its participants by channel."""

    name: str
    members: Map[str, Member] = Map()


class MessageReport(msgspec.Struct, frozen=True):
    """The delivery state of a text message and the time of its report."""

    id: str
    state: SmsState
    at: datetime


class Office(msgspec.Struct, frozen=True):
    """The state of the whole office.  In epoch 0 everything comes from an earlier session and nothing is live."""

    epoch: int = 0
    lamps: Map[str, Lamp] = Map()
    queues: Map[str, Queue] = Map()
    conferences: Map[str, Conference] = Map()
    messages: Map[str, MessageReport] = Map()

    def is_live(self, record: Lamp | Agent | Queue | Member) -> bool:
        """True when an event of the present epoch reported this record."""
        return record.epoch == self.epoch and self.epoch > 0

    def queues_of(self, extension: str) -> list[tuple[Queue, Agent]]:
        """Return the queues in which this extension is an agent, each with that agent."""
        return [(queue, queue.agents[extension]) for queue in self.queues.values() if extension in queue.agents]


class Part(Enum):
    """The part of the office that a change concerns."""

    LAMP = "lamp"
    QUEUE = "queue"
    CONFERENCE = "conference"
    MESSAGE = "message"
    EVERYTHING = "everything"


class Change(msgspec.Struct, frozen=True, gc=False):
    """One record that differs now.  `key` is its key in its map; `extension` is set for a change of an agent."""

    part: Part
    key: str = ""
    extension: str = ""


NO_CHANGES: tuple[Change, ...] = ()
