"""The records that the archive stores and returns, besides those of `pbx`."""

from __future__ import annotations

from datetime import date, datetime

import msgspec

from desktop_app.archive import call_flags
from desktop_app.pbx.states import DeviceState, SmsState


class Call(msgspec.Struct, frozen=True, gc=False):
    """One call: all legs with one uniqueid.

    `began_s` is the start in seconds since 1970 (UTC), `calldate` the exchange's local text of it.  `flags` packs
    direction, outcome, queue, recording, cost and talk time (archive.call_flags).  `ring_s` and `talk_s` are seconds.
    `cost_grosze` is None if no leg has a cost.  `legs` is 0 for a call that only a recording tells of.  `word` is the
    exchange's own word for a failure that it has no usual one for (CONGESTION), or `grouping.FEATURE_CODE`.
    """

    began_s: int
    uniqueid: str
    flags: int
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
    word: str = ""

    @property
    def direction(self) -> str:
        """One of in, out, internal, message."""
        return call_flags.direction_of(self.flags)

    @property
    def outcome(self) -> str:
        """One of `call_flags.OUTCOMES`.

        `answered` is for a person.  A machine has `abandoned` (left in a queue), `voicemail` or `announcement`.
        `unknown` is a call that only a recording tells of, or a feature code.
        """
        return call_flags.outcome_of(self.flags)

    @property
    def is_queued(self) -> bool:
        """True if the call went through a queue."""
        return bool(self.flags & call_flags.QUEUE)

    @property
    def has_recording(self) -> bool:
        """True if the exchange lists a recording of the call."""
        return bool(self.flags & call_flags.RECORDING)


class CallFilter(msgspec.Struct, frozen=True):
    """Conditions on calls, all of which must hold.

    `first` and `last` are days of the exchange, both included.  Each word of `text` must occur in a name, a number or a
    note; `named` holds, for each of these words, the numbers that the directory knows under it.  One of `numbers` must
    be a whole number of either party, and one of `agents` (extensions; agents that were only tried count) as well.
    `talk_at_least_s` is one of `call_flags.TALK_STEPS_S`, or 0.  An empty value is no condition.

    Saved filters are stored with these field names.
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

    def flags(self) -> tuple[int, ...] | None:
        """Return the matching values of `Call.flags`; None if all match."""
        required = (
            (call_flags.RECORDING if self.with_recording else 0)
            | (call_flags.COST if self.with_cost else 0)
            | (call_flags.QUEUE if self.through_queue else 0)
        )
        if not (self.directions or self.outcomes or required or self.talk_at_least_s):
            return None
        return call_flags.matching_flags(self.directions, self.outcomes, required, self.talk_at_least_s)


class CallBack(msgspec.Struct, frozen=True):
    """An outside number to call back: how many calls were missed, and the latest of them.

    `note` is the note of the last closing by hand.
    """

    number: str
    times: int
    last: Call
    note: str = ""


class Note(msgspec.Struct, frozen=True):
    """A note at a position of the recording (`at_ms`, in milliseconds), or about the whole call (None)."""

    id: int
    uniqueid: str
    at_ms: int | None
    text: str


class Totals(msgspec.Struct, frozen=True):
    """The sums of a filter's calls.  The cost includes that of messages."""

    calls: int = 0
    answered: int = 0
    talk_s: int = 0
    cost_grosze: int = 0


class StoredMessage(msgspec.Struct, frozen=True):
    """A text message of the outbox.

    `stage` is the outcome of our request: sending, accepted, refused, unknown or billed (archive.messages).  `state` is
    the gateway's delivery state, from acceptance on, and `earlier` holds its states before that, the oldest first.
    `cost_grosze` is None until billing tells it.
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
    earlier: tuple[tuple[SmsState, datetime], ...] = ()


class Contact(msgspec.Struct, frozen=True):
    """A contact of the user.  `numbers` are (label, number); `id` is 0 before it is saved."""

    id: int
    name: str
    numbers: tuple[tuple[str, str], ...] = ()
    note: str = ""


# The group of extensions that the user wants in no group, whatever their queue.
NO_GROUP = "\0none"


class ExtensionPreferences(msgspec.Struct, frozen=True):
    """How the user arranged an extension on the panel.

    `alias` is the user's own name for it.  An empty `group` means the group of its queue; `position` is the place in
    manual order, and None means by name.
    """

    is_favourite: bool = False
    alias: str = ""
    group: str = ""
    is_hidden: bool = False
    position: int | None = None


class RosterEntry(msgspec.Struct, frozen=True):
    """A known extension: its last seen state, and how the user arranged it.  `seen_at` is None if never seen."""

    extension: str
    name: str = ""
    state: DeviceState = DeviceState.UNKNOWN
    since: datetime | None = None
    seen_at: datetime | None = None
    preferences: ExtensionPreferences = ExtensionPreferences()


class WatchedExtension(msgspec.Struct, frozen=True):
    """An extension whose next idle state the user wants to be notified of.  The watch expires at `until`."""

    extension: str
    until: datetime


class MissedCall(msgspec.Struct, frozen=True):
    """A call that rang the user's own phone and was not answered there.  `queue` is empty for a direct call."""

    at: datetime
    number: str
    name: str
    queue: str


class QueueThresholds(msgspec.Struct, frozen=True):
    """When a queue turns amber and red: waiting callers, seconds the first has waited, free agents.

    None switches a condition off.  Callers and seconds count upwards (at least so many), free agents downwards (at most
    so many).  `is_heard` plays a sound at red.
    """

    waiting_amber: int | None = 2
    waiting_red: int | None = 5
    wait_amber_s: int | None = 60
    wait_red_s: int | None = 180
    free_amber: int | None = None
    free_red: int | None = None
    is_heard: bool = False
    is_on_wallboard: bool = True
