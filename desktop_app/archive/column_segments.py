"""The columns that filters read, stored by time: row number, flags, caller, called party, talk time and cost.

A record takes RECORD_BYTES (30).  It begins with the row number, big-endian, so byte order is time order.  A segment
holds the records of 2¹⁶ seconds (18 hours): saving a call rewrites one segment, and the search index reads all of them
at once (archive.search_index, which also says what this pays for).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from struct import Struct

import apsw

from desktop_app.archive.row_ids import SEQUENCE_BITS

_SEGMENT_BITS = SEQUENCE_BITS + 16
RECORD = Struct(">qHiiiq")
RECORD_BYTES = RECORD.size
_MAX_TALK_S = 2**31 - 1


def encode_record(row: int, flags: int, caller: int, called: int, talk_s: int, cost_grosze: int | None) -> bytes:
    """Return the record of one call.  Talk time is capped at 2³¹-1 seconds; no cost is stored as 0."""
    return RECORD.pack(row, flags, caller, called, min(talk_s, _MAX_TALK_S), cost_grosze or 0)


def segment_of(row: int) -> int:
    """Return the number of the segment that holds a row."""
    return row >> _SEGMENT_BITS


def first_row(segment: int) -> int:
    """Return the lowest row number of a segment."""
    return segment << _SEGMENT_BITS


def apply_changes(connection: apsw.Connection, records: Mapping[int, bytes | None]) -> set[int]:
    """Write records by row number (None deletes the row's record).  Returns the numbers of the changed segments."""
    by_segment: dict[int, dict[int, bytes | None]] = {}
    for row, body in records.items():
        by_segment.setdefault(segment_of(row), {})[row] = body
    for segment, changes in by_segment.items():
        _rewrite(connection, segment, changes)
    return set(by_segment)


def _rewrite(connection: apsw.Connection, segment: int, changes: Mapping[int, bytes | None]) -> None:
    body = read_segment(connection, segment)
    records = {body[at : at + 8]: body[at : at + RECORD_BYTES] for at in range(0, len(body), RECORD_BYTES)}
    for row, changed in changes.items():
        key = row.to_bytes(8, "big", signed=True)
        if changed is None:
            records.pop(key, None)
        else:
            records[key] = changed
    if records:
        whole = b"".join(sorted(records.values()))
        connection.execute("INSERT OR REPLACE INTO columns (segment, body) VALUES (?, ?)", (segment, whole))
    else:
        connection.execute("DELETE FROM columns WHERE segment = ?", (segment,))


def read_segment(connection: apsw.Connection, segment: int) -> bytes:
    """Return the records of one segment by time; empty bytes if there are none."""
    found = connection.execute("SELECT body FROM columns WHERE segment = ?", (segment,)).fetchone()
    return bytes(found[0]) if found else b""


def read_segments(connection: apsw.Connection) -> Iterator[bytes]:
    """Yield the records of each segment, by time."""
    for (body,) in connection.execute("SELECT body FROM columns ORDER BY segment"):
        yield bytes(body)
