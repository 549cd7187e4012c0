"""The list of rows of `calls` that the indexes do not reflect yet.

A row on the list is new, changed or deleted.  It is written in the transaction that changes the row, so a kill at any
moment leaves at most work to do.  The list is stored by the batch, as 64-bit integers: one insert for 10 000 calls.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence

import apsw

ROWS_PER_BATCH = 10_000
_MAX_BATCHES = 64


def mark_dirty(connection: apsw.Connection, rows: Sequence[int]) -> None:
    """Add row numbers of calls to the list.  The caller holds the transaction."""
    for start in range(0, len(rows), ROWS_PER_BATCH):
        body = array("q", rows[start : start + ROWS_PER_BATCH]).tobytes()
        connection.execute("INSERT INTO unindexed (body) VALUES (?)", (body,))


def next_rows(connection: apsw.Connection, limit: int) -> tuple[list[int], list[int]]:
    """Return the oldest batches with about `limit` rows: their numbers, and the rows in them without repetition."""
    batches: list[int] = []
    rows: array[int] = array("q")
    for batch, body in connection.execute("SELECT id, body FROM unindexed ORDER BY id LIMIT ?", (_MAX_BATCHES,)):
        if rows and len(rows) + len(body) // rows.itemsize > limit:
            break
        batches.append(batch)
        rows.frombytes(bytes(body))
    return batches, list(dict.fromkeys(rows))


def remove_batches(connection: apsw.Connection, batches: Sequence[int]) -> None:
    """Take batches off the list.  The caller holds the transaction."""
    connection.executemany("DELETE FROM unindexed WHERE id = ?", [(batch,) for batch in batches])
