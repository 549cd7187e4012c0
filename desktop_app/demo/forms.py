"""The forms of answers and messages: the plain one, which strict clients read, and the awkward ones of the field.

PROTOCOL.md lists them: several events in one message, a single backslash in device names, a list or a string in place
of the object, numbers as strings, other names of fields, a byte order mark, rows in another encoding.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

Events = dict[str, dict[str, Any]]


def plain(events: Events) -> Iterator[str]:
    """Yield the value of `text` of one message after another: one event each, in valid JSON."""
    for kind, fields in events.items():
        yield _json({kind: fields})


def awkward(number: int, events: Events) -> str:
    """Return the value of `text` of one message with all events, in a form that depends on the message's number."""
    return _FORMS[number % len(_FORMS)](events)


def plain_list(rows: list[dict[str, Any]]) -> bytes:
    """Return an answer of the REST interface."""
    return _json(rows).encode()


def awkward_list(rows: list[dict[str, Any]]) -> bytes:
    """Return the same with a byte order mark, and every seventh row in ISO 8859-2."""
    encodings = ("utf-8",) * 6 + ("iso-8859-2",)
    encoded = [_json(row).encode(encodings[number % 7], "replace") for number, row in enumerate(rows)]
    return b"\xef\xbb\xbf[" + b",".join(encoded) + b"]"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _single_backslash(events: Events) -> str:
    """Device names with one backslash, which is no valid JSON escape."""
    return _json(events).replace("SIP\\\\", "SIP\\")


def _list(events: Events) -> str:
    return _json([{kind: fields} for kind, fields in events.items()])


def _string(events: Events) -> str:
    return _json(_json(events))


def _numbers_as_strings(events: Events) -> str:
    return _json({kind: {name: str(value) for name, value in fields.items()} for kind, fields in events.items()})


def _other_names(events: Events) -> str:
    """The field names of the document's tables, where its examples have others."""
    names = {"extstatus": {"status": "statusValue"}, "smsSendResponse": {"MsgId": "MsgID"}}
    renamed = {
        kind: {names.get(kind, {}).get(name, name): value for name, value in fields.items()}
        for kind, fields in events.items()
    }
    return _json(renamed)


_FORMS: tuple[Callable[[Events], str], ...] = (
    _single_backslash,
    _list,
    _string,
    _numbers_as_strings,
    _other_names,
)
