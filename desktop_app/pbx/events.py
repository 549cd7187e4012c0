"""Typed events of the stream, and the conversion of an event's wire fields into one.

The conversions take fields as `msgspec` decoded them, and raise ValueError if the fields do not make an event.
See PROTOCOL.md, «Events».
"""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

import msgspec

from desktop_app.pbx.device_names import extension_from_device, extension_from_peer
from desktop_app.pbx.plain_text import plain_text
from desktop_app.pbx.states import AgentState, DeviceState, SmsState, agent_state, device_states, sms_state


class DeviceEvent(msgspec.Struct, frozen=True, gc=False):
    """`subscriber` or `extstatus`: the state of an extension.

    `value` is the number as received, which may combine states; `also` is the call in progress of a ringing device.
    """

    source: Literal["subscriber", "extstatus"]
    extension: str
    state: DeviceState
    value: int
    also: DeviceState | None = None
    peer_number: str = ""
    peer_name: str = ""


class QueueEvent(msgspec.Struct, frozen=True, gc=False):
    """`queue`: the number of callers waiting in a queue."""

    queue: str
    waiting: int


class AgentEvent(msgspec.Struct, frozen=True, gc=False):
    """`qmember`: the state of one agent in one queue.  `calls` counts the calls taken; None if not sent."""

    queue: str
    extension: str
    state: AgentState
    paused: bool
    calls: int | None = None
    reason: str = ""
    name: str = ""


class ConferenceEvent(msgspec.Struct, frozen=True, gc=False):
    """`cmember`: a member joined a conference or left it."""

    conference: str
    channel: str
    joined: bool
    name: str = ""
    number: str = ""


class SmsEvent(msgspec.Struct, frozen=True, gc=False):
    """`smsSendResponse`: the state of a text message.  `message_id` is text, since it exceeds 2^53."""

    message_id: str
    state: SmsState
    to: str = ""


Event = DeviceEvent | QueueEvent | AgentEvent | ConferenceEvent | SmsEvent

# Texts may be numbers and numbers may be texts: see PROTOCOL.md, «Events».
Scalar = str | int | float | None
MAX_COUNT = 1_000_000  # calls taken or callers waiting; a larger number is not a count
MAX_TEXT = 200


class _Device(msgspec.Struct, gc=False):
    peer: Scalar = None
    exten: Scalar = None
    statusValue: int | None = None
    status: int | None = None
    connectPeerNumber: Scalar = None
    connectPeerName: Scalar = None


class _Queue(msgspec.Struct, gc=False):
    peer: str | int
    calls: int


class _Agent(msgspec.Struct, gc=False):
    peer: Scalar = None
    queue: Scalar = None
    m_status: int | bool | str | None = None
    m_ct: int | str | None = None
    m_paused: int | bool | str | None = None
    m_reason: Scalar = None
    m_name: Scalar = None
    m_location: Scalar = None


class _Conference(msgspec.Struct, gc=False):
    conference: str | int
    channel: str
    action: str
    callerIDName: Scalar = None
    callerIDNum: Scalar = None


class _Sms(msgspec.Struct, gc=False):
    status: str
    MsgId: Scalar = None
    MsgID: Scalar = None
    to: Scalar = None


class UsualText(msgspec.Struct, forbid_unknown_fields=True, gc=False):
    """The usual shape of `text`: one object with at most one event of each kind.

    Unknown kinds are forbidden here, so that a message with one takes the slow path, where it is counted.
    """

    subscriber: _Device | None = None
    extstatus: _Device | None = None
    qmember: _Agent | None = None
    queue: _Queue | None = None
    cmember: _Conference | None = None
    smsSendResponse: _Sms | None = None


Fields = _Device | _Queue | _Agent | _Conference | _Sms
WIRE_TYPES: dict[str, type[Fields]] = {
    "subscriber": _Device,
    "extstatus": _Device,
    "queue": _Queue,
    "qmember": _Agent,
    "cmember": _Conference,
    "smsSendResponse": _Sms,
}


