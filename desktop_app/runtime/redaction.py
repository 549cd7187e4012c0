"""Removes telephone numbers and names from event messages, for support reports and recordings that are passed on.

Structure and lengths are preserved.  Digits become 5, except the last two of a number, which show whether two numbers
are equal.  Letters of names become x, and so do those of every field that is not known to hold a state, a queue or a
device.  What has seven digits or more is a number, also as an integer, in a key or in a device's name.  The number of
the message itself stays.
"""

from __future__ import annotations

import json
import re
from typing import Any

from desktop_app.runtime.lenient_json import load_json

_NAMES = frozenset({"connectPeerName", "callerIDName", "m_name"})
_NUMBERS = frozenset({"connectPeerNumber", "callerIDNum", "to", "MsgId", "MsgID"})
# Fields whose words are needed to understand a message.  See PROTOCOL.md, «Events».
_WORDS = frozenset(
    {
        "channel", "peer", "exten", "statusValue", "status", "queue", "calls", "m_status", "m_ct", "m_mbshp",
        "m_paused", "m_location", "conference", "action",
    }
)  # fmt: skip
_MESSAGE_ID = re.compile(r"\s*[-+]?[0-9]{1,18}\s*")
_BEGINNING = re.compile(r'\s*\{\s*"id"\s*:\s*"?-?[0-9]{1,18}(?!\d)"?')
# Blanks and hyphens of every kind, and characters that cannot be seen.
_SEPARATOR = r"[ .\-/()\u00a0\u00ad\u2007-\u2015\u202a-\u202f\u2060-\u2069\ufeff]"
_LONG_NUMBER = re.compile(rf"(?<!\d)\d(?:{_SEPARATOR}{{0,2}}\d){{6,}}(?!\d)")


def masked(text: str) -> str:
    """Return a JSON message with numbers and names masked.  In other text every letter and digit is masked."""
    try:
        message = load_json(text)
    except ValueError:
        begin = _BEGINNING.match(text)  # the server's own messages are no JSON
        return begin.group() + _scrubbed(text[begin.end() :]) if begin else _scrubbed(text)
    if not isinstance(message, dict | list):
        return _scrubbed(text)  # a bare number or string is JSON too, but nothing says what it holds
    hidden = _walk(message, "")
    if isinstance(message, dict) and _MESSAGE_ID.fullmatch(str(message.get("id"))):
        hidden["id"] = message["id"]
    return json.dumps(hidden, ensure_ascii=False)


def masked_bytes(raw: bytes) -> bytes:
    """Return a message as received from the network, masked like `masked`."""
    return masked(raw.decode("utf-8", "replace")).encode()


def masked_numbers(text: str) -> str:
    """Return a text with every telephone number (seven digits or more) masked except its last two digits."""
    return _LONG_NUMBER.sub(lambda found: _number(found.group()), text)


def _walk(value: Any, name: str) -> Any:
    if isinstance(value, dict):
        return {masked_numbers(key): _walk(inside, key) for key, inside in value.items()}
    if isinstance(value, list):
        return [_walk(inside, name) for inside in value]
    if isinstance(value, str):
        return _string(value, name)
    if isinstance(value, int | float) and not isinstance(value, bool):
        text = str(value)
        return type(value)(_number(text) if name in _NUMBERS else masked_numbers(text))
    return value


def _string(text: str, name: str) -> str:
    if name == "text":  # some events arrive as a string that contains JSON
        return masked(text)
    if name in _NAMES:
        return re.sub(r"\S", "x", text)
    if name in _NUMBERS:
        return _number(text)
    return masked_numbers(text) if name in _WORDS else _scrubbed(text)


def _scrubbed(text: str) -> str:
    return re.sub(r"[^\W\d_]", "x", re.sub(r"\d", "5", text))


def _number(text: str) -> str:
    """Return a number with all but its last two digits masked.  Extensions (under six digits) are not changed."""
    total = sum(letter.isdigit() for letter in text)
    if total < 6:
        return text
    seen, letters = 0, []
    for letter in text:
        seen += letter.isdigit()
        letters.append("5" if letter.isdigit() and seen <= total - 2 else letter)
    return "".join(letters)
