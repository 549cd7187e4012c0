"""One message of the stream into typed events, as tolerantly as the interface demands.

The fast way is one typed decode.  Only when that fails is the text repaired and read the slow way.  Nothing here
raises: what cannot be read comes back as `Unread`, beside the neighbours that could.
"""

from __future__ import annotations

import json
import re
from typing import Any

import msgspec

from desktop_app.pbx.events import WIRE_TYPES, Event, Texts, extension_of, read_texts, to_event


class Unread(msgspec.Struct, frozen=True):
    """Something in a message that we could not read.  `kind` is the event's kind, or «message» for the whole of it.

    `extension` is whose state was told, where that much can be read; `is_message` says that events may be lost with it.
    """

    kind: str
    why: str
    sample: str
    extension: str = ""
    is_message: bool = False


class Message(msgspec.Struct, frozen=True):
    """One message: its running number (None where it has none), what it says, and what of it we could not read.

    `control` names a message of the server itself: «keepalive» (id -1) or «deleted» (id -2).
    """

    id: int | None
    events: tuple[Event, ...] = ()
    unread: tuple[Unread, ...] = ()
    control: str = ""


class _Envelope(msgspec.Struct, gc=False):
    id: int
    text: Texts


_fast = msgspec.json.Decoder(_Envelope, strict=False)
_unreadable = (msgspec.MsgspecError, ValueError, TypeError, RecursionError)

SAMPLE_LENGTH = 400
UNKNOWN_KIND_WORDS = "a kind we do not know"


_CONTROLS = {-1: "keepalive", -2: "deleted"}


def decode(raw: bytes, pbx_name: str) -> Message:
    """Read one message.  Never raises."""
    try:
        envelope = _fast.decode(raw)
        if envelope.id < 0:
            return _decode_slowly(raw, pbx_name)
        events = read_texts(envelope.text, pbx_name)
    except _unreadable:
        return _decode_slowly(raw, pbx_name)
    return Message(envelope.id, tuple(events))


def _decode_slowly(raw: bytes, pbx_name: str) -> Message:
    text = raw.decode("utf-8", errors="replace")
    try:
        envelope = _loads(text)
    except _unreadable:
        return _control_or_broken(text)
    if not isinstance(envelope, dict):
        return Message(None, unread=(_unread("message", "not an envelope", text),))
    number = _number(envelope.get("id"))
    if "text" not in envelope:
        return Message(number, unread=(_unread("message", "an envelope without a text", text),))
    events: list[Event] = []
    unread: list[Unread] = []
    for bag in _bags(envelope["text"], unread):
        for kind, body in bag.items():
            for one in body if isinstance(body, list) else [body]:
                _read_one(str(kind), one, pbx_name, events, unread)
    return Message(number, tuple(events), tuple(unread), control=_CONTROLS.get(number or 0, ""))


def _bags(text: Any, unread: list[Unread]) -> list[dict[str, Any]]:
    """`text` is one object with several kinds, a list of objects, or a string that holds JSON of either."""
    if isinstance(text, str):
        if not text.strip():
            return []
        try:
            text = _loads(text)
        except _unreadable as error:
            unread.append(_unread("message", f"text is not JSON: {error}", text))
            return []
    if isinstance(text, dict):
        return [text]
    if isinstance(text, list):
        unread.extend(_unread("message", "not an event", repr(item)) for item in text if not isinstance(item, dict))
        return [item for item in text if isinstance(item, dict)]
    if text is not None:
        unread.append(_unread("message", "not an event", repr(text)))
    return []


def _read_one(kind: str, body: Any, pbx_name: str, events: list[Event], unread: list[Unread]) -> None:
    wire = WIRE_TYPES.get(kind)
    if wire is None:
        unread.append(_unread(kind, UNKNOWN_KIND_WORDS, _sample(body)))
        return
    try:
        events.append(to_event(kind, msgspec.convert(body, wire, strict=False), pbx_name))
    except _unreadable as error:
        unread.append(_unread(kind, str(error), _sample(body), extension=_whose(kind, body, pbx_name)))


def _control_or_broken(text: str) -> Message:
    """The server's own messages are not valid JSON: `"text": }` to keep alive, `"text":Channel deleted` at the end."""
    found = re.match(r'\s*\{\s*"id"\s*:\s*"?(-?\d{1,18})"?', text)
    number = int(found.group(1)) if found else None
    if number == -1:
        return Message(number, control="keepalive")
    if number == -2:
        return Message(number, control="deleted")
    return Message(number, unread=(_unread("message", "not JSON", text),))


def _loads(text: str) -> Any:
    """JSON with the sender's backslashes made right where they are wrong, and control characters allowed in strings."""
    try:
        return json.loads(text, strict=False, parse_int=_bounded)
    except ValueError:
        return json.loads(repair_backslashes(text), strict=False, parse_int=_bounded)


def _bounded(digits: str) -> int | str:
    """A number as Python takes it; one of thousands of digits stays text, and costs its own event alone."""
    return int(digits) if len(digits) < 100 else digits


_ESCAPE = re.compile(r'\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})|\\')


def repair_backslashes(text: str) -> str:
    """Double every backslash that starts no JSON escape (`"SIP\\MojaCentrala-101"`); leave escapes and pairs alone."""
    return _ESCAPE.sub(lambda found: "\\\\" if found.group() == "\\" else found.group(), text)


def _number(value: object) -> int | None:
    if isinstance(value, bool) or not isinstance(value, int | str):
        return None
    try:
        return int(value)
    except ValueError:
        return None


def _sample(body: object) -> str:
    try:
        return json.dumps(body, ensure_ascii=False)[:SAMPLE_LENGTH]
    except (*_unreadable, UnicodeError):
        return "?"


def _whose(kind: str, body: Any, pbx_name: str) -> str:
    """The extension that a broken event of a device is about, or an empty text."""
    if kind not in ("subscriber", "extstatus") or not isinstance(body, dict):
        return ""
    name = body.get("peer") or body.get("exten")
    return extension_of(str(name).strip()[:200], pbx_name) if isinstance(name, str | int) else ""


def _unread(kind: str, why: str, sample: str, *, extension: str = "") -> Unread:
    # Noise between messages (no envelope at all) tells nothing of anybody; a message that was one may have.
    is_message = kind == "message" and ('"id"' in sample or '"text"' in sample)
    return Unread(kind[:60], why[:200], sample[:SAMPLE_LENGTH], extension, is_message)
