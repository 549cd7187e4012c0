"""Calls as they come in: billing records become calls, once, however often they are told; and single ones come out.

Every function takes an open connection and runs on the archive's thread.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from operator import itemgetter
from typing import Any

import apsw
from msgspec.structs import astuple

from desktop_app.archive.call_flags import RECORDING
from desktop_app.archive.connection import relaxed_durability
from desktop_app.archive.dirty_rows import mark_dirty
from desktop_app.archive.grouping import call_from_recording, group, outside_party, single_leg_calls
from desktop_app.archive.records import Call
from desktop_app.archive.row_codec import CALL_COLUMNS, CALL_PLACEHOLDERS, decode_call, decode_legs, encode_legs
from desktop_app.archive.row_ids import SEQUENCE_BITS, allocate_row_id
from desktop_app.pbx.records import Leg, RecordingEntry

_INSERT_CALL = f"INSERT INTO calls ({CALL_COLUMNS}, body) VALUES ({CALL_PLACEHOLDERS}, ?)"  # noqa: S608 - our own column names
SELECT_CALL = f"SELECT {CALL_COLUMNS} FROM calls"  # noqa: S608

LEGS_PER_BATCH = 2500
# The row that a call has (0: none yet), its legs, and the fields of the Call that they make.
_News = tuple[int, Sequence[Leg], list[Any]]


def batches(legs: Iterable[Leg]) -> Iterator[list[Leg]]:
    """Billing records by the part, the newest first: the first are shown soon, and others may ask in between."""
    newest = sorted(legs, key=lambda leg: leg.calldate, reverse=True)
    for place in range(0, len(newest), LEGS_PER_BATCH):
        yield newest[place : place + LEGS_PER_BATCH]


def save_legs(connection: apsw.Connection, legs: Sequence[Leg], pbx_name: str) -> int:
    """Keep these billing records and make their calls anew; gives how many were not known before.

    A record that comes again changes nothing, but that a cost may be told later.
    """
    told: dict[str, list[Leg]] = {}
    for leg in legs:
        told.setdefault(leg.uniqueid, []).append(leg)
    with relaxed_durability(connection):
        known, recorded = _known(connection, told)
        plain = [ones[0] for uniqueid, ones in told.items() if len(ones) == 1 and uniqueid not in known]
        found = single_leg_calls(plain, pbx_name, recorded)
        news: list[_News] = [(0, (leg,), call) for leg, call in zip(plain, found, strict=True)]
        added = len(plain)
        for uniqueid, ones in told.items():
            if len(ones) > 1 or uniqueid in known:
                row, before = known.get(uniqueid, (0, []))
                merged, fresh = _merged(before, ones)
                if merged is not before:
                    added += fresh
                    call = group(merged, pbx_name, has_recording=uniqueid in recorded)
                    news.append((row, merged, list(astuple(call))))
        _write(connection, news)
    return added


def _merged(before: list[Leg], ones: list[Leg]) -> tuple[list[Leg], int]:
    """The legs of a call with those told now, and how many are new; `before` itself when nothing is."""
    by_key = {leg.key: leg for leg in before}
    fresh, changed = 0, False
    for leg in ones:
        old = by_key.get(leg.key)
        if old is None:
            fresh += 1
        if old is None or (leg.cost_grosze is not None and leg.cost_grosze != old.cost_grosze):
            by_key[leg.key] = leg
            changed = True
    return (list(by_key.values()), fresh) if changed else (before, 0)


def _known(connection: apsw.Connection, uniqueids: Iterable[str]) -> tuple[dict[str, tuple[int, list[Leg]]], set[str]]:
    """Of these calls: the row and the legs of each that is there, and which have a recording."""
    rows = connection.execute(
        "SELECT asked.value, c.id, c.body, r.uniqueid FROM json_each(?) asked "
        "LEFT JOIN calls c ON c.uniqueid = asked.value LEFT JOIN recordings r ON r.uniqueid = asked.value "
        "WHERE c.id IS NOT NULL OR r.uniqueid IS NOT NULL",
        (json.dumps(list(uniqueids)),),
    )
    known: dict[str, tuple[int, list[Leg]]] = {}
    recorded = set()
    for uniqueid, row, body, recording in rows:
        if row is not None:
            known[uniqueid] = (row, decode_legs(body))
        if recording is not None:
            recorded.add(uniqueid)
    return known, recorded


def _write(connection: apsw.Connection, news: Sequence[_News]) -> None:
    """Put calls into their rows; the number of an old row goes with it, since the call may begin earlier now."""
    _take_out(connection, [row for row, _, _ in news if row])
    taken = _taken(connection, {fields[0] for _, _, fields in news})
    for _, legs, fields in news:  # the fields become the row: ten thousand copies would be a tenth of the whole
        fields[0] = allocate_row_id(fields[0], fields[1], taken)
        fields.append(encode_legs(legs))
    # In the order of the table, which is filled at its end then: any other takes SQLite half as long again.
    rows = sorted([fields for _, _, fields in news], key=itemgetter(0))
    connection.executemany(_INSERT_CALL, rows)
    mark_dirty(connection, [fields[0] for fields in rows])


def _taken(connection: apsw.Connection, seconds: set[int]) -> set[int]:
    """The rows that are in use in the span of these seconds."""
    if not seconds:
        return set()
    span = (min(seconds) << SEQUENCE_BITS, (max(seconds) + 1) << SEQUENCE_BITS)
    rows = connection.execute("SELECT id FROM calls WHERE id >= ? AND id < ?", span)
    return {row for (row,) in rows if row >> SEQUENCE_BITS in seconds}


def delete_calls(connection: apsw.Connection, rows: Sequence[int]) -> None:
    """Forget calls, with all that hangs on them."""
    connection.executemany(
        "DELETE FROM notes WHERE uniqueid = (SELECT uniqueid FROM calls WHERE id = ?)", [(row,) for row in rows]
    )
    _take_out(connection, rows)


def _take_out(connection: apsw.Connection, rows: Sequence[int]) -> None:
    """Take rows out; the indexes let go of them when they are filled the next time."""
    if not rows:
        return
    found = connection.execute(f"{SELECT_CALL} WHERE id IN (SELECT value FROM json_each(?))", (json.dumps(list(rows)),))  # noqa: S608
    parties = [(outside_party(decode_call(row)), row[0]) for row in found]
    connection.executemany("DELETE FROM parties WHERE party = ? AND id = ?", parties)
    connection.executemany("DELETE FROM calls WHERE id = ?", [(row,) for row in rows])
    mark_dirty(connection, rows)


def mark_recordings(connection: apsw.Connection, entries: Iterable[RecordingEntry]) -> None:
    """Mark the calls of these recordings; one that has no billing record becomes a call that says so."""
    by_id = {entry.uniqueid: entry for entry in entries}
    known: dict[str, tuple[int, int]] = {
        uniqueid: (row, kind)
        for uniqueid, row, kind in connection.execute(
            "SELECT uniqueid, id, kind FROM calls WHERE uniqueid IN (SELECT value FROM json_each(?))",
            (json.dumps(list(by_id)),),
        )
    }
    unmarked = [(row,) for row, kind in known.values() if not kind & RECORDING]
    with connection:
        connection.executemany(f"UPDATE calls SET kind = kind | {RECORDING} WHERE id = ?", unmarked)  # noqa: S608
        mark_dirty(connection, [row for (row,) in unmarked])
        others = [call_from_recording(entry) for uniqueid, entry in by_id.items() if uniqueid not in known]
        _write(connection, [(0, (), list(astuple(call))) for call in others])


# ---- single ones ---------------------------------------------------------------------------------


def legs_of(connection: apsw.Connection, uniqueid: str) -> list[Leg]:
    """The legs of one call, in the order of time."""
    found = connection.execute("SELECT body FROM calls WHERE uniqueid = ?", (uniqueid,)).fetchone()
    return sorted(decode_legs(found[0]), key=lambda leg: (leg.calldate, leg.key)) if found else []


def find_call(connection: apsw.Connection, uniqueid: str) -> Call | None:
    """One call by its identifier."""
    row = connection.execute(f"{SELECT_CALL} WHERE uniqueid = ?", (uniqueid,)).fetchone()
    return decode_call(row) if row else None


# ---- days ----------------------------------------------------------------------------------------
