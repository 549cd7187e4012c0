"""The recorded states of the last hour."""

from __future__ import annotations

import itertools
import pickle
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from desktop_app.office import DeviceState
from desktop_app.office.history import HOUR, MAX_GAPS, MAX_STEPS, History, StateInterval

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
IDLE, TALK, RING = DeviceState.IDLE, DeviceState.IN_USE, DeviceState.RINGING


def ago(minutes: float) -> datetime:
    return NOW - timedelta(minutes=minutes)


def test_intervals_are_adjacent_and_a_gap_is_an_interval_of_unknown_state() -> None:
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


def test_a_conversation_with_a_hold_in_it_counts_once() -> None:
    history = History()
    for minutes, state in ((50, RING), (49, TALK), (45, DeviceState.ON_HOLD), (44, TALK), (40, IDLE), (10, TALK)):
        history.record("101", state, ago(minutes))
    assert history.talk_count("101", NOW) == 2


def test_the_same_state_after_a_gap_is_a_new_interval() -> None:
    history = History()
    history.record("101", TALK, ago(30))
    history.record("101", TALK, ago(29))
    history.mark_stale(ago(20))
    history.record("101", TALK, ago(10))
    assert [one.state for one in history.intervals("101", NOW)] == [None, TALK, None, TALK]


@given(st.lists(st.tuples(st.floats(0, 120), st.sampled_from([IDLE, TALK, RING, None])), max_size=40))
def test_the_intervals_cover_the_hour_without_overlap(steps: list[tuple[float, DeviceState | None]]) -> None:
    history = History()
    for minutes, state in sorted(steps, key=lambda step: -step[0]):
        if state is None:
            history.mark_stale(ago(minutes))
        else:
            history.record("101", state, ago(minutes))
    intervals = history.intervals("101", NOW)
    assert intervals[0].start == NOW - HOUR
    assert intervals[-1].end == NOW
    assert all(one.end == two.start and one.state is not two.state for one, two in itertools.pairwise(intervals))


def test_memory_is_bounded_and_the_newest_steps_stay() -> None:
    history, last = History(), NOW
    for number in range(5000):
        last = NOW + timedelta(seconds=number)
        history.record("101", (IDLE, TALK)[number % 2], last)
        history.mark_stale(last + timedelta(milliseconds=500))
    assert len(pickle.dumps(history)) < 8 * (MAX_STEPS * 5 // 4 + 2 * MAX_GAPS) + 1000
    half = timedelta(milliseconds=500)
    now = last + half
    assert history.intervals("101", now)[-3:] == [
        StateInterval(IDLE, now - 3 * half, now - 2 * half),
        StateInterval(None, now - 2 * half, now - half),
        StateInterval(TALK, now - half, now),
    ]
