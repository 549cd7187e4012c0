"""What was heard, without the numbers and names of people: for reports to support and for recordings that travel.

The structure stays and so do lengths: digits become 5 (the last two of a number stay, so that equal ones can be told),
letters of names become x.
"""

from __future__ import annotations

import json
import re
from typing import Any

_NAMES = frozenset({"connectPeerName", "callerIDName", "m_name"})
_NUMBERS = frozenset({"connectPeerNumber", "callerIDNum", "to"})
_LONG_NUMBER = re.compile(r"(?<![0-9])[0-9](?:[ .\-/()]{0,2}[0-9]){6,14}(?![0-9])")


def masked(text: str) -> str:
    """A message (or a piece of one) without numbers and names; what cannot be read loses every letter and digit."""
    try:
        message = json.loads(text)
        if isinstance(message, dict | list):
            return json.dumps(_walk(message, ""), ensure_ascii=False)
    except (ValueError, RecursionError):
        pass
    # A bare number or string is JSON too, but nothing says what it holds.
    return re.sub(r"[^\W\d_]", "x", re.sub(r"\d", "5", text))


def masked_bytes(raw: bytes) -> bytes:
    """The same for a message as it came."""
    return masked(raw.decode("utf-8", "replace")).encode("utf-8", "surrogatepass")


def masked_numbers(text: str) -> str:
    """A text with all but the last two digits of every telephone number hidden."""
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
    if name == "text":  # events may come as a string that holds JSON
        return masked(text)
    if name in _NAMES:
        return re.sub(r"\S", "x", text)
    if name in _NUMBERS:
        return _number(text)
    return masked_numbers(text)


def _number(text: str) -> str:
    """All but the last two digits hidden; short ones, which are extensions, stay."""
    total = sum(letter.isdigit() for letter in text)
    if total < 6:
        return text
    seen, letters = 0, []
    for letter in text:
        seen += letter.isdigit()
        letters.append("5" if letter.isdigit() and seen <= total - 2 else letter)
    return "".join(letters)
