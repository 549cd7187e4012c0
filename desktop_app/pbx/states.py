"""The three scales of state: devices, queue agents and text messages.

The same number has different meanings for devices and for agents, so each scale has its own enum and its own reader.
See PROTOCOL.md, «Device states», «Agent states» and «SMS states».
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


# The values are bits, and the exchange adds them.  Ordered by importance to a receptionist.
_BITS = (
    (8, DeviceState.RINGING),
    (16, DeviceState.ON_HOLD),
    (2, DeviceState.BUSY),
    (1, DeviceState.IN_USE),
    (32, DeviceState.CONNECTING),
    (4, DeviceState.UNAVAILABLE),
)
_IN_A_CALL = (DeviceState.IN_USE, DeviceState.BUSY, DeviceState.ON_HOLD)
_KNOWN_BITS = 63


def _resolve(value: int) -> tuple[DeviceState, DeviceState | None]:
    if value == 0:
        return DeviceState.IDLE, None
    states = [state for bit, state in _BITS if value & bit]
    in_a_call = next((state for state in states if state in _IN_A_CALL), None)
    return states[0], in_a_call if states[0] is DeviceState.RINGING else None


# Computed once, since every event needs it.
_COMBINATIONS = tuple(_resolve(value) for value in range(_KNOWN_BITS + 1))


def device_states(value: int) -> tuple[DeviceState, DeviceState | None]:
    """Return the most important state of a combination, and for a ringing device its call in progress, if any.

    9 (in use + ringing) is `(RINGING, IN_USE)`; 17 (in use + on hold) is `(ON_HOLD, None)`.  Unknown bits are ignored;
    a value with no known bit, or a negative one, is UNKNOWN.
    """
    if 0 <= value <= _KNOWN_BITS:
        return _COMBINATIONS[value]
    known = value & _KNOWN_BITS if value > 0 else 0
    return _COMBINATIONS[known] if known else (DeviceState.UNKNOWN, None)


class AgentState(Enum):
    """State of a queue agent (`m_status`), in the order of its numbers."""

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
    """Return the state for an `m_status`, which is a plain number and not a combination; UNKNOWN if out of range."""
    return _AGENT_STATES[value] if 0 <= value < len(_AGENT_STATES) else AgentState.UNKNOWN


class SmsState(Enum):
    """State of a text message on its way to the recipient."""

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
        """True if no further report is expected.

        UNKNOWN and NOT_FOUND are not final: no report exists, so the message may have been delivered.
        """
        return self in _FINAL

    def follows(self, old: SmsState) -> bool:
        """Return True if a message in state `old` moves to this one.

        The last final state counts, since a gateway corrects itself.  Progress after a final state is late, and
        progress never goes back.
        """
        if self is old:
            return False
        return self.is_final or (not old.is_final and _PROGRESS.get(self, 2) >= _PROGRESS.get(old, 2))


_FINAL = frozenset(
    {
        SmsState.DELIVERED,
        SmsState.UNDELIVERED,
        SmsState.FAILED,
        SmsState.REJECTED,
        SmsState.EXPIRED,
        SmsState.STOP,
    }
)
# Rank of a state that is not final; 2 for all others.
_PROGRESS = {SmsState.QUEUE: 0, SmsState.ACCEPTED: 1}


def sms_state(text: str) -> SmsState:
    """Return the state for a word of the gateway, in any case; UNKNOWN for an unknown word."""
    try:
        return SmsState(text.strip().upper())
    except ValueError:
        return SmsState.UNKNOWN
