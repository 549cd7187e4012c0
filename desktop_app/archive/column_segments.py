"""What filters ask of each call, in few bytes: its row's number, kind, two ends, talk and cost.

A record is RECORD_BYTES long and begins with the row's number, the highest byte first, so that the order of a segment's
records is the order of time.  A segment holds all records of eighteen hours.  A new call writes one segment anew; a
search reads all of them at once (archive.searching).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from struct import Struct

import apsw

from desktop_app.archive.row_ids import SEQUENCE_BITS

_SEGMENT_BITS = SEQUENCE_BITS + 16  # 2¹⁶ seconds
RECORD = Struct(">qHiiiq")
RECORD_BYTES = RECORD.size
_LONGEST_TALK_S = 2**31 - 1


def encode_record(row: int, kind: int, caller: int, called: int, talk_s: int, cost_grosze: int | None) -> bytes:
    """One call's; a talk of more than 68 years counts as 68 years, and no cost as 0."""
    return RECORD.pack(row, kind, caller, called, min(talk_s, _LONGEST_TALK_S), cost_grosze or 0)


def segment_of(row: int) -> int:
    """The segment of a call's row."""
    return row >> _SEGMENT_BITS


def first_row(segment: int) -> int:
    """The lowest number that a row of a segment can have."""
    return segment << _SEGMENT_BITS


def apply_changes(connection: apsw.Connection, news: Mapping[int, bytes | None]) -> set[int]:
    """Put records of rows in place of what was told of those rows (None: they are gone); gives the segments."""
    by_segment: dict[int, dict[int, bytes | None]] = {}
    for row, body in news.items():
        by_segment.setdefault(segment_of(row), {})[row] = body
    for segment, changes in by_segment.items():
        _write(connection, segment, changes)
    return set(by_segment)


def _write(connection: apsw.Connection, segment: int, changes: Mapping[int, bytes | None]) -> None:
    body = read_segment(connection, segment)
    records = {body[at : at + 8]: body[at : at + RECORD_BYTES] for at in range(0, len(body), RECORD_BYTES)}
    for row, news in changes.items():
        name = row.to_bytes(8, "big", signed=True)
        if news is None:
            records.pop(name, None)
        else:
            records[name] = news
    if records:
        whole = b"".join(sorted(records.values()))
        connection.execute("INSERT OR REPLACE INTO columns (segment, body) VALUES (?, ?)", (segment, whole))
    else:
        connection.execute("DELETE FROM columns WHERE segment = ?", (segment,))


def read_segment(connection: apsw.Connection, segment: int) -> bytes:
    """The records of one segment in the order of time."""
    found = connection.execute("SELECT body FROM columns WHERE segment = ?", (segment,)).fetchone()
    return bytes(found[0]) if found else b""


def read_segments(connection: apsw.Connection) -> Iterator[bytes]:
    """The records of all segments, in the order of time."""
    for (body,) in connection.execute("SELECT body FROM columns ORDER BY segment"):
        yield bytes(body)
