"""Decoding of one WebSocket message into typed events.

A message of the usual shape takes one typed decode.  Only if that fails, its text is repaired and its events are read
one by one.  Decoding never raises: what cannot be decoded is returned as `Undecoded` beside the events that can.
See PROTOCOL.md, «Message».
"""

from __future__ import annotations

import json
import re
from typing import Any

import msgspec

from desktop_app.pbx.device_names import extension_from_peer
from desktop_app.pbx.events import WIRE_TYPES, Event, UsualText, events_of_usual_text, to_event
from desktop_app.pbx.plain_text import plain_text
from desktop_app.runtime.lenient_json import load_json

MAX_SAMPLE = 400
UNKNOWN_KIND = "unknown kind"
# Ids of the server's own messages: see PROTOCOL.md, «Server messages».
_CONTROL_IDS = {-1: "keepalive", -2: "deleted"}
_MAX_ID = 10**18 - 1
_is_message_id = re.compile(r"\s*[-+]?[0-9]{1,18}\s*").fullmatch
_DECODE_ERRORS = (msgspec.MsgspecError, ValueError, TypeError, RecursionError)


class Undecoded(msgspec.Struct, frozen=True):
    """A part of a message that could not be decoded, kept for diagnosis.

    `kind` is the kind of the event, or "message" for the message as a whole.  `reason` and the start of the data in
    `sample` are for support.  `extension` names the device whose state was lost, if that much could be read.
    `may_lose_events` is True if the message was an envelope, so that any state may have been lost with it.
    """

    kind: str
    reason: str
    sample: str
    extension: str = ""
    may_lose_events: bool = False


class Message(msgspec.Struct, frozen=True):
    """One decoded message.  `id` is its number in the channel, or None if it has none.

    `control` is "keepalive" or "deleted" for a message of the server itself, and empty for all others.
    """

    id: int | None
    events: tuple[Event, ...] = ()
    undecoded: tuple[Undecoded, ...] = ()
    control: str = ""


class _Envelope(msgspec.Struct, gc=False):
    id: int
    text: UsualText


_usual = msgspec.json.Decoder(_Envelope, strict=False)


def decode(raw: bytes, pbx_name: str) -> Message:
    """Decode one message.  `pbx_name` is the prefix of device names.  Never raises."""
    try:
        envelope = _usual.decode(raw)
        if not 0 <= envelope.id <= _MAX_ID:
            return _decode_leniently(raw, pbx_name)
        events = events_of_usual_text(envelope.text, pbx_name)
    except _DECODE_ERRORS:
        return _decode_leniently(raw, pbx_name)
    return Message(envelope.id, tuple(events))


def _decode_leniently(raw: bytes, pbx_name: str) -> Message:
    # Invalid UTF-8 occurs: see PROTOCOL.md, «Damaged messages».
    text = raw.decode("utf-8", errors="replace")
    try:
        envelope = load_json(text)
    except _DECODE_ERRORS:
        return _control_or_invalid(text)
    if not isinstance(envelope, dict):
        return Message(None, undecoded=(_undecoded_message("not an envelope", text, _looks_like_envelope(text)),))
    number = _message_id(envelope.get("id"))
    if "text" not in envelope:
        return Message(number, undecoded=(_undecoded_message("an envelope without a text", text, True),))
    events: list[Event] = []
    undecoded: list[Undecoded] = []
    for fields_by_kind in _event_objects(envelope["text"], undecoded):
        for kind, fields in fields_by_kind.items():
            for one in fields if isinstance(fields, list) else [fields]:
                _decode_event(kind, one, pbx_name, events, undecoded)
    return Message(number, tuple(events), tuple(undecoded), control=_CONTROL_IDS.get(number or 0, ""))


def _event_objects(text: Any, undecoded: list[Undecoded]) -> list[dict[str, Any]]:
    """Return the objects in `text`, each of fields by kind.

    `text` is an object, a list of objects, or a string that contains either as JSON: see PROTOCOL.md, «Message».
    """
    if isinstance(text, str):
        if not text.strip():
            return []
        try:
            text = load_json(text)
        except _DECODE_ERRORS as error:
            undecoded.append(_undecoded_message(f"text is not JSON: {error}", text, True))
            return []
    items = text if isinstance(text, list) else [] if text is None else [text]
    objects = [item for item in items if isinstance(item, dict)]
    if len(objects) < len(items):
        undecoded.append(_undecoded_message("not an event", repr(items), True))
    return objects


def _decode_event(kind: str, fields: Any, pbx_name: str, events: list[Event], undecoded: list[Undecoded]) -> None:
    """Append one event to `events`, or the reason why it cannot be decoded to `undecoded`."""
    wire_type = WIRE_TYPES.get(kind)
    if wire_type is None:
        undecoded.append(_undecoded(kind, UNKNOWN_KIND, fields))
        return
    try:
        events.append(to_event(kind, msgspec.convert(fields, wire_type, strict=False), pbx_name))
    except _DECODE_ERRORS as error:
        undecoded.append(_undecoded(kind, str(error), fields, _extension_of(kind, fields, pbx_name)))


def _control_or_invalid(text: str) -> Message:
    """Read a message that is not JSON, as the server's own are: `{"id":-1,"channel":"","text": }`."""
    start = re.match(r'\s*\{\s*"id"\s*:\s*"?(-?[0-9]{1,18})(?!\d)', text)
    number = int(start.group(1)) if start else None
    if number in _CONTROL_IDS:
        return Message(number, control=_CONTROL_IDS[number])
    return Message(number, undecoded=(_undecoded_message("not JSON", text, _looks_like_envelope(text)),))


def _message_id(value: object) -> int | None:
    return int(value) if isinstance(value, int | str) and _is_message_id(str(value)) else None


def _extension_of(kind: str, fields: Any, pbx_name: str) -> str:
    """Return the extension that an invalid event of a device is about, or an empty text."""
    if kind not in ("subscriber", "extstatus") or not isinstance(fields, dict):
        return ""
    name = fields.get("peer") or fields.get("exten")
    return extension_from_peer(str(name).strip()[:200], pbx_name) if isinstance(name, str | int) else ""


def _undecoded(kind: str, reason: str, fields: Any, extension: str = "") -> Undecoded:
    sample = json.dumps(fields, ensure_ascii=False)
    return Undecoded(plain_text(kind[:60]), reason[:200], sample[:MAX_SAMPLE], extension)


def _undecoded_message(reason: str, sample: str, may_lose_events: bool) -> Undecoded:
    return Undecoded("message", reason, sample[:MAX_SAMPLE], may_lose_events=may_lose_events)


def _looks_like_envelope(text: str) -> bool:
    """Tell a damaged envelope, which may have held events, from noise between messages."""
    return '"id"' in text or '"text"' in text
