"""The typed events of the stream, and how the fields of one event become one.

Every reader here takes an event's fields as `msgspec` decoded them and gives an event, or raises
`msgspec.ValidationError` / `ValueError` when the fields are not what the interface promises.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

import msgspec

from desktop_app.pbx.states import AgentState, DeviceState, SmsState, agent_state, device_states, sms_state


class DeviceEvent(msgspec.Struct, frozen=True, gc=False):
    """`subscriber` or `extstatus`: what an extension does now.  `value` is the number as it came, maybe a sum."""

    source: Literal["subscriber", "extstatus"]
    extension: str
    state: DeviceState
    value: int
    also: DeviceState | None = None
    peer_number: str = ""
    peer_name: str = ""


class QueueEvent(msgspec.Struct, frozen=True, gc=False):
    """`queue`: how many callers wait in it."""

    queue: str
    waiting: int


class AgentEvent(msgspec.Struct, frozen=True, gc=False):
    """`qmember`: one agent of one queue.  `calls` is None where the exchange did not say."""

    queue: str
    extension: str
    state: AgentState
    paused: bool
    calls: int | None = None
    reason: str = ""
    name: str = ""
    membership: str = ""


class ConferenceEvent(msgspec.Struct, frozen=True, gc=False):
    """`cmember`: somebody came into a conference or left it."""

    conference: str
    channel: str
    joined: bool
    name: str = ""
    number: str = ""


class SmsEvent(msgspec.Struct, frozen=True, gc=False):
    """`smsSendResponse`: how far a message has come.  `message_id` is text: it is larger than 2^53."""

    message_id: str
    state: SmsState
    to: str = ""


Event = DeviceEvent | QueueEvent | AgentEvent | ConferenceEvent | SmsEvent

Text = str | int | float | None
MOST = 1_000_000  # calls taken or callers waiting; beyond it is no count


class _Device(msgspec.Struct, gc=False):
    peer: Text = None
    exten: Text = None
    statusValue: int | None = None
    status: int | None = None
    connectPeerNumber: Text = None
    connectPeerName: Text = None


class _Queue(msgspec.Struct, gc=False):
    peer: str | int
    calls: int


class _Agent(msgspec.Struct, gc=False):
    peer: Text = None
    queue: Text = None
    m_status: int | bool | str | None = None
    m_ct: int | str | None = None
    m_mbshp: Text = None
    m_paused: int | bool | str | None = None
    m_reason: Text = None
    m_name: Text = None
    m_location: Text = None


class _Conference(msgspec.Struct, gc=False):
    conference: str | int
    channel: str
    action: str
    callerIDName: Text = None
    callerIDNum: Text = None


class _Sms(msgspec.Struct, gc=False):
    status: str
    MsgId: Text = None
    MsgID: Text = None
    to: Text = None


class Texts(msgspec.Struct, forbid_unknown_fields=True, gc=False):
    """The usual `text` of a message: one object, one event of a kind.  A new kind is read the slow way, and counted."""

    subscriber: _Device | None = None
    extstatus: _Device | None = None
    qmember: _Agent | None = None
    queue: _Queue | None = None
    cmember: _Conference | None = None
    smsSendResponse: _Sms | None = None


WIRE_TYPES: dict[str, type[msgspec.Struct]] = {
    "subscriber": _Device,
    "extstatus": _Device,
    "queue": _Queue,
    "qmember": _Agent,
    "cmember": _Conference,
    "smsSendResponse": _Sms,
}


def read_texts(text: Texts, pbx_name: str) -> list[Event]:
    """The events of a usual `text`.  Written out, since every message goes through here.  Raises as `to_event` does."""
    events: list[Event] = []
    if text.subscriber is not None:
        events.append(_device_event("subscriber", text.subscriber, pbx_name))
    if text.extstatus is not None:
        events.append(_device_event("extstatus", text.extstatus, pbx_name))
    if text.qmember is not None:
        events.append(_agent_event(text.qmember, pbx_name))
    if text.queue is not None:
        events.append(to_event("queue", text.queue, pbx_name))
    if text.cmember is not None:
        events.append(_conference_event(text.cmember))
    if text.smsSendResponse is not None:
        events.append(to_event("smsSendResponse", text.smsSendResponse, pbx_name))
    return events


def to_event(kind: str, fields: msgspec.Struct, pbx_name: str) -> Event:
    """One event from its decoded fields.  Raises ValueError when a field without which it means nothing is absent."""
    if type(fields) is _Device:
        return _device_event(kind, fields, pbx_name)
    match fields:
        case _Queue():
            if not 0 <= fields.calls <= MOST:
                raise ValueError("a count that no queue can have")
            return QueueEvent(_needed(fields.peer, "queue"), fields.calls)
        case _Agent():
            return _agent_event(fields, pbx_name)
        case _Conference():
            return _conference_event(fields)
        case _Sms():
            message_id = _needed(fields.MsgId if fields.MsgId is not None else fields.MsgID, "MsgId")
            return SmsEvent(message_id, sms_state(fields.status), _text(fields.to))
    raise ValueError(f"no such kind: {kind}")


def _device_event(kind: str, fields: _Device, pbx_name: str) -> DeviceEvent:
    value = fields.statusValue
    if value is None:
        value = fields.status
        if value is None:
            raise ValueError("a state without a number")
    is_subscriber = kind == "subscriber"
    own, other = (fields.peer, fields.exten) if is_subscriber else (fields.exten, fields.peer)
    extension = _extension(own if own is not None else other, pbx_name)
    state, also = device_states(value)
    number = "" if fields.connectPeerNumber is None else _text(fields.connectPeerNumber)
    name = "" if fields.connectPeerName is None else _text(fields.connectPeerName)
    source: Literal["subscriber", "extstatus"] = "subscriber" if is_subscriber else "extstatus"
    return DeviceEvent(source, extension, state, value, also, number, name)


@lru_cache(maxsize=16_384, typed=True)
def _extension(name: Text, pbx_name: str) -> str:
    """The extension that a device's name means.  The same few names come again and again."""
    return extension_of(_needed(name, "extension"), pbx_name)


