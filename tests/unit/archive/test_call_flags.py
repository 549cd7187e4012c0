"""The flags of calls, and which of them a filter matches."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.archive import call_flags


def test_flags_hold_direction_outcome_and_talk_time() -> None:
    seen = set()
    for direction in call_flags.DIRECTIONS:
        for outcome in call_flags.OUTCOMES:
            for talk_s in (0, *call_flags.TALK_STEPS_S):
                flags = call_flags.encode_flags(direction, outcome, talk_s, 1, queue=True, recording=False)
                assert (call_flags.direction_of(flags), call_flags.outcome_of(flags)) == (direction, outcome)
                seen.add(flags)
    assert len(seen) == len(call_flags.DIRECTIONS) * len(call_flags.OUTCOMES) * 10


def test_the_stored_layout_of_flags() -> None:
    """Archives store these numbers: a change needs a migration."""
    assert call_flags.encode_flags("in", "answered", 0, None, queue=False, recording=False) == 0
    assert call_flags.encode_flags("message", "unknown", 0, 0, queue=False, recording=False) == 3 | 4 << 2
    flags = call_flags.encode_flags("out", "busy", 65, 1, queue=True, recording=True)
    assert flags == 1 | 2 << 2 | 1 << 5 | 1 << 6 | 1 << 7 | 4 << 8
    assert call_flags.encode_flags("internal", "failed", 3600, -5, queue=False, recording=False) == 2 | 3 << 2 | 9 << 8
    assert (
        call_flags.encode_flags("internal", "missed", 9, 5, queue=False, recording=False)
        == 2 | 1 << 2 | 1 << 7 | 1 << 8
    )
    assert call_flags.TALK_STEPS_S == (1, 10, 30, 60, 120, 300, 600, 1800, 3600)
    assert (call_flags.MAX_FLAGS, len(call_flags.ALL_FLAGS), max(call_flags.ALL_FLAGS)) == (6655, 5120, 6655)


conditions = st.tuples(
    st.frozensets(st.sampled_from(call_flags.DIRECTIONS)),
    st.frozensets(st.sampled_from(call_flags.OUTCOMES)),
    st.sets(st.sampled_from([call_flags.QUEUE, call_flags.RECORDING, call_flags.COST, call_flags.SERVICE])).map(sum),
    st.sampled_from([0, *call_flags.TALK_STEPS_S]),
)


@given(conditions)
def test_matching_flags_satisfy_every_condition(
    condition: tuple[frozenset[str], frozenset[str], int, int],
) -> None:
    directions, outcomes, required, talk_at_least_s = condition
    expected = [
        flags
        for flags in call_flags.ALL_FLAGS
        if (call_flags.direction_of(flags) in directions or not directions)
        and (call_flags.outcome_of(flags) in outcomes or not outcomes)
        and not required & ~flags
        and (0, *call_flags.TALK_STEPS_S)[flags >> 8 & 15] >= talk_at_least_s
    ]
    assert list(call_flags.matching_flags(*condition)) == expected


def test_a_talk_time_that_is_no_step_is_refused() -> None:
    with pytest.raises(ValueError):
        call_flags.matching_flags(talk_at_least_s=7)
    assert call_flags.matching_flags() == call_flags.ALL_FLAGS
