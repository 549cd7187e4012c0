"""The recorded states of the last hour."""

from __future__ import annotations

import itertools
import pickle
from datetime import UTC, datetime, timedelta

from hypothesis import example, given
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


def test_unequal_numbers_of_talks_and_pauses_are_told_apart() -> None:
    history = History()
    for minutes, state in ((50, IDLE), (40, TALK), (30, IDLE), (20, TALK), (10, DeviceState.BUSY)):
        history.record("101", state, ago(minutes))
    assert history.talk_count("101", NOW) == 2
    history.record("102", TALK, ago(50))
    assert history.talk_count("102", NOW) == 1
    assert history.talk_count("103", NOW) == 0


def test_a_conversation_with_a_gap_in_it_counts_once() -> None:
    history = History()
    history.record("101", TALK, ago(30))
    history.mark_stale(ago(20))
    history.record("101", TALK, ago(10))
    assert history.talk_count("101", NOW) == 1


def _expected(steps: list[tuple[int, DeviceState | None]]) -> list[StateInterval]:
    """Return the intervals of one extension computed from all steps, (seconds ago, state or None for a gap)."""
    times = [(NOW - timedelta(seconds=seconds), state) for seconds, state in steps]
    found: list[StateInterval] = []
    state, since = None, NOW - 2 * HOUR
    for at, following in [*times, (NOW, None)]:
        start, end = max(since, NOW - HOUR), max(at, NOW - HOUR)
        if end > start:
            if found and found[-1].state is state:
                start = found.pop().start
            found.append(StateInterval(state, start, end))
        state, since = following, at
    return found


@given(st.lists(st.tuples(st.integers(0, 7199), st.sampled_from([IDLE, TALK, RING, None])), max_size=30))
@example([(7000, TALK)])
@example([(7000, TALK), (5000, None)])
@example([(3600, TALK), (1800, None), (1800, TALK)])
@example([(1800, None), (1800, None), (900, RING), (900, TALK)])
def test_intervals_are_those_of_all_steps(steps: list[tuple[int, DeviceState | None]]) -> None:
    steps = sorted(steps, key=lambda step: -step[0])
    history = History()
    for seconds, state in steps:
        at = NOW - timedelta(seconds=seconds)
        if state is None:
            history.mark_stale(at)
        else:
            history.record("102", IDLE, at)
            history.record("101", state, at)
    assert history.intervals("101", NOW) == _expected(steps)


def test_every_gap_is_seen_however_many_there_were() -> None:
    history = History()
    for number in range(4 * MAX_GAPS + 3):
        at = NOW + timedelta(seconds=2 * number)
        history.record("101", TALK, at)
        history.mark_stale(at + timedelta(seconds=1))
        shown = history.intervals("101", at + timedelta(seconds=2))[-3:]
        assert [one.state for one in shown] == [None, TALK, None]
        assert shown[-1].start == at + timedelta(seconds=1)


def test_a_state_whose_gap_was_dropped_is_unknown_at_the_end() -> None:
    history = History()
    history.record("101", TALK, NOW)
    for number in range(2 * MAX_GAPS + 2):
        history.mark_stale(NOW + timedelta(seconds=number + 1))
    later = NOW + timedelta(seconds=2 * MAX_GAPS + 10)
    assert [one.state for one in history.intervals("101", later)] == [None, TALK, None]


def test_a_repeated_state_takes_no_memory() -> None:
    once, often = History(), History()
    for history, times in ((once, 1), (often, 50)):
        history.mark_stale(ago(40))
        for number in range(times):
            history.record("101", RING, ago(30 - number / 10))
            history.record("102", DeviceState.CONNECTING, ago(30 - number / 10))
    assert pickle.dumps(once) == pickle.dumps(often)


def test_the_newest_steps_are_kept() -> None:
    history = History()
    for number in range(3 * MAX_STEPS):
        history.record("101", (IDLE, TALK)[number % 2], NOW + timedelta(seconds=number))
        assert len(history.intervals("101", NOW + timedelta(seconds=number + 1))) > min(number, MAX_STEPS - 1)


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
