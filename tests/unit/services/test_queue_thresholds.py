"""Queue levels by their thresholds, and one alarm for each turn to red."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from desktop_app.archive.records import QueueThresholds
from desktop_app.archive.store import Archive
from desktop_app.office import AgentState, Office, Queue, mark_stale, reduce
from desktop_app.pbx.events import AgentEvent, QueueEvent
from desktop_app.services.queue_alarms import QueueAlarms
from desktop_app.services.queue_thresholds import Level, level_of, ordered

T0 = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def at(seconds: float) -> datetime:
    return T0 + timedelta(seconds=seconds)


LIMITS = QueueThresholds(waiting_amber=2, waiting_red=5, wait_amber_s=60, wait_red_s=180, free_amber=1, free_red=0)


def queue(waiting: int, free: int = 3) -> tuple[Office, Queue]:
    office = mark_stale(Office())[0]
    office, _ = reduce(office, QueueEvent("K", waiting), T0)
    for number in range(3):
        state = AgentState.FREE if number < free else AgentState.IN_USE
        office, _ = reduce(office, AgentEvent("K", str(100 + number), state, False), T0)
    return office, office.queues["K"]


@pytest.mark.parametrize(
    ("waiting", "free", "seconds", "level"),
    [
        (0, 3, 9000, Level.GREEN),
        (1, 3, 59, Level.GREEN),
        (1, 3, 60, Level.AMBER),
        (1, 3, 180, Level.RED),
        (2, 3, 0, Level.AMBER),
        (5, 3, 0, Level.RED),
        (0, 1, 0, Level.AMBER),
        (0, 0, 0, Level.RED),
    ],
)
def test_the_level_follows_callers_waiting_time_and_free_agents(
    waiting: int, free: int, seconds: int, level: Level
) -> None:
    office, one = queue(waiting, free)
    assert level_of(office, one, LIMITS, at(seconds)) is level
    assert sorted(Level) == [Level.UNKNOWN, Level.GREEN, Level.AMBER, Level.RED]


def test_a_stale_queue_has_no_level() -> None:
    office, one = queue(0)
    assert level_of(mark_stale(office)[0], one, LIMITS, T0) is Level.UNKNOWN
    assert level_of(office, one, QueueThresholds(None, None, None, None), T0) is Level.GREEN


def test_callers_who_come_and_go_do_not_add_up_to_a_long_wait() -> None:
    office = mark_stale(Office())[0]
    for minute in range(10):
        for seconds, waiting in ((0, 2), (30, 1)):
            office, _ = reduce(office, QueueEvent("K", waiting), at(60 * minute + seconds))
    assert level_of(office, office.queues["K"], LIMITS, at(600)) is Level.AMBER
    assert office.queues["K"].waiting_since == at(540)


def test_stale_agents_count_as_free_for_the_level() -> None:
    office, _ = queue(0, free=3)
    office, _ = mark_stale(office)
    office, _ = reduce(office, QueueEvent("K", 0), T0)
    office, _ = reduce(office, AgentEvent("K", "100", AgentState.IN_USE, False), T0)
    assert level_of(office, office.queues["K"], LIMITS, T0) is Level.GREEN


async def test_one_alarm_for_each_turn_to_red(archive: Archive) -> None:
    alarmed: list[str] = []
    alarms = QueueAlarms(archive, lambda red, limits: alarmed.append(red.name))
    await alarms.set_thresholds("K", LIMITS)
    office, _ = queue(1)
    for seconds in (0, 100, 180, 200, 400):
        alarms.check_all(office, at(seconds))
    assert alarmed == ["K"]
    alarms.check_all(mark_stale(office)[0], at(500))
    alarms.check_all(office, at(501))
    assert alarmed == ["K"], "a lost connection in between does not arm the alarm again"
    alarms.check_all(queue(0)[0], at(600))
    alarms.check_all(queue(9)[0], at(700))
    assert alarmed == ["K", "K"]
    again = QueueAlarms(archive, lambda red, limits: None)
    await again.load()
    assert again.thresholds("K") == LIMITS
    assert again.thresholds("other") == QueueThresholds()


async def test_an_alarm_carries_the_queue_and_its_own_thresholds(archive: Archive) -> None:
    alarmed: list[tuple[Queue, QueueThresholds]] = []
    alarms = QueueAlarms(archive, lambda red, limits: alarmed.append((red, limits)))
    await alarms.set_thresholds("K", QueueThresholds(1, 1))
    office, one = queue(1)
    alarms.check(office, "K", at(0))
    alarms.check(office, "unknown", at(0))
    assert alarmed == [(one, QueueThresholds(1, 1))]


def test_a_wait_of_nobody_is_no_wait() -> None:
    office, one = queue(0)
    assert level_of(office, one, QueueThresholds(None, None, 0, 0), at(0)) is Level.GREEN


def test_thresholds_in_the_wrong_order_are_swapped() -> None:
    typed = QueueThresholds(5, 3, 180, 60, 0, 2)
    assert ordered(typed) == QueueThresholds(3, 5, 60, 180, 2, 0)
    assert ordered(QueueThresholds(5, None)) == QueueThresholds(5, None)
    for right in (LIMITS, QueueThresholds(3, 3, 60, 60, 1, 1), QueueThresholds(None, 3, None, 60, None, 1)):
        assert ordered(right) == right
