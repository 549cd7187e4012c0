"""A call as a row of the archive and back; its legs packed; and the row's number, whose order is the order of time.

The columns are the fields of a Call in their order, but that the row's number stands for the second it began in.
"""

from __future__ import annotations

import zlib
from array import array
from collections.abc import Iterable, Sequence
from typing import Any

import apsw
import msgspec
from msgspec.structs import astuple

from desktop_app.archive.records import Call
from desktop_app.pbx.records import Leg

CALL_COLUMNS = (
    "id, uniqueid, kind, calldate, from_number, from_name, to_number, answered_by, ring_s, talk_s, "
    "cost_grosze, zone, legs"
)
MARKS = ", ".join("?" * 13)
# The second stands above these bits; below them is room for a million calls in each.
WITHIN_BITS = 20
_WITHIN = (1 << WITHIN_BITS) - 1
PUT_OFF_AT_ONCE = 10_000
_COST = Leg.__struct_fields__.index("cost")

_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(
    list[tuple[str, str, str, str, str, str, str, int, int, str, str, int | None, str]]
).decode


def call_id(began_s: int, uniqueid: str, taken: set[int]) -> int:
    """A free number for a call's row; it is then in `taken`."""
    number = first_id(began_s) + (zlib.crc32(uniqueid.encode("utf-8", "replace")) & _WITHIN)
    while number in taken:
        number += 1
    taken.add(number)
    return number


def first_id(second: int) -> int:
    """The lowest number that a call of this second can have."""
    return second << WITHIN_BITS


def put_off(connection: apsw.Connection, rows: Sequence[int]) -> None:
    """Note that these rows are others now, or gone: the indexes are filled later (archive.indexing)."""
    for place in range(0, len(rows), PUT_OFF_AT_ONCE):
        body = array("q", rows[place : place + PUT_OFF_AT_ONCE]).tobytes()
        connection.execute("INSERT INTO unindexed (body) VALUES (?)", (body,))


def call_of_row(row: tuple[Any, ...]) -> Call:
    """The call that these values of CALL_COLUMNS are of."""
    return Call(row[0] >> WITHIN_BITS, *row[1:])


def pack(legs: Iterable[Leg]) -> bytes:
    """Legs without the names of their fields, and with whole grosze in place of what the exchange wrote."""
    return _encode([[*(fields := astuple(leg))[:_COST], leg.cost_grosze, *fields[_COST + 1 :]] for leg in legs])


def unpack(body: bytes) -> list[Leg]:
    """Packed legs again."""
    return [Leg(*fields) for fields in _decode(body)]