def events_of_usual_text(text: UsualText, pbx_name: str) -> list[Event]:
    """Return the events of a `text` of the usual shape.  Raises ValueError if one of them is invalid.

    Written out and not as a loop over the kinds, since every message passes through here.
    """
    events: list[Event] = []
    if text.subscriber is not None:
        events.append(_device_event("subscriber", text.subscriber, pbx_name))
    if text.extstatus is not None:
        events.append(_device_event("extstatus", text.extstatus, pbx_name))
    if text.qmember is not None:
        events.append(_agent_event(text.qmember, pbx_name))
    if text.queue is not None:
        events.append(_queue_event(text.queue))
    if text.cmember is not None:
        events.append(_conference_event(text.cmember))
    if text.smsSendResponse is not None:
        events.append(_sms_event(text.smsSendResponse))
    return events


def to_event(kind: str, fields: Fields, pbx_name: str) -> Event:
    """Convert the fields of one event, an instance of `WIRE_TYPES[kind]`.  Raises ValueError if they are invalid."""
    if isinstance(fields, _Device):
        return _device_event("subscriber" if kind == "subscriber" else "extstatus", fields, pbx_name)
    if isinstance(fields, _Queue):
        return _queue_event(fields)
    if isinstance(fields, _Agent):
        return _agent_event(fields, pbx_name)
    if isinstance(fields, _Conference):
        return _conference_event(fields)
    return _sms_event(fields)


def _device_event(source: Literal["subscriber", "extstatus"], fields: _Device, pbx_name: str) -> DeviceEvent:
    value = fields.statusValue
    if value is None:  # `extstatus` has two names for it
        value = fields.status
        if value is None:
            raise ValueError("a state without a number")
    own, other = (fields.peer, fields.exten) if source == "subscriber" else (fields.exten, fields.peer)
    extension = _extension(own if own is not None else other, pbx_name)
    state, also = device_states(value)
    number = "" if fields.connectPeerNumber is None else _text(fields.connectPeerNumber)
    name = "" if fields.connectPeerName is None else _text(fields.connectPeerName)
    return DeviceEvent(source, extension, state, value, also, number, name)


@lru_cache(maxsize=16_384, typed=True)
def _extension(name: Scalar, pbx_name: str) -> str:
    """Return the extension of a peer; cached, since few names occur in most events."""
    return extension_from_peer(_required(name, "extension"), pbx_name)


def _queue_event(fields: _Queue) -> QueueEvent:
    if not 0 <= fields.calls <= MAX_COUNT:
        raise ValueError("a count that no queue can have")
    return QueueEvent(_required(fields.peer, "queue"), fields.calls)


def _agent_event(fields: _Agent, pbx_name: str) -> AgentEvent:
    peer = _text(fields.peer)
    if peer:
        extension = extension_from_peer(peer, pbx_name)
    else:
        extension = extension_from_device(_required(fields.m_location, "peer"), pbx_name)
    return AgentEvent(
        queue=_required(fields.queue, "queue"),
        extension=extension,
        state=agent_state(_number(fields.m_status) or 0),
        paused=bool(_number(fields.m_paused)),
        calls=_number(fields.m_ct),
        reason=_text(fields.m_reason),
        name=_text(fields.m_name),
    )


def _conference_event(fields: _Conference) -> ConferenceEvent:
    action = fields.action.strip().lower()
    if action not in ("add", "remove"):
        raise ValueError("a conference action that is neither add nor remove")
    return ConferenceEvent(
        conference=_required(fields.conference, "conference"),
        channel=_required(fields.channel, "channel"),
        joined=action == "add",
        name=_text(fields.callerIDName),
        number=_text(fields.callerIDNum),
    )


def _sms_event(fields: _Sms) -> SmsEvent:
    message_id = _required(fields.MsgId if fields.MsgId is not None else fields.MsgID, "MsgId")
    return SmsEvent(message_id, sms_state(fields.status), _text(fields.to))


def _number(value: int | str | None) -> int | None:
    """Convert a number that may be a string; None if it is empty.  Raises ValueError if it is neither."""
    if isinstance(value, str):
        value = int(value) if value.strip() else None
    if value is not None and abs(value) > MAX_COUNT:
        raise ValueError("a count that nothing here can have")
    return value


def _text(value: Scalar) -> str:
    """Convert to one line of plain text without surrounding blanks, cut to MAX_TEXT characters."""
    if value is None:
        return ""
    if type(value) is str and len(value) < MAX_TEXT and value.isprintable():
        return value.strip()  # nearly all of them
    return plain_text(str(value)[: 2 * MAX_TEXT]).strip()[:MAX_TEXT]


def _required(value: Scalar, what: str) -> str:
    text = _text(value)
    if not text:
        raise ValueError(f"no {what}")
    return text
