"""The progress of a call that this program ordered: own phone rings, other phone is called, rings, talking, ended.

The exchange reports what phones do and not to which order it belongs.  A stage that is concluded and not reported has
`is_guess` set.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from enum import Enum

import msgspec
from msgspec.structs import replace

from desktop_app.office import TALKING, Change, DeviceState, Lamp, Office, Part

NO_EVENT_TIMEOUT_S = 30.0
END_SHOWN_S = 10.0


class Stage(Enum):
    """The stage of the call.  LOST: no events came, or a gap fell into the call."""

    ORDERED = "ordered"
    OWN_RINGS = "own rings"
    OTHER_CALLED = "other called"
    OTHER_RINGS = "other rings"
    TALKING = "talking"
    ENDED = "ended"
    LOST = "lost"


class Progress(msgspec.Struct, frozen=True):
    """One ordered call.  `since` is when the stage began; `talked_s` is the observed talk time of an ended call."""

    number: str
    stage: Stage
    since: datetime
    epoch: int
    is_guess: bool = False
    talked_s: float | None = None


class CallProgress:
    """Follows the newest order.  `on_change` is called with `current` when it differs; None: nothing to show."""

    def __init__(self, own: str, on_change: Callable[[Progress | None], None]) -> None:
        self._own = own
        self._on_change = on_change
        self._was_engaged = False  # the own phone was in another call when the order was given
        self.current: Progress | None = None

    def begin(self, number: str, office: Office, now: datetime) -> None:
        """Start to follow a call that was ordered at `now`."""
        own = _live(office, self._own)
        self._was_engaged = own is not None and own.state in TALKING
        self._set(Progress(number, Stage.ORDERED, now, office.epoch))

    def cancel(self, number: str) -> None:
        """Stop following this order, which was refused."""
        if self.current is not None and self.current.number == number and self.current.stage is Stage.ORDERED:
            self._set(None)

    def update(self, office: Office, changes: tuple[Change, ...], now: datetime) -> None:
        """Apply changes of the own phone, and of the other one if it is an extension."""
        current = self.current
        if current is None or current.stage in (Stage.ENDED, Stage.LOST):
            return
        if office.epoch != current.epoch:
            self._set(replace(current, stage=Stage.LOST, since=now))
        elif any(c.part is Part.LAMP and c.key in (self._own, current.number) for c in changes):
            self._look(current, office, now)

    def tick(self, now: datetime) -> None:
        """Apply the timeouts; called once a second.  An order without events becomes LOST, an end is cleared."""
        current = self.current
        if current is None:
            return
        age_s = (now - current.since).total_seconds()
        if current.stage is Stage.ORDERED and age_s > NO_EVENT_TIMEOUT_S:
            self._set(replace(current, stage=Stage.LOST, since=now))
        elif current.stage in (Stage.ENDED, Stage.LOST) and age_s > END_SHOWN_S:
            self._set(None)

    def _look(self, current: Progress, office: Office, now: datetime) -> None:
        own, other = _live(office, self._own), _live(office, current.number)
        if own is None:
            return
        if self._was_engaged and own.state in TALKING:
            return
        self._was_engaged = False
        stage, is_guess, talked_s = current.stage, current.is_guess, None
        if own.state is DeviceState.RINGING and stage in (Stage.ORDERED, Stage.OWN_RINGS):
            stage = Stage.OWN_RINGS
        elif own.state is DeviceState.CONNECTING:
            stage, is_guess = self._while_connecting(current, other)
        elif own.state in TALKING:
            stage, is_guess = self._while_in_use(current, other)
        elif own.state in (DeviceState.IDLE, DeviceState.UNAVAILABLE) and stage is not Stage.ORDERED:
            stage, was_talking = Stage.ENDED, current.stage is Stage.TALKING
            is_guess = was_talking and current.is_guess
            talked_s = (now - current.since).total_seconds() if was_talking else None
        if current.stage is Stage.TALKING and stage in (Stage.OTHER_CALLED, Stage.OTHER_RINGS):
            return  # a second call rings the other phone: this conversation goes on
        if (stage, is_guess) != (current.stage, current.is_guess):
            since = current.since if stage is current.stage else now
            self._set(Progress(current.number, stage, since, current.epoch, is_guess, talked_s))

    def _while_connecting(self, current: Progress, other: Lamp | None) -> tuple[Stage, bool]:
        if other is None:
            return Stage.OTHER_RINGS, True  # outside phones send no events
        if other.state in TALKING and current.stage is Stage.OTHER_RINGS:
            return Stage.OTHER_RINGS, False  # answered there; the event of the own phone is about to come
        return (Stage.OTHER_RINGS, False) if other.state is DeviceState.RINGING else (Stage.OTHER_CALLED, False)

    def _while_in_use(self, current: Progress, other: Lamp | None) -> tuple[Stage, bool]:
        if other is not None:
            if other.state is DeviceState.RINGING:
                return Stage.OTHER_RINGS, False
            return Stage.TALKING, other.state not in TALKING
        # Without «connecting» before it, «in use» may still mean that the other side is only being called.
        was_called = current.stage in (Stage.OTHER_CALLED, Stage.OTHER_RINGS)
        return Stage.TALKING, current.is_guess if current.stage is Stage.TALKING else not was_called

    def _set(self, progress: Progress | None) -> None:
        if progress != self.current:
            self.current = progress
            self._on_change(progress)


def _live(office: Office, extension: str) -> Lamp | None:
    lamp = office.lamps.get(extension)
    return lamp if lamp is not None and office.is_live(lamp) else None
