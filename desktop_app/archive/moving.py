"""Migrations that are more than SQL: a row for each leg became a packed row for each call, and notes are folded."""

from __future__ import annotations

from itertools import groupby
from typing import Any

import apsw
import msgspec

from desktop_app.archive.calls import mark_recordings
from desktop_app.archive.records import Call
from desktop_app.archive.rows import CALL_COLUMNS, MARKS, call_id, pack, row_of
from desktop_app.pbx.records import Leg, RecordingEntry
from desktop_app.text import folded

_OLD_LEG = (
    "calldate, clid, src, dst, channel, dstchannel, lastapp, duration_s, billsec_s, disposition, uniqueid, "
    "cost_grosze, zone"
)
_OLD_CALL = (
    "uniqueid, began_s, calldate, direction, outcome, from_number, from_name, to_number, answered_by, ring_s, talk_s, "
    "cost_grosze, zone, legs"
)


def move_calls(connection: apsw.Connection) -> None:
    """Take everything over, and leave the indexes to be filled."""
    recorded = {uniqueid for (uniqueid,) in connection.execute("SELECT uniqueid FROM recordings")}
    taken: set[int] = set()
    old = connection.execute(f"SELECT {_OLD_LEG} FROM old_legs ORDER BY uniqueid, calldate, id")  # noqa: S608
    for uniqueid, rows in groupby(old, key=lambda row: row[10]):
        legs = [Leg(*row) for row in rows]
        found: Any = connection.execute(f"SELECT {_OLD_CALL} FROM old_calls WHERE uniqueid = ?", (uniqueid,)).fetchone()  # noqa: S608
        if found is None:
            continue
        queued = any(leg.lastapp == "Queue" for leg in legs)
        call = msgspec.structs.replace(Call(*found), is_queued=queued, has_recording=uniqueid in recorded)
        identifier = call_id(call, taken)
        connection.execute(
            f"INSERT INTO calls ({CALL_COLUMNS}) VALUES ({MARKS})",  # noqa: S608 - our own column names
            row_of(identifier, call),
        )
        connection.execute("INSERT INTO legs (id, body) VALUES (?, ?)", (identifier, pack(legs)))
        connection.execute("INSERT INTO unindexed (id) VALUES (?)", (identifier,))
    connection.execute("DROP TABLE old_legs; DROP TABLE old_calls")
    listed: Any = connection.execute("SELECT uniqueid, src, dst, format, date FROM recordings").fetchall()
    mark_recordings(connection, [RecordingEntry(*entry) for entry in listed])


def fold_notes(connection: apsw.Connection) -> None:
    """Notes are searched as they are, and so in the form that is searched."""
    notes: Any = connection.execute("SELECT id, text FROM notes").fetchall()
    connection.executemany("UPDATE notes SET folded = ? WHERE id = ?", [(folded(text), row) for row, text in notes])
