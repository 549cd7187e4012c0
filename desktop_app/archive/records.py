"""What the archive gives and takes, beside the exchange's own types."""

from __future__ import annotations

from datetime import date, datetime

import msgspec

from desktop_app.pbx.states import DeviceState, SmsState


class Call(msgspec.Struct, frozen=True, gc=False):
    """One call: all legs with one uniqueid.

    `began_s` is the moment in seconds since 1970 (UTC), `calldate` the exchange's own local text of it.
    `direction` is in, out, internal or message; `outcome` answered, missed, busy or failed, for the call as a whole.
    `ring_s` and `talk_s` are seconds; `cost_grosze` is None where no leg names a cost.
    """

    uniqueid: str
    began_s: int
    calldate: str
    direction: str
    outcome: str
    from_number: str
    from_name: str
    to_number: str
    answered_by: str
    ring_s: int
    talk_s: int
    cost_grosze: int | None
    zone: str
    legs: int
    has_recording: bool = False


class CallFilter(msgspec.Struct, frozen=True):
    """Which calls to show: days of the exchange, both included, and what else narrows them.

    `text` is looked for anywhere in names and numbers; `number` is one end of the call, whole.
    """

    first: date
    last: date
    text: str = ""
    directions: frozenset[str] = frozenset()
    outcomes: frozenset[str] = frozenset()
    with_recording: bool = False
    number: str = ""


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


class RosterEntry(msgspec.Struct, frozen=True):
    """An extension we know of, with what we saw of it last."""

    extension: str
    name: str = ""
    is_favourite: bool = False
    state: DeviceState = DeviceState.UNKNOWN
    since: datetime | None = None
    seen_at: datetime | None = None
