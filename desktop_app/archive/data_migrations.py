"""Migrations that need Python: calls from a table of legs, and the first filling of the indexes."""

from __future__ import annotations

from itertools import groupby
from typing import Any

import apsw
from msgspec.structs import astuple

from desktop_app.archive.call_flags import encode_flags
from desktop_app.archive.calls import mark_recordings
from desktop_app.archive.dirty_rows import mark_dirty
from desktop_app.archive.records import Call
from desktop_app.archive.row_codec import encode_legs
from desktop_app.archive.row_ids import allocate_row_id
from desktop_app.i18n.text import folded
from desktop_app.pbx.records import Leg, RecordingEntry

_OLD_LEG = (
    "calldate, clid, src, dst, channel, dstchannel, lastapp, duration_s, billsec_s, disposition, uniqueid, "
    "cost_grosze, zone"
)
_OLD_CALL = (
    "uniqueid, began_s, calldate, direction, outcome, from_number, from_name, to_number, answered_by, ring_s, talk_s, "
    "cost_grosze, zone, legs"
)
_CALL_OF_5 = "id, uniqueid, kind, calldate, from_number, from_name, to_number, answered_by, ring_s, talk_s"
_CALL_COLUMNS_OF_5 = f"{_CALL_OF_5}, cost_grosze, zone, legs"


def move_calls(connection: apsw.Connection) -> None:
    """Version 4 to 5: rewrite the calls and legs of the old tables, and drop those.  The indexes stay empty."""
    recorded = {uniqueid for (uniqueid,) in connection.execute("SELECT uniqueid FROM recordings")}
    taken: set[int] = set()
    old = connection.execute(f"SELECT {_OLD_LEG} FROM old_legs ORDER BY uniqueid, calldate, id")  # noqa: S608
    for uniqueid, rows in groupby(old, key=lambda row: row[10]):
        legs = [Leg(*row) for row in rows]
        found: Any = connection.execute(f"SELECT {_OLD_CALL} FROM old_calls WHERE uniqueid = ?", (uniqueid,)).fetchone()  # noqa: S608
        if found is None:
            continue
        queued = any(leg.lastapp == "Queue" for leg in legs)
        direction, outcome, talk_s, cost = found[3], found[4], found[10], found[11]
        flags = encode_flags(direction, outcome, talk_s, cost, queued, uniqueid in recorded)
        call = Call(found[1], uniqueid, flags, found[2], *found[5:])
        row_id = allocate_row_id(call.began_s, call.uniqueid, taken)
        connection.execute(
            f"INSERT INTO calls ({_CALL_COLUMNS_OF_5}) VALUES ({', '.join('?' * 13)})",  # noqa: S608 - our own names
            (row_id, *astuple(call)[1:13]),
        )
        connection.execute("INSERT INTO legs (id, body) VALUES (?, ?)", (row_id, encode_legs(legs)))
    connection.execute("DROP TABLE old_legs; DROP TABLE old_calls")


def begin_index(connection: apsw.Connection) -> None:
    """Version 7 to 8: mark every call dirty, and fold the text of notes."""
    mark_dirty(connection, [row for (row,) in connection.execute("SELECT id FROM calls")])
    notes: Any = connection.execute("SELECT id, text FROM notes").fetchall()
    connection.executemany("UPDATE notes SET folded = ? WHERE id = ?", [(folded(text), row) for row, text in notes])


def add_unbilled_recordings(connection: apsw.Connection) -> None:
    """Version 9 to 10: add calls for recordings without a billing record.  Version 8 did it before."""
    listed: Any = connection.execute(  # recordings older than every call belong to purged calls
        "SELECT uniqueid, src, dst, format, date FROM recordings WHERE date >= (SELECT min(calldate) FROM calls)"
    ).fetchall()
    mark_recordings(connection, [RecordingEntry(*entry) for entry in listed])
