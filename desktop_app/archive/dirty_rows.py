"""Rows that the indexes do not hold yet."""

from __future__ import annotations

from array import array
from collections.abc import Sequence

import apsw

ROWS_PER_BATCH = 10_000


def mark_dirty(connection: apsw.Connection, rows: Sequence[int]) -> None:
    """Note that these rows are others now, or gone: the indexes are filled later (archive.indexing)."""
    for place in range(0, len(rows), ROWS_PER_BATCH):
        body = array("q", rows[place : place + ROWS_PER_BATCH]).tobytes()
        connection.execute("INSERT INTO unindexed (body) VALUES (?)", (body,))