def _agent_event(fields: _Agent, pbx_name: str) -> AgentEvent:
    if fields.peer is not None and str(fields.peer).strip():
        extension = extension_of(_needed(fields.peer, "peer"), pbx_name)
    else:
        extension = extension_of_device(_needed(fields.m_location, "peer"), pbx_name)
    return AgentEvent(
        queue=_needed(fields.queue, "queue"),
        extension=extension,
        state=agent_state(_number(fields.m_status) or 0),
        paused=bool(_number(fields.m_paused)),
        calls=_number(fields.m_ct),
        reason=_text(fields.m_reason),
        name=_text(fields.m_name),
        membership=_text(fields.m_mbshp),
    )


def _conference_event(fields: _Conference) -> ConferenceEvent:
    action = fields.action.strip().lower()
    if action not in ("add", "remove"):
        raise ValueError("a conference member neither comes nor goes")
    return ConferenceEvent(
        conference=_needed(fields.conference, "conference"),
        channel=_needed(fields.channel, "channel"),
        joined=action == "add",
        name=_text(fields.callerIDName),
        number=_text(fields.callerIDNum),
    )


def _number(value: int | str | None) -> int | None:
    """A number that may come as text, or empty where there is none.  Raises ValueError for what is neither."""
    if isinstance(value, str):
        value = int(value) if value.strip() else None
    if value is not None and abs(value) > MOST:
        raise ValueError("a count that nothing here can have")
    return value


TEXT_LENGTH = 200


def _text(value: Text) -> str:
    """Text from outside: bounded, and without the lone surrogates that no file and no screen can take."""
    if value is None:
        return ""
    if type(value) is str and len(value) < TEXT_LENGTH and value.isascii():
        return value.strip()
    text = str(value).strip()[:TEXT_LENGTH]
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


def _needed(value: Text, what: str) -> str:
    text = _text(value)
    if not text:
        raise ValueError(f"no {what}")
    return text


# ---- names of devices ----------------------------------------------------------------------------


def extension_of(peer: str, pbx_name: str) -> str:
    """`MojaCentrala-101` → `101`.  The PBX name is cut off the front as a whole, since it may hold hyphens itself.

    A device name (`SIP/MojaCentrala-101`) is read by its shape; anything else is kept as it came.
    """
    prefix = f"{pbx_name}-"
    if pbx_name and peer.startswith(prefix) and len(peer) > len(prefix):
        return peer[len(prefix) :]
    if _TECHNOLOGY.match(_unescaped(peer)):
        return extension_of_device(peer, pbx_name)
    return peer


_TECHNOLOGY = re.compile(r"^(?:SIP|PJSIP|IAX2|SCCP|DAHDI|Local)[/\\]", re.IGNORECASE)
# A PBX name that starts with one of these letters turns `SIP\b…` into a control character without an error.
_SWALLOWED = {"\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def _unescaped(device: str) -> str:
    return "".join(_SWALLOWED.get(letter, letter) for letter in device)


def extension_of_device(device: str, pbx_name: str) -> str:
    """The extension inside a device name: `SIP/PBX-101-00000028`, `SIP\\PBX-101`, or with a swallowed backslash."""
    bare = _TECHNOLOGY.sub("", _unescaped(device))
    bare = re.sub(r"@.*$", "", bare)
    bare = re.sub(r"-[0-9a-f]{8}(;\d)?$", "", bare)
    prefix = f"{pbx_name}-"
    if pbx_name and bare.startswith(prefix) and len(bare) > len(prefix):
        return bare[len(prefix) :]
    by_shape = re.search(r"-(\d{1,8})$", bare)
    return by_shape.group(1) if by_shape else bare
