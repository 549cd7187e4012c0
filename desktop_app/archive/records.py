"""What the archive gives and takes, beside the exchange's own types."""

from __future__ import annotations

from datetime import date, datetime

import msgspec

from desktop_app.archive import call_flags
from desktop_app.pbx.states import DeviceState, SmsState


class Call(msgspec.Struct, frozen=True, gc=False):
    """One call: all legs with one uniqueid.

    `began_s` is the moment in seconds since 1970 (UTC), `calldate` the exchange's own local text of it.
    `kind` packs direction, outcome, queue, recording, cost and length (archive.kinds).
    `ring_s` and `talk_s` are seconds; `cost_grosze` is None where no leg names a cost.
    """

    began_s: int
    uniqueid: str
    kind: int
    calldate: str
    from_number: str
    from_name: str
    to_number: str
    answered_by: str
    ring_s: int
    talk_s: int
    cost_grosze: int | None
    zone: str
    legs: int

    @property
    def direction(self) -> str:
        """in, out, internal or message."""
        return call_flags.direction_of(self.kind)

    @property
    def outcome(self) -> str:
        """answered, missed, busy or failed, for the call as a whole.

        Or unknown where only a recording tells of it: `legs` is 0 then.
        """
        return call_flags.outcome_of(self.kind)

    @property
    def is_queued(self) -> bool:
        """True when it came through a queue."""
        return bool(self.kind & call_flags.QUEUE)

    @property
    def has_recording(self) -> bool:
        """True when the exchange lists a recording of it."""
        return bool(self.kind & call_flags.RECORDING)


class CallFilter(msgspec.Struct, frozen=True):
    """Which calls to show: days of the exchange, both included, and what else narrows them.

    Every word of `text` is looked for anywhere in names and numbers; `named` holds, for each of its words, the numbers
    that are known under it elsewhere.  `numbers` are ends of the call, whole: one of them has to be there, and
    one of `agents` (extensions; those who were tried count) as well.  `talk_at_least_s` is one of the steps in
    `archive.kinds`, or 0.
    """

    first: date
    last: date
    text: str = ""
    directions: frozenset[str] = frozenset()
    outcomes: frozenset[str] = frozenset()
    with_recording: bool = False
    with_cost: bool = False
    through_queue: bool = False
    talk_at_least_s: int = 0
    numbers: frozenset[str] = frozenset()
    agents: frozenset[str] = frozenset()
    named: tuple[tuple[str, ...], ...] = ()

    def kinds(self) -> tuple[int, ...] | None:
        """The kinds that are asked for; None when any will do."""
        bits = (
            (call_flags.RECORDING if self.with_recording else 0)
            | (call_flags.COST if self.with_cost else 0)
            | (call_flags.QUEUE if self.through_queue else 0)
        )
        if not (self.directions or self.outcomes or bits or self.talk_at_least_s):
            return None
        return call_flags.fitting(self.directions, self.outcomes, bits, self.talk_at_least_s)


class CallBack(msgspec.Struct, frozen=True):
    """An outside number that nobody has spoken with since it was missed: how often, and the latest missed call.

    `note` is what a person wrote when they closed it the last time.
    """

    number: str
    times: int
    last: Call
    note: str = ""


class Note(msgspec.Struct, frozen=True):
    """What a person noted: at a place of the recording (`at_ms`, in milliseconds), or about the whole call (None)."""

    id: int
    uniqueid: str
    at_ms: int | None
    text: str


class Totals(msgspec.Struct, frozen=True):
    """The sums of everything a filter finds."""

    calls: int = 0
    answered: int = 0
    talk_s: int = 0
    cost_grosze: int = 0


class KeptMessage(msgspec.Struct, frozen=True):
    """A text message in the outbox.

    `stage` is ours: sending, accepted, refused, unknown.  `state` is the gateway's, from when it was accepted.
    """

    id: int
    made_at: datetime
    number: str
    body: str
    is_test: bool
    stage: str
    message_id: str = ""
    state: SmsState | None = None
    state_at: datetime | None = None
    reason: str = ""
    cost_grosze: int | None = None


class Contact(msgspec.Struct, frozen=True):
    """Somebody in the person's own directory.  `numbers` are (label, number)."""

    id: int
    name: str
    numbers: tuple[tuple[str, str], ...] = ()
    note: str = ""


# A group of its own for those whom a person wants in none, whatever queue they are in.
NO_GROUP = "\0none"


class ExtensionPreferences(msgspec.Struct, frozen=True):
    """Where a person has put an extension: `alias` is their own name for it, `position` its place when ordered by hand.

    An empty `group` leaves it where its queue puts it; `position` None leaves it where its name puts it.
    """

    is_favourite: bool = False
    alias: str = ""
    group: str = ""
    is_hidden: bool = False
    position: int | None = None


class RosterEntry(msgspec.Struct, frozen=True):
    """An extension we know of, with what we saw of it last and where a person has put it."""

    extension: str
    name: str = ""
    state: DeviceState = DeviceState.UNKNOWN
    since: datetime | None = None
    seen_at: datetime | None = None
    preferences: ExtensionPreferences = ExtensionPreferences()


class Awaited(msgspec.Struct, frozen=True):
    """Somebody whom a person wants to be told of when they are free; forgotten at `until`."""

    extension: str
    until: datetime


class Missed(msgspec.Struct, frozen=True):
    """A call that rang the own phone and was not taken there, as we saw it; `queue` is empty for a direct one."""

    at: datetime
    number: str
    name: str
    queue: str


class QueueThresholds(msgspec.Struct, frozen=True):
    """When a queue turns amber and red: callers waiting, seconds that the first has waited, agents still free.

    None means that this is not looked at.  Free agents count downwards: amber at so many or fewer.
    """

    waiting_amber: int | None = 2
    waiting_red: int | None = 5
    wait_amber_s: int | None = 60
    wait_red_s: int | None = 180
    free_amber: int | None = None
    free_red: int | None = None
    is_heard: bool = False
    is_on_wallboard: bool = True
