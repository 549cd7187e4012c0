"""Column segments: records are read as they were written last, by time."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from desktop_app.archive import column_segments, schema
from desktop_app.archive.connection import Connection
from desktop_app.archive.row_ids import first_row_id

rows = st.integers(1, 5).flatmap(
    lambda segment: st.integers(column_segments.first_row(segment), column_segments.first_row(segment + 1) - 1)
) | st.sampled_from([column_segments.first_row(2), column_segments.first_row(3) - 1])
changes = st.lists(st.dictionaries(rows, st.none() | st.integers(0, 2**15), max_size=4), max_size=6)


@given(changes)
def test_segments_hold_the_last_written_records_by_time(steps: list[dict[int, int | None]]) -> None:
    db = Connection(":memory:")
    schema.migrate(db)
    known: dict[int, bytes] = {}
    for step in steps:
        news = {
            row: None if kind is None else column_segments.encode_record(row, kind, kind + 1, kind + 2, 2**40, None)
            for row, kind in step.items()
        }
        segments = column_segments.apply_changes(db, news)
        assert segments == {column_segments.segment_of(row) for row in step}
        known |= {row: body for row, body in news.items() if body is not None}
        for row in [row for row, body in news.items() if body is None]:
            known.pop(row, None)
    assert b"".join(column_segments.read_segments(db)) == b"".join(known[row] for row in sorted(known))
    kept = db.execute("SELECT count(*) FROM columns").get
    assert kept == len({column_segments.segment_of(row) for row in known})
    db.close()


def test_a_segment_holds_the_rows_of_18_hours() -> None:
    """Stored files are divided so: another size would not find their records."""
    at = first_row_id(5 * 2**16)
    assert [column_segments.segment_of(row) for row in (at - 1, at, first_row_id(6 * 2**16) - 1)] == [4, 5, 5]
    assert column_segments.first_row(5) == at


def test_talk_time_is_capped_and_a_missing_cost_is_none() -> None:
    for talk_s, stored in ((2**31 - 2, 2**31 - 2), (2**31 - 1, 2**31 - 1), (2**31, 2**31 - 1)):
        record = column_segments.encode_record(7, 1, 2, 3, talk_s, None)
        assert column_segments.RECORD.unpack(record) == (7, 1, 2, 3, stored, 0)
    assert column_segments.RECORD.unpack(column_segments.encode_record(7, 1, 2, 3, 4, 5)) == (7, 1, 2, 3, 4, 5)
