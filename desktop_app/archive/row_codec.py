"""A call as a row of the archive and back; its legs packed; and the row's number, whose order is the order of time.

The columns are the fields of a Call in their order, but that the row's number stands for the second it began in.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec
from msgspec.structs import astuple

from desktop_app.archive.records import Call
from desktop_app.archive.row_ids import SEQUENCE_BITS
from desktop_app.pbx.records import Leg

CALL_COLUMNS = (
    "id, uniqueid, kind, calldate, from_number, from_name, to_number, answered_by, ring_s, talk_s, "
    "cost_grosze, zone, legs"
)
CALL_PLACEHOLDERS = ", ".join("?" * 13)
_COST = Leg.__struct_fields__.index("cost")

_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(
    list[tuple[str, str, str, str, str, str, str, int, int, str, str, int | None, str]]
).decode


def decode_call(row: tuple[Any, ...]) -> Call:
    """The call that these values of CALL_COLUMNS are of."""
    return Call(row[0] >> SEQUENCE_BITS, *row[1:])


def encode_legs(legs: Iterable[Leg]) -> bytes:
    """Legs without the names of their fields, and with whole grosze in place of what the exchange wrote."""
    return _encode([[*(fields := astuple(leg))[:_COST], leg.cost_grosze, *fields[_COST + 1 :]] for leg in legs])


def decode_legs(body: bytes) -> list[Leg]:
    """Packed legs again."""
    return [Leg(*fields) for fields in _decode(body)]
