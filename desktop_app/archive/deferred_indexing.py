"""Indexing after a batch of records, not row by row: column segments, parties, and names of callers.

The rows to index are in archive.dirty_rows.  Indexing and taking them off that list is one transaction, so a kill at
any moment loses no index entry; the next search or start makes up for it.
"""

from __future__ import annotations

import json
from typing import Any

import apsw

from desktop_app.archive import column_segments, dirty_rows, parties
from desktop_app.archive.calls import SELECT_CALL
from desktop_app.archive.connection import Connection, relaxed_durability
from desktop_app.archive.grouping import outside_party
from desktop_app.archive.parties import CallParty
from desktop_app.archive.records import Call
from desktop_app.archive.row_codec import decode_call, decode_legs
from desktop_app.i18n.text import folded
from desktop_app.phone_numbers.kinds import is_extension

ROWS_PER_RUN = 10_000


def index_batch(connection: Connection) -> bool:
    """Index some of the dirty rows, about ROWS_PER_RUN.  Returns False when there was none."""
    batches, dirty = dirty_rows.next_rows(connection, ROWS_PER_RUN)
    if not dirty:
        return False
    numbers = json.dumps(dirty)
    condition = "WHERE id IN (SELECT value FROM json_each(?))"
    rows: Any = connection.execute(f"{SELECT_CALL} {condition}", (numbers,)).fetchall()
    several = f"SELECT id, body FROM calls {condition} AND legs > 1"  # noqa: S608 - our own condition
    bodies: dict[Any, Any] = dict(connection.execute(several, (numbers,)))
    found = [(row, decode_call(row)) for row in rows]
    both = [parties.parties_of(call, decode_legs(bodies[row[0]]) if call.legs > 1 else ()) for row, call in found]
    with relaxed_durability(connection):
        changed = _update_segments(connection, dirty, rows, both)
        _update_callers(connection, found)
        dirty_rows.remove_batches(connection, batches)
        # Inside the transaction: if it is interrupted, the search index reads too much again, never too little.
        if connection.index is not None:
            connection.index.mark_stale(changed)
    return True


def index_all(connection: Connection) -> None:
    """Index every dirty row.  There are few, since each saved batch is indexed when it arrives."""
    while index_batch(connection):
        pass


def _update_segments(
    connection: apsw.Connection, dirty: list[int], rows: list[Any], both: list[tuple[CallParty, CallParty]]
) -> set[int]:
    """Write the records of the rows that exist, and delete those of dirty rows that do not.  Returns the segments."""
    party_ids = parties.save_parties(connection, [party for two in both for party in two])
    records: dict[int, bytes | None] = dict.fromkeys(dirty)
    for row, (caller, called) in zip(rows, both, strict=True):
        records[row[0]] = column_segments.encode_record(
            row[0], row[2], party_ids[caller.text], party_ids[called.text], row[9], row[10]
        )
    return column_segments.apply_changes(connection, records)


def _update_callers(connection: apsw.Connection, found: list[tuple[Any, Call]]) -> None:
    """Add outside numbers to the call-back index, and the latest name of each calling number."""
    outside = []
    latest: dict[str, tuple[str, str, str, int]] = {}
    for row, call in found:
        if party := outside_party(call):
            outside.append((party, row[0]))
        number, name = call.from_number, call.from_name
        if number and name and (number not in latest or latest[number][3] < row[0]):
            latest[number] = (number, name, folded(name), row[0])
    connection.executemany("INSERT OR IGNORE INTO parties (party, id) VALUES (?, ?)", sorted(outside))
    connection.executemany(
        "INSERT INTO names (number, name, folded, id) VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE "
        "SET name = excluded.name, folded = excluded.folded, id = excluded.id WHERE excluded.id > id",
        list(latest.values()),
    )


def caller_names(connection: apsw.Connection) -> list[tuple[str, str]]:
    """Return (number, name) of indexed callers, as their latest billing record presents them.

    Short numbers that are no extensions are left out.
    """
    known: Any = connection.execute("SELECT number, name FROM names")
    return [(number, name) for number, name in known if is_extension(number) or len(number) > 5]
