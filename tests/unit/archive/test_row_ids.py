"""Row numbers: the second in the high bits, and no number twice."""

from __future__ import annotations

import zlib

from desktop_app.archive import row_ids


def test_a_row_number_holds_its_second_and_a_checksum_of_the_identifier() -> None:
    """Archives store these numbers: a change needs a migration."""
    taken: set[int] = set()
    first = row_ids.allocate_row_id(1772438400, "1772438400.1", taken)
    assert first == 1772438400 * 2**20 + zlib.crc32(b"1772438400.1") % 2**20
    assert row_ids.allocate_row_id(1772438400, "1772438400.1", taken) == first + 1
    assert taken == {first, first + 1}
    assert row_ids.second_of(first) == 1772438400
    assert row_ids.allocate_row_id(0, "\ud83d", taken) == zlib.crc32(b"?") % 2**20


def test_a_range_of_seconds_holds_all_their_rows_and_no_other() -> None:
    low, high = row_ids.rows_of_seconds(5, 6)
    assert [row_ids.second_of(row) for row in (low - 1, low, high - 1, high)] == [4, 5, 6, 7]
    assert row_ids.first_row_id(-1) == -(2**20)
    assert row_ids.second_of(-1) == -1
