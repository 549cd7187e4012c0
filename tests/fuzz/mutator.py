"""Seeded mutation of valid inputs."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from random import Random
from typing import Any

from tests.fuzz import hostile

MAX_BYTES = 48_000
_MARK = "@value-{}@"


def mutated(draw: Random, seeds: Sequence[bytes]) -> bytes:
    """Return one of the seeds after a few random changes, at most MAX_BYTES long."""
    data = draw.choice(seeds)
    for _ in range(draw.choice((1, 1, 2, 3, 6))):
        data = draw.choice(_CHANGES)(draw, data, seeds)
    return data[:MAX_BYTES]


def _flipped(draw: Random, data: bytes, _: Sequence[bytes]) -> bytes:
    if not data:
        return data
    at = draw.randrange(len(data))
    return data[:at] + bytes([data[at] ^ 1 << draw.randrange(8)]) + data[at + 1 :]


def _inserted(draw: Random, data: bytes, _: Sequence[bytes]) -> bytes:
    at = draw.randint(0, len(data))
    return data[:at] + hostile.fragment(draw) + data[at:]


def _replaced(draw: Random, data: bytes, _: Sequence[bytes]) -> bytes:
    begin, end = _part(draw, data, 30)
    return data[:begin] + hostile.fragment(draw) + data[end:]


def _removed(draw: Random, data: bytes, _: Sequence[bytes]) -> bytes:
    begin, end = _part(draw, data, 60)
    return data[:begin] + data[end:]


def _cut(draw: Random, data: bytes, _: Sequence[bytes]) -> bytes:
    return data[: draw.randint(0, len(data))] if draw.random() < 0.7 else data[draw.randint(0, len(data)) :]


def _repeated(draw: Random, data: bytes, _: Sequence[bytes]) -> bytes:
    """Repeat a short part, often thousands of times: patterns that backtrack hang on such inputs."""
    begin, end = _part(draw, data, draw.choice((1, 2, 12, 200)))
    part = data[begin:end]
    return data[:begin] + part * min(draw.choice((2, 50, 3000)), 20_000 // (len(part) or 1)) + data[end:]


def _spliced(draw: Random, data: bytes, seeds: Sequence[bytes]) -> bytes:
    other = draw.choice(seeds)
    begin, end = _part(draw, other, 400)
    at = draw.randint(0, len(data))
    return data[:at] + other[begin:end] + data[at:]


def _number_replaced(draw: Random, data: bytes, _: Sequence[bytes]) -> bytes:
    found = list(re.finditer(rb"\d+", data[:MAX_BYTES]))
    if not found:
        return data
    one = draw.choice(found)
    return data[: one.start()] + draw.choice(hostile.NUMBERS) + data[one.end() :]


def _value_replaced(draw: Random, data: bytes, _: Sequence[bytes]) -> bytes:
    """Put a hostile JSON value in place of a string or number."""
    found = list(re.finditer(rb'"[^"\\]*"|\b\d+\b', data[:MAX_BYTES]))
    if not found:
        return data
    one = draw.choice(found)
    return data[: one.start()] + hostile.json_value(draw) + data[one.end() :]


def _part(draw: Random, data: bytes, longest: int) -> tuple[int, int]:
    begin = draw.randint(0, len(data))
    return begin, min(begin + draw.randint(1, longest), len(data))


_Change = Callable[[Random, bytes, Sequence[bytes]], bytes]
_CHANGES: tuple[_Change, ...] = (
    _flipped, _inserted, _inserted, _replaced, _removed, _cut, _repeated, _spliced, _number_replaced, _value_replaced,
)  # fmt: skip


def mutated_row(draw: Random, row: Mapping[str, Any]) -> bytes:
    """Return the JSON text of an object with some fields hostile, missing or added.

    Its brackets and quotation marks are whole, so that what comes before and after it can be read.
    """
    fields: dict[str, Any] = dict(row)
    values: dict[str, bytes] = {}
    for index in range(draw.randint(1, 3)):
        name = draw.choice([*row, "new", "text", ""])
        if draw.random() < 0.15:
            fields.pop(name, None)
            continue
        mark = _MARK.format(index)
        fields[name] = mark
        values[f'"{mark}"'] = hostile.json_value(draw)
    data = json.dumps(fields).encode()
    for mark, value in values.items():
        data = data.replace(mark.encode(), value)
    return data
