"""The flags of calls, and which of them a filter matches."""

from __future__ import annotations

from desktop_app.archive import (
    call_flags,
)


def test_flags_hold_direction_outcome_and_talk_time() -> None:
    seen = set()
    for direction in call_flags.DIRECTIONS:
        for outcome in call_flags.OUTCOMES:
            for talk_s in (0, *call_flags.TALK_STEPS_S):
                kind = call_flags.encode_flags(direction, outcome, talk_s, 1, queue=True, recording=False)
                assert (call_flags.direction_of(kind), call_flags.outcome_of(kind)) == (direction, outcome)
                seen.add(kind)
    assert len(seen) == len(call_flags.DIRECTIONS) * len(call_flags.OUTCOMES) * 10
