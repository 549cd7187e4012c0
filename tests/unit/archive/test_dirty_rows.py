"""The list of rows to index: batches, oldest first, until they are taken off."""

from __future__ import annotations

from desktop_app.archive import dirty_rows
from desktop_app.archive.connection import Connection


def test_rows_are_listed_until_their_batches_are_removed(db: Connection) -> None:
    dirty_rows.mark_dirty(db, [3, -1, 2**62])
    dirty_rows.mark_dirty(db, [3, 4])
    assert dirty_rows.next_rows(db, 10) == ([1, 2], [3, -1, 2**62, 4])
    dirty_rows.remove_batches(db, [1])
    assert dirty_rows.next_rows(db, 10) == ([2], [3, 4])
    dirty_rows.remove_batches(db, [2])
    assert dirty_rows.next_rows(db, 10) == ([], [])
    dirty_rows.mark_dirty(db, [])
    assert dirty_rows.next_rows(db, 10) == ([], [])


def test_a_limit_is_kept_by_whole_batches_and_the_first_is_always_taken(db: Connection) -> None:
    for rows in ([1, 2], [3, 4], [5]):
        dirty_rows.mark_dirty(db, rows)
    assert dirty_rows.next_rows(db, 1) == ([1], [1, 2])
    assert dirty_rows.next_rows(db, 3) == ([1], [1, 2])
    assert dirty_rows.next_rows(db, 4) == ([1, 2], [1, 2, 3, 4])
    assert dirty_rows.next_rows(db, 5) == ([1, 2, 3], [1, 2, 3, 4, 5])


def test_many_rows_are_several_batches_and_few_batches_are_read_at_once(db: Connection) -> None:
    dirty_rows.mark_dirty(db, range(25_000))
    assert dirty_rows.next_rows(db, 20_000) == ([1, 2], list(range(20_000)))
    assert dirty_rows.next_rows(db, 25_000)[0] == [1, 2, 3]
    for row in range(100):
        dirty_rows.mark_dirty(db, [row])
    dirty_rows.remove_batches(db, [1, 2, 3])
    assert dirty_rows.next_rows(db, 1000) == (list(range(4, 68)), list(range(64)))
