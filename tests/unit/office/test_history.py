"""The last hour of a lamp, as it was seen."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from desktop_app.office import DeviceState
from desktop_app.office.history import HOUR, MAX_STEPS, History, StateInterval

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
IDLE, TALK, RING = DeviceState.IDLE, DeviceState.IN_USE, DeviceState.RINGING


def ago(minutes: float) -> datetime:
    return NOW - timedelta(minutes=minutes)


def test_spells_follow_one_another_and_holes_are_told() -> None:
    history = History()
    history.record("101", IDLE, ago(90))
    history.record("101", TALK, ago(40))
    history.mark_stale(ago(30))
    history.record("101", IDLE, ago(20))
    assert history.intervals("101", NOW) == [
        StateInterval(IDLE, ago(60), ago(40)),
        StateInterval(TALK, ago(40), ago(30)),
        StateInterval(None, ago(30), ago(20)),
        StateInterval(IDLE, ago(20), NOW),
    ]
    assert history.intervals("102", NOW) == [StateInterval(None, ago(60), NOW)]


def test_talks_are_counted_and_a_hold_is_the_same_talk() -> None:
    history = History()
    for minutes, state in ((50, RING), (49, TALK), (45, DeviceState.ON_HOLD), (44, TALK), (40, IDLE), (10, TALK)):
        history.record("101", state, ago(minutes))
    assert history.talk_count("101", NOW) == 2


def test_a_state_that_is_said_again_after_a_doubt_begins_again() -> None:
    history = History()
    history.record("101", TALK, ago(30))
    history.record("101", TALK, ago(29))
    history.mark_stale(ago(20))
    history.record("101", TALK, ago(10))
    assert [spell.state for spell in history.intervals("101", NOW)] == [None, TALK, None, TALK]


@given(st.lists(st.tuples(st.floats(0, 120), st.sampled_from([IDLE, TALK, RING, None])), max_size=40))
def test_the_hour_is_covered_without_overlap(steps: list[tuple[float, DeviceState | None]]) -> None:
    history = History()
    for minutes, state in sorted(steps, key=lambda step: -step[0]):
        if state is None:
            history.mark_stale(ago(minutes))
        else:
            history.record("101", state, ago(minutes))
    spells = history.intervals("101", NOW)
    assert spells[0].start == NOW - HOUR
    assert spells[-1].end == NOW
    assert all(one.end == two.start and one.state is not two.state for one, two in itertools.pairwise(spells))


def test_memory_is_bounded_however_much_happens() -> None:
    history = History()
    for number in range(5000):
        history.record("101", (IDLE, TALK)[number % 2], NOW + timedelta(seconds=number))
        history.mark_stale(NOW + timedelta(seconds=number, milliseconds=500))
    assert len(history._steps["101"]) <= 2 * MAX_STEPS
    assert len(history._doubts) <= 1000
