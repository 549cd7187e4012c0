"""Encoding of calls as rows of `calls`, and of their legs as the row's `body`.

The columns are the fields of `Call` in their order; the row number takes the place of `began_s`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec
from msgspec.structs import astuple

from desktop_app.archive.records import Call
from desktop_app.archive.row_ids import second_of
from desktop_app.pbx.records import Leg

CALL_COLUMNS = (
    "id, uniqueid, kind, calldate, from_number, from_name, to_number, answered_by, ring_s, talk_s, "
    "cost_grosze, zone, legs, word"
)
CALL_PLACEHOLDERS = ", ".join("?" * 14)
_COST = Leg.__struct_fields__.index("cost")

_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(
    list[tuple[str, str, str, str, str, str, str, int, int, str, str, int | None, str]]
).decode


def decode_call(row: tuple[Any, ...]) -> Call:
    """Return the call of a row with CALL_COLUMNS."""
    return Call(second_of(row[0]), *row[1:])


def encode_legs(legs: Iterable[Leg]) -> bytes:
    """Return the legs as msgpack arrays.  `cost` is stored as whole grosze or nil, whatever the exchange wrote."""
    return _encode([[*(fields := astuple(leg))[:_COST], leg.cost_grosze, *fields[_COST + 1 :]] for leg in legs])


def decode_legs(body: bytes) -> list[Leg]:
    """Return the legs of `encode_legs`.  Raises msgspec.DecodeError for any other bytes."""
    return [Leg(*fields) for fields in _decode(body)]
