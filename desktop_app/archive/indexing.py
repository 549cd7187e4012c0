"""The indexes that are filled after each batch of records and not with every row: ends and columns, outside parties,
names.  A call that is not there yet stands in `unindexed`; a row that stands there and is gone is taken out of them.
"""

from __future__ import annotations

import json
from typing import Any

import apsw

from desktop_app.archive import columns, ends
from desktop_app.archive.calls import SELECT_CALL
from desktop_app.archive.connection import Connection
from desktop_app.archive.ends import End
from desktop_app.archive.grouping import is_inside, outside_party
from desktop_app.archive.records import Call
from desktop_app.archive.rows import call_of_row, unpack
from desktop_app.text import folded

INDEX_AT_ONCE = 10_000


def index_some(connection: Connection, limit: int = INDEX_AT_ONCE) -> int:
    """Put some of the calls that came in since into the indexes; gives how many are still to be put there."""
    wanted: Any = connection.execute("SELECT id FROM unindexed LIMIT ?", (limit,)).fetchall()
    if not wanted:
        return 0
    numbers = json.dumps([row for (row,) in wanted])
    asked = "WHERE id IN (SELECT value FROM json_each(?))"
    rows: Any = connection.execute(f"{SELECT_CALL} {asked}", (numbers,)).fetchall()
    bodies: dict[Any, Any] = dict(connection.execute(f"SELECT id, body FROM legs {asked}", (numbers,)))  # noqa: S608
    found = [(row, call_of_row(row)) for row in rows]
    both = [ends.ends_of(call, unpack(bodies[row[0]]) if call.legs > 1 else ()) for row, call in found]
    with connection:
        changed = _put_columns(connection, [row for (row,) in wanted], rows, both)
        _put_people(connection, found)
        connection.executemany("DELETE FROM unindexed WHERE id = ?", wanted)
        left: Any = connection.execute("SELECT count(*) FROM unindexed").get
    if connection.index is not None:
        connection.index.are_old(changed)
    return int(left)


def _put_columns(
    connection: apsw.Connection, wanted: list[int], rows: list[Any], both: list[tuple[End, End]]
) -> set[int]:
    numbered = ends.keep(connection, [end for two in both for end in two])
    news: dict[int, bytes | None] = dict.fromkeys(wanted)
    for row, (caller, called) in zip(rows, both, strict=True):
        news[row[0]] = columns.record(row[0], row[2], numbered[caller.text], numbered[called.text], row[9], row[10])
    return columns.put(connection, news)


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
    return [(number, name) for number, name in known if is_inside(number) or len(number) > 5]
