"""JSON of others: with wrong backslashes, raw control characters, a BOM or another encoding, and of any depth.

Every reader of JSON without a fixed type uses `load_json`, so that no nesting and no number can raise anything but
ValueError, here or in what handles the value later.  `decode_json` is for JSON that this program wrote itself.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any, TypeVar

import msgspec

T = TypeVar("T")

# The deepest value that a reader needs has eight levels.  Python recurses to about a thousand.
MAX_DEPTH = 40
_MAX_INT_DIGITS = 100

_ESCAPE = re.compile(r'\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})|\\')
# A string without an end goes on to the end of the text, so that each character is read once.
_STRING_OR_BRACKET = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*(?:"|\\?\Z)|[\[\]{}]', re.DOTALL)
_CONTAINERS = (dict, list)
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
_ESCAPE_OR_PAIR = re.compile(
    r"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|u([dD][89a-fA-F][0-9a-fA-F]{2})|.)"
)


def load_json(raw: bytes | str, *, keeps_bytes: bool = False) -> Any:
    """Parse JSON.  Bytes that are not UTF-8 are replaced; other faults named above are accepted.

    A part at more than MAX_DEPTH levels becomes None.  An integer of 100 digits or more stays text.  An escape that is
    half of a surrogate pair becomes a question mark, since no file and no screen takes it; `keeps_bytes` leaves those
    that stand for a byte (`\\udc80` to `\\udcff`, see `surrogateescape`).  Raises ValueError.

    See PROTOCOL.md, «Damaged messages» and «Irregular records».
    """
    text = raw if isinstance(raw, str) else raw.decode("utf-8-sig", errors="replace")
    if _SURROGATE.search(text):
        text = _ESCAPE_OR_PAIR.sub(lambda escape: _without_half(escape, keeps_bytes), text)
    try:
        value = _parse(text)
        if not is_deep(value):
            return value
    except RecursionError:
        pass
    return _parse(_without_deep_parts(text))


def decode_json(text: str, kind: type[T]) -> T:
    """Decode JSON as a value of a type that `msgspec` knows.  Raises ValueError for any other text."""
    try:
        return msgspec.json.decode(text, type=kind)
    except (msgspec.MsgspecError, RecursionError) as error:
        raise ValueError(str(error)) from None


def is_deep(value: Any) -> bool:
    """Return True if lists and objects are nested at more than MAX_DEPTH levels.  Does not recurse."""
    level = [value] if isinstance(value, _CONTAINERS) else []
    for _ in range(MAX_DEPTH):
        if not level:
            return False
        level = [inside for one in level for inside in _members(one) if isinstance(inside, _CONTAINERS)]
    return bool(level)


def repair_backslashes(text: str) -> str:
    """Double each backslash that does not start a JSON escape: `"SIP\\MojaCentrala-101"`.

    Valid escapes and doubled backslashes stay: see PROTOCOL.md, «Backslashes».
    """
    return _ESCAPE.sub(lambda found: "\\\\" if found.group() == "\\" else found.group(), text)


def _parse(text: str) -> Any:
    """Parse as it is, or else with its backslashes repaired.  Raises ValueError, RecursionError."""
    try:
        return json.loads(text, parse_int=_parse_int)
    except ValueError:
        return json.loads(repair_backslashes(text), strict=False, parse_int=_parse_int)


def _without_deep_parts(text: str) -> str:
    """Replace each list and object below MAX_DEPTH levels by null, without recursion.

    Text whose brackets have no ends is no JSON afterwards either.
    """
    kept: list[str] = []
    depth, begin = 0, 0
    for token in _STRING_OR_BRACKET.finditer(text):
        if token.group() in ("[", "{"):
            if depth == MAX_DEPTH:
                kept += text[begin : token.start()], "null"
            depth += 1
        elif token.group() in ("]", "}"):
            depth -= 1
            if depth == MAX_DEPTH:
                begin = token.end()
    return "".join(kept) + (text[begin:] if depth <= MAX_DEPTH else "")


def _without_half(escape: re.Match[str], keeps_bytes: bool) -> str:
    half = escape.group(1)
    is_byte = keeps_bytes and half is not None and 0xDC80 <= int(half, 16) <= 0xDCFF
    return escape.group() if half is None or is_byte else "?"


def _members(container: dict[str, Any] | list[Any]) -> Iterable[Any]:
    return container.values() if isinstance(container, dict) else container


def _parse_int(digits: str) -> int | str:
    """Convert an integer; a very long one stays text, since Python refuses to convert thousands of digits."""
    return int(digits) if len(digits) < _MAX_INT_DIGITS else digits
