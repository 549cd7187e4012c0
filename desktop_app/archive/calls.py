"""Writing billing records as calls, and reading single calls.

Saving is idempotent: a record that was saved before changes nothing, except that it may add a cost.
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
from desktop_app.archive.row_ids import allocate_row_id, rows_of_seconds, second_of
from desktop_app.pbx.records import Leg, RecordingEntry

_INSERT_CALL = f"INSERT INTO calls ({CALL_COLUMNS}, body) VALUES ({CALL_PLACEHOLDERS}, ?)"  # noqa: S608 - our columns
SELECT_CALL = f"SELECT {CALL_COLUMNS} FROM calls"  # noqa: S608

LEGS_PER_BATCH = 2500
# The present row of a call (0: none), its legs, and the fields of the Call that they make.
_Change = tuple[int, Sequence[Leg], list[Any]]


def batches(legs: Iterable[Leg]) -> Iterator[list[Leg]]:
    """Yield the records in batches of LEGS_PER_BATCH, the newest first.

    The newest calls are on the screen soon, and other queries run between two batches.
    """
    newest = sorted(legs, key=lambda leg: leg.calldate, reverse=True)
    for start in range(0, len(newest), LEGS_PER_BATCH):
        yield newest[start : start + LEGS_PER_BATCH]


def save_legs(connection: apsw.Connection, legs: Sequence[Leg], pbx_name: str) -> int:
    """Save billing records and regroup their calls.  Returns how many records are new."""
    by_call: dict[str, list[Leg]] = {}
    for leg in legs:
        by_call.setdefault(leg.uniqueid, []).append(leg)
    with relaxed_durability(connection):
        known, recorded = _known(connection, by_call)
        # Nearly all calls are new and have one leg: they take the fast path.
        single = [ones[0] for uniqueid, ones in by_call.items() if len(ones) == 1 and uniqueid not in known]
        fields = single_leg_calls(single, pbx_name, recorded)
        changes: list[_Change] = [(0, (leg,), call) for leg, call in zip(single, fields, strict=True)]
        added = len(single)
        for uniqueid, ones in by_call.items():
            if len(ones) > 1 or uniqueid in known:
                row, before = known.get(uniqueid, (0, []))
                merged, fresh = _merge(before, ones)
                if merged is not before:
                    added += fresh
                    call = group(merged, pbx_name, has_recording=uniqueid in recorded)
                    changes.append((row, merged, list(astuple(call))))
        _write(connection, changes)
    return added


def _merge(before: list[Leg], ones: list[Leg]) -> tuple[list[Leg], int]:
    """Return the union of saved and received legs, and how many are new.  `before` itself means no change."""
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
    """Return row and legs of the calls that are saved, by uniqueid, and the uniqueids that have a recording."""
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


def _write(connection: apsw.Connection, changes: Sequence[_Change]) -> None:
    """Insert calls; one that is saved gets a new row, since an earlier leg changes the second of its row number."""
    _remove_rows(connection, [row for row, _, _ in changes if row])
    taken = _taken(connection, {fields[0] for _, _, fields in changes})
    for _, legs, fields in changes:  # in place: copying 10 000 lists costs a tenth of the whole
        fields[0] = allocate_row_id(fields[0], fields[1], taken)
        fields.append(encode_legs(legs))
    # In the order of the table, so that SQLite appends: any other order takes it half as long again.
    rows = sorted([fields for _, _, fields in changes], key=itemgetter(0))
    connection.executemany(_INSERT_CALL, rows)
    mark_dirty(connection, [fields[0] for fields in rows])


def _taken(connection: apsw.Connection, seconds: set[int]) -> set[int]:
    """Return the row numbers of these seconds that are in use."""
    if not seconds:
        return set()
    span = rows_of_seconds(min(seconds), max(seconds))
    rows = connection.execute("SELECT id FROM calls WHERE id >= ? AND id < ?", span)
    return {row for (row,) in rows if second_of(row) in seconds}


def delete_calls(connection: apsw.Connection, rows: Sequence[int]) -> None:
    """Delete calls by row number, with their notes.  The caller holds the transaction."""
    connection.executemany(
        "DELETE FROM notes WHERE uniqueid = (SELECT uniqueid FROM calls WHERE id = ?)", [(row,) for row in rows]
    )
    _remove_rows(connection, rows)


def _remove_rows(connection: apsw.Connection, rows: Sequence[int]) -> None:
    """Delete rows of `calls`; the next indexing removes them from the indexes."""
    if not rows:
        return
    found = connection.execute(f"{SELECT_CALL} WHERE id IN (SELECT value FROM json_each(?))", (json.dumps(list(rows)),))  # noqa: S608
    parties = [(outside_party(decode_call(row)), row[0]) for row in found]
    connection.executemany("DELETE FROM parties WHERE party = ? AND id = ?", parties)
    connection.executemany("DELETE FROM calls WHERE id = ?", [(row,) for row in rows])
    mark_dirty(connection, rows)


def mark_recordings(connection: apsw.Connection, entries: Iterable[RecordingEntry]) -> None:
    """Set the RECORDING flag of the calls of these recordings.

    A recording without a billing record becomes a call with the outcome `unknown` and no legs.
    """
    by_id = {entry.uniqueid: entry for entry in entries}
    known: dict[str, tuple[int, int]] = {
        uniqueid: (row, flags)
        for uniqueid, row, flags in connection.execute(
            "SELECT uniqueid, id, kind FROM calls WHERE uniqueid IN (SELECT value FROM json_each(?))",
            (json.dumps(list(by_id)),),
        )
    }
    unmarked = [(row,) for row, flags in known.values() if not flags & RECORDING]
    with connection:
        connection.executemany(f"UPDATE calls SET kind = kind | {RECORDING} WHERE id = ?", unmarked)  # noqa: S608
        mark_dirty(connection, [row for (row,) in unmarked])
        others = [call_from_recording(entry) for uniqueid, entry in by_id.items() if uniqueid not in known]
        _write(connection, [(0, (), list(astuple(call))) for call in others])


def regroup_batch(connection: apsw.Connection, pbx_name: str, below: int) -> int:
    """Group the legs of saved calls anew, by the rules of this version, from row number `below` downwards.

    Returns where the next batch begins, 0 if there is none.
    """
    rows: Any = connection.execute(
        f"SELECT {CALL_COLUMNS}, body FROM calls WHERE id < ? AND legs > 0 ORDER BY id DESC LIMIT {LEGS_PER_BATCH}",  # noqa: S608
        (below,),
    ).fetchall()
    changes: list[_Change] = []
    for *fields, body in rows:
        before, legs = decode_call(tuple(fields)), decode_legs(body)
        call = group(legs, pbx_name, has_recording=before.has_recording)
        if call != before:
            changes.append((fields[0], legs, list(astuple(call))))
    with relaxed_durability(connection):
        _write(connection, changes)
    return int(rows[-1][0]) if rows else 0


def legs_of(connection: apsw.Connection, uniqueid: str) -> list[Leg]:
    """Return the legs of one call by time; an empty list for an unknown call."""
    found = connection.execute("SELECT body FROM calls WHERE uniqueid = ?", (uniqueid,)).fetchone()
    return sorted(decode_legs(found[0]), key=lambda leg: (leg.calldate, leg.key)) if found else []


def find_call(connection: apsw.Connection, uniqueid: str) -> Call | None:
    """Return one call by its identifier; None if it is not saved."""
    row = connection.execute(f"{SELECT_CALL} WHERE uniqueid = ?", (uniqueid,)).fetchone()
    return decode_call(row) if row else None
