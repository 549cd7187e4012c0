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
from desktop_app.archive.parties import End
from desktop_app.archive.records import Call
from desktop_app.archive.row_codec import call_of_row, unpack
from desktop_app.i18n.text import folded
from desktop_app.phone_numbers.kinds import is_extension

BATCHES, INDEX_AT_ONCE = 64, 10_000


def index_some(connection: Connection) -> bool:
    """Put some of the calls that came in since into the indexes; true while there are more."""
    batches, wanted = _put_off(connection)
    if not wanted:
        return False
    numbers = json.dumps(wanted)
    asked = "WHERE id IN (SELECT value FROM json_each(?))"
    rows: Any = connection.execute(f"{SELECT_CALL} {asked}", (numbers,)).fetchall()
    several = f"SELECT id, body FROM calls {asked} AND legs > 1"  # noqa: S608 - our own condition
    bodies: dict[Any, Any] = dict(connection.execute(several, (numbers,)))
    found = [(row, call_of_row(row)) for row in rows]
    both = [parties.ends_of(call, unpack(bodies[row[0]]) if call.legs > 1 else ()) for row, call in found]
    with relaxed_durability(connection):
        changed = _put_columns(connection, wanted, rows, both)
        _put_people(connection, found)
        connection.executemany("DELETE FROM unindexed WHERE id = ?", batches)
        # Inside: whatever interrupts this, too much is read again and never too little.
        if connection.index is not None:
            connection.index.are_old(changed)
    return True


def _put_off(connection: apsw.Connection) -> tuple[list[tuple[int]], list[int]]:
    """The oldest batches that wait, and the rows in them."""
    batches: list[tuple[int]] = []
    rows: array[int] = array("q")
    for batch, body in connection.execute("SELECT id, body FROM unindexed ORDER BY id LIMIT ?", (BATCHES,)):
        if rows and len(rows) + len(body) // rows.itemsize > INDEX_AT_ONCE:
            break
        batches.append((batch,))
        rows.frombytes(bytes(body))
    return batches, list(dict.fromkeys(rows))


def _put_columns(
    connection: apsw.Connection, wanted: list[int], rows: list[Any], both: list[tuple[End, End]]
) -> set[int]:
    numbered = parties.keep(connection, [end for two in both for end in two])
    news: dict[int, bytes | None] = dict.fromkeys(wanted)
    for row, (caller, called) in zip(rows, both, strict=True):
        news[row[0]] = column_segments.record(
            row[0], row[2], numbered[caller.text], numbered[called.text], row[9], row[10]
        )
    return column_segments.put(connection, news)


def _put_people(connection: apsw.Connection, found: list[tuple[Any, Call]]) -> None:
    parties = []
    names: dict[str, tuple[str, str, str, int]] = {}
    for row, call in found:
        if party := outside_party(call):
            parties.append((party, row[0]))
        number, name = call.from_number, call.from_name
        if number and name and (number not in names or names[number][3] < row[0]):
            names[number] = (number, name, folded(name), row[0])
    connection.executemany("INSERT OR IGNORE INTO parties (party, id) VALUES (?, ?)", sorted(parties))
    connection.executemany(
        "INSERT INTO names (number, name, folded, id) VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE "
        "SET name = excluded.name, folded = excluded.folded, id = excluded.id WHERE excluded.id > id",
        list(names.values()),
    )


def index_all(connection: Connection) -> None:
    """Put everything that came in into those indexes: it is little, since each batch is put there when it has come."""
    while index_some(connection):
        pass


def names(connection: apsw.Connection) -> list[tuple[str, str]]:
    """(number, name) of callers, as billing records presented them last; those that are indexed by now."""
    known: Any = connection.execute("SELECT number, name FROM names")
    return [(number, name) for number, name in known if is_extension(number) or len(number) > 5]
