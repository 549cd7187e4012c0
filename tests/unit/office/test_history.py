"""The last hour of a lamp, as it was seen."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from desktop_app.office import DeviceState
from desktop_app.office.history import HOUR, STEPS_KEPT, History, Spell

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
IDLE, TALK, RING = DeviceState.IDLE, DeviceState.IN_USE, DeviceState.RINGING


def ago(minutes: float) -> datetime:
    return NOW - timedelta(minutes=minutes)


def test_spells_follow_one_another_and_holes_are_told() -> None:
    history = History()
    history.note("101", IDLE, ago(90))
    history.note("101", TALK, ago(40))
    history.doubt(ago(30))
    history.note("101", IDLE, ago(20))
    assert history.spells("101", NOW) == [
        Spell(IDLE, ago(60), ago(40)),
        Spell(TALK, ago(40), ago(30)),
        Spell(None, ago(30), ago(20)),
        Spell(IDLE, ago(20), NOW),
    ]
    assert history.spells("102", NOW) == [Spell(None, ago(60), NOW)]


def test_talks_are_counted_and_a_hold_is_the_same_talk() -> None:
    history = History()
    for minutes, state in ((50, RING), (49, TALK), (45, DeviceState.ON_HOLD), (44, TALK), (40, IDLE), (10, TALK)):
        history.note("101", state, ago(minutes))
    assert history.times_engaged("101", NOW) == 2


def test_a_state_that_is_said_again_after_a_doubt_begins_again() -> None:
    history = History()
    history.note("101", TALK, ago(30))
    history.note("101", TALK, ago(29))
    history.doubt(ago(20))
    history.note("101", TALK, ago(10))
    assert [spell.state for spell in history.spells("101", NOW)] == [None, TALK, None, TALK]


@given(st.lists(st.tuples(st.floats(0, 120), st.sampled_from([IDLE, TALK, RING, None])), max_size=40))
def test_the_hour_is_covered_without_overlap(steps: list[tuple[float, DeviceState | None]]) -> None:
    history = History()
    for minutes, state in sorted(steps, key=lambda step: -step[0]):
        if state is None:
            history.doubt(ago(minutes))
        else:
            history.note("101", state, ago(minutes))
    spells = history.spells("101", NOW)
    assert spells[0].begun == NOW - HOUR
    assert spells[-1].ended == NOW
    assert all(one.ended == two.begun and one.state is not two.state for one, two in itertools.pairwise(spells))


def test_memory_is_bounded_however_much_happens() -> None:
    history = History()
    for number in range(5000):
        history.note("101", (IDLE, TALK)[number % 2], NOW + timedelta(seconds=number))
        history.doubt(NOW + timedelta(seconds=number, milliseconds=500))
    assert len(history._steps["101"]) <= 2 * STEPS_KEPT
    assert len(history._doubts) <= 1000
