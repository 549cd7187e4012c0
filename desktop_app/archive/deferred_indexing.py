"""The indexes that are filled after each batch of records and not with every row: ends, columns, parties, names.

A row that is not there yet stands in `unindexed`; one that stands there and is gone is taken out of the columns.
"""

from __future__ import annotations

import json
from array import array
from typing import Any

import apsw

from desktop_app.archive import column_segments, parties
from desktop_app.archive.calls import SELECT_CALL
from desktop_app.archive.connection import Connection, relaxed_durability
from desktop_app.archive.grouping import outside_party
from desktop_app.archive.parties import CallParty
from desktop_app.archive.records import Call
from desktop_app.archive.row_codec import decode_call, decode_legs
from desktop_app.i18n.text import folded
from desktop_app.phone_numbers.kinds import is_extension

BATCHES_PER_RUN, ROWS_PER_RUN = 64, 10_000


def index_batch(connection: Connection) -> bool:
    """Put some of the calls that came in since into the indexes; true while there are more."""
    batches, wanted = _next_rows(connection)
    if not wanted:
        return False
    numbers = json.dumps(wanted)
    asked = "WHERE id IN (SELECT value FROM json_each(?))"
    rows: Any = connection.execute(f"{SELECT_CALL} {asked}", (numbers,)).fetchall()
    several = f"SELECT id, body FROM calls {asked} AND legs > 1"  # noqa: S608 - our own condition
    bodies: dict[Any, Any] = dict(connection.execute(several, (numbers,)))
    found = [(row, decode_call(row)) for row in rows]
    both = [parties.parties_of(call, decode_legs(bodies[row[0]]) if call.legs > 1 else ()) for row, call in found]
    with relaxed_durability(connection):
        changed = _update_segments(connection, wanted, rows, both)
        _update_parties_and_names(connection, found)
        connection.executemany("DELETE FROM unindexed WHERE id = ?", batches)
        # Inside: whatever interrupts this, too much is read again and never too little.
        if connection.index is not None:
            connection.index.are_old(changed)
    return True


def _next_rows(connection: apsw.Connection) -> tuple[list[tuple[int]], list[int]]:
    """The oldest batches that wait, and the rows in them."""
    batches: list[tuple[int]] = []
    rows: array[int] = array("q")
    for batch, body in connection.execute("SELECT id, body FROM unindexed ORDER BY id LIMIT ?", (BATCHES_PER_RUN,)):
        if rows and len(rows) + len(body) // rows.itemsize > ROWS_PER_RUN:
            break
        batches.append((batch,))
        rows.frombytes(bytes(body))
    return batches, list(dict.fromkeys(rows))


def _update_segments(
    connection: apsw.Connection, wanted: list[int], rows: list[Any], both: list[tuple[CallParty, CallParty]]
) -> set[int]:
    numbered = parties.save_parties(connection, [end for two in both for end in two])
    news: dict[int, bytes | None] = dict.fromkeys(wanted)
    for row, (caller, called) in zip(rows, both, strict=True):
        news[row[0]] = column_segments.encode_record(
            row[0], row[2], numbered[caller.text], numbered[called.text], row[9], row[10]
        )
    return column_segments.apply_changes(connection, news)


def _update_parties_and_names(connection: apsw.Connection, found: list[tuple[Any, Call]]) -> None:
    parties = []
    caller_names: dict[str, tuple[str, str, str, int]] = {}
    for row, call in found:
        if party := outside_party(call):
            parties.append((party, row[0]))
        number, name = call.from_number, call.from_name
        if number and name and (number not in caller_names or caller_names[number][3] < row[0]):
            caller_names[number] = (number, name, folded(name), row[0])
    connection.executemany("INSERT OR IGNORE INTO parties (party, id) VALUES (?, ?)", sorted(parties))
    connection.executemany(
        "INSERT INTO names (number, name, folded, id) VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE "
        "SET name = excluded.name, folded = excluded.folded, id = excluded.id WHERE excluded.id > id",
        list(caller_names.values()),
    )


def index_all(connection: Connection) -> None:
    """Put everything that came in into those indexes: it is little, since each batch is put there when it has come."""
    while index_batch(connection):
        pass


def caller_names(connection: apsw.Connection) -> list[tuple[str, str]]:
    """(number, name) of callers, as billing records presented them last; those that are indexed by now."""
    known: Any = connection.execute("SELECT number, name FROM names")
    return [(number, name) for number, name in known if is_extension(number) or len(number) > 5]
