"""A call as a row of the archive and back; its legs packed; and the row's number, whose order is the order of time."""

from __future__ import annotations

import zlib
from typing import Any

import msgspec

from desktop_app.archive import kinds
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

pack = msgspec.msgpack.Encoder().encode
_unpack = msgspec.msgpack.Decoder(list[Leg])


def call_id(call: Call, taken: set[int]) -> int:
    """A free number for a call's row; it is then in `taken`."""
    number = first_id(call.began_s) + (zlib.crc32(call.uniqueid.encode("utf-8", "replace")) & _WITHIN)
    while number in taken:
        number += 1
    taken.add(number)
    return number


def first_id(second: int) -> int:
    """The lowest number that a call of this second can have."""
    return second << WITHIN_BITS


def row_of(identifier: int, call: Call) -> tuple[object, ...]:
    """The values of CALL_COLUMNS."""
    return (
        identifier,
        call.uniqueid,
        kinds.kind_of(
            call.direction,
            call.outcome,
            call.talk_s,
            call.cost_grosze,
            queue=call.is_queued,
            recording=call.has_recording,
        ),
        call.calldate,
        call.from_number,
        call.from_name,
        call.to_number,
        call.answered_by,
        call.ring_s,
        call.talk_s,
        call.cost_grosze,
        call.zone,
        call.legs,
    )


def call_of_row(row: tuple[Any, ...]) -> Call:
    """The call that these values of CALL_COLUMNS are of."""
    identifier, uniqueid, kind, calldate, from_number, from_name, to_number, answered_by, *rest = row
    ring_s, talk_s, cost, zone, legs = rest
    return Call(
        uniqueid,
        identifier >> WITHIN_BITS,
        calldate,
        kinds.direction_of(kind),
        kinds.outcome_of(kind),
        from_number,
        from_name,
        to_number,
        answered_by,
        ring_s,
        talk_s,
        cost,
        zone,
        legs,
        bool(kind & kinds.QUEUE),
        bool(kind & kinds.RECORDING),
    )


def unpack(body: bytes) -> list[Leg]:
    """Packed legs again."""
    return _unpack.decode(body)
