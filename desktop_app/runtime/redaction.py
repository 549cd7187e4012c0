"""Removes telephone numbers and names from event messages, for support reports and recordings that are passed on.

Structure and lengths are preserved.  Digits become 5, except the last two of a number, which show whether two numbers
are equal.  Letters of names become x.
"""

from __future__ import annotations

import json
import re
from typing import Any

_NAMES = frozenset({"connectPeerName", "callerIDName", "m_name"})
_NUMBERS = frozenset({"connectPeerNumber", "callerIDNum", "to"})
_LONG_NUMBER = re.compile(r"(?<![0-9])[0-9](?:[ .\-/()]{0,2}[0-9]){6,14}(?![0-9])")


def masked(text: str) -> str:
    """Return a JSON message with numbers and names masked.  In other text every letter and digit is masked."""
    try:
        message = json.loads(text)
        if isinstance(message, dict | list):
            return json.dumps(_walk(message, ""), ensure_ascii=False)
    except (ValueError, RecursionError):
        pass
    # A bare number or string is JSON too, but nothing says what it holds.
    return re.sub(r"[^\W\d_]", "x", re.sub(r"\d", "5", text))


def masked_bytes(raw: bytes) -> bytes:
    """Return a message as received from the network, masked like `masked`."""
    return masked(raw.decode("utf-8", "replace")).encode("utf-8", "surrogatepass")


def masked_numbers(text: str) -> str:
    """Return a text with every telephone number masked except its last two digits."""
    return _LONG_NUMBER.sub(lambda found: _number(found.group()), text)


def _walk(value: Any, name: str) -> Any:
    if isinstance(value, dict):
        return {key: _walk(inside, key) for key, inside in value.items()}
    if isinstance(value, list):
        return [_walk(inside, name) for inside in value]
    if isinstance(value, str):
        return _string(value, name)
    if isinstance(value, int) and not isinstance(value, bool) and name in _NUMBERS:
        return int(_number(str(value)))
    return value


def _string(text: str, name: str) -> str:
    if name == "text":  # some events arrive as a string that contains JSON
        return masked(text)
    if name in _NAMES:
        return re.sub(r"\S", "x", text)
    if name in _NUMBERS:
        return _number(text)
    return masked_numbers(text)


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
