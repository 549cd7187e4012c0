"""The level of a queue (green, amber, red) by its thresholds.  Pure functions without the database's imports."""

from __future__ import annotations

import operator
from datetime import datetime
from enum import IntEnum

from msgspec.structs import replace

from desktop_app.archive.records import QueueThresholds
from desktop_app.office import AgentState, Office, Queue

__all__ = ["DEFAULT_THRESHOLDS", "Level", "QueueThresholds", "free_agents", "level_of", "ordered"]

DEFAULT_THRESHOLDS = QueueThresholds()
# Amber, red, and the comparison by which a pair is in the wrong order.
_PAIRS = (
    ("waiting_amber", "waiting_red", operator.gt),
    ("wait_amber_s", "wait_red_s", operator.gt),
    ("free_amber", "free_red", operator.lt),
)


class Level(IntEnum):
    """The level of a queue."""

    UNKNOWN = 0
    GREEN = 1
    AMBER = 2
    RED = 3


def free_agents(office: Office, queue: Queue) -> int:
    """Return how many agents are known to be able to take a call now: free, not paused, live."""
    return sum(
        1
        for agent in queue.agents.values()
        if agent.state is AgentState.FREE and not agent.paused and office.is_live(agent)
    )


def level_of(office: Office, queue: Queue, thresholds: QueueThresholds, now: datetime) -> Level:
    """Return the level of a queue at `now`: UNKNOWN when the queue is stale or its count was never reported."""
    if not office.is_live(queue) or queue.waiting is None:
        return Level.UNKNOWN
    waited_s = (now - queue.waiting_since).total_seconds() if queue.waiting_since else 0.0
    # A stale agent may be free.  «Too few are free» must hold even if all of those are.
    free = free_agents(office, queue) + sum(not office.is_live(agent) for agent in queue.agents.values())
    for level, waiting, wait_s, few in (
        (Level.RED, thresholds.waiting_red, thresholds.wait_red_s, thresholds.free_red),
        (Level.AMBER, thresholds.waiting_amber, thresholds.wait_amber_s, thresholds.free_amber),
    ):
        too_many = waiting is not None and queue.waiting >= waiting
        too_long = wait_s is not None and queue.waiting > 0 and waited_s >= wait_s
        too_few = few is not None and bool(queue.agents) and free <= few
        if too_many or too_long or too_few:
            return level
    return Level.GREEN


def ordered(thresholds: QueueThresholds) -> QueueThresholds:
    """Return the thresholds with amber and red swapped where red would come first (5 and 3 become 3 and 5)."""
    swapped: dict[str, int] = {}
    for amber, red, is_swapped in _PAIRS:
        first, second = getattr(thresholds, amber), getattr(thresholds, red)
        if first is not None and second is not None and is_swapped(first, second):
            swapped |= {amber: second, red: first}
    return replace(thresholds, **swapped)
