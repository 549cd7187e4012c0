"""The two scales of state that the exchange speaks: of devices and of queue agents.

The same digit means different things on them, so each has its own enum and its own reader.
"""

from __future__ import annotations

from enum import Enum


class DeviceState(Enum):
    """State of an account or a device (`subscriber`, `extstatus`)."""

    UNKNOWN = "unknown"
    IDLE = "idle"
    IN_USE = "in_use"
    BUSY = "busy"
    UNAVAILABLE = "unavailable"
    RINGING = "ringing"
    ON_HOLD = "on_hold"
    CONNECTING = "connecting"


# The states look like bits and the exchange's family adds them up.  In the order of what a receptionist must see first.
_BITS = (
    (8, DeviceState.RINGING),
    (16, DeviceState.ON_HOLD),
    (2, DeviceState.BUSY),
    (1, DeviceState.IN_USE),
    (32, DeviceState.CONNECTING),
    (4, DeviceState.UNAVAILABLE),
)
_TALKING = (DeviceState.IN_USE, DeviceState.BUSY, DeviceState.ON_HOLD)


_KNOWN_BITS = 63


def _resolve(value: int) -> tuple[DeviceState, DeviceState | None]:
    if value == 0:
        return DeviceState.IDLE, None
    first = next((state for bit, state in _BITS if value & bit), DeviceState.UNKNOWN)
    second = next((state for bit, state in _BITS if value & bit and state in _TALKING), None)
    return first, second if first is DeviceState.RINGING else None


# Every sum once: this is asked for each event.
_SUMS = tuple(_resolve(value) for value in range(_KNOWN_BITS + 1))


def device_states(value: int) -> tuple[DeviceState, DeviceState | None]:
    """What matters most of a state that may be a sum, and what a ringing device does besides.

    9 (in use and ringing) is ringing, and also in use; 17 (in use and on hold) is on hold.  Bits that we do not know
    say nothing; when there is nothing else, the state is not known.
    """
    if 0 <= value <= _KNOWN_BITS:
        return _SUMS[value]
    known = value & _KNOWN_BITS if value > 0 else 0
    return _SUMS[known] if known else (DeviceState.UNKNOWN, None)


class AgentState(Enum):
    """State of a queue's agent (`m_status`)."""

    UNKNOWN = "unknown"
    FREE = "free"
    IN_USE = "in_use"
    BUSY = "busy"
    INVALID = "invalid"
    UNAVAILABLE = "unavailable"
    RINGING = "ringing"
    RINGING_IN_USE = "ringing_in_use"
    ON_HOLD = "on_hold"


_AGENT_STATES = tuple(AgentState)


def agent_state(value: int) -> AgentState:
    """The state behind an `m_status`, which is a plain number and no sum; unknown for a number we do not know."""
    return _AGENT_STATES[value] if 0 <= value < len(_AGENT_STATES) else AgentState.UNKNOWN


class SmsState(Enum):
    """State of a text message on its way."""

    QUEUE = "QUEUE"
    ACCEPTED = "ACCEPTED"
    SENT = "SENT"
    DELIVERED = "DELIVERED"
    UNDELIVERED = "UNDELIVERED"
    FAILED = "FAILED"
    REJECTED = "REJECTED"
    EXPIRED = "EXPIRED"
    NOT_FOUND = "NOT_FOUND"
    UNKNOWN = "UNKNOWN"
    RENEWAL = "RENEWAL"
    STOP = "STOP"

    @property
    def is_final(self) -> bool:
        """True when nothing more will come.  UNKNOWN is not: no report exists, so the message may have arrived."""
        return self in _FINAL

    def follows(self, old: SmsState) -> bool:
        """True when this is news for a message in `old`: a final state stays, and nothing goes backwards."""
        if old.is_final or self is old:
            return False
        return self.is_final or _PROGRESS.get(self, 2) >= _PROGRESS.get(old, 2)


_FINAL = frozenset(
    {
        SmsState.DELIVERED,
        SmsState.UNDELIVERED,
        SmsState.FAILED,
        SmsState.REJECTED,
        SmsState.EXPIRED,
        SmsState.NOT_FOUND,
        SmsState.STOP,
    }
)


_PROGRESS = {SmsState.QUEUE: 0, SmsState.ACCEPTED: 1}


def sms_state(text: str) -> SmsState:
    """The state behind a word of the gateway, in any case; UNKNOWN for a word we do not know."""
    try:
        return SmsState(text.strip().upper())
    except ValueError:
        return SmsState.UNKNOWN
