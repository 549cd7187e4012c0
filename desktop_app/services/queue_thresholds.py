"""The level of a queue (green, amber, red) by its thresholds.  Pure functions without the database's imports."""

from __future__ import annotations

from datetime import datetime
from enum import IntEnum

from msgspec.structs import replace

from desktop_app.archive.records import QueueThresholds
from desktop_app.office import AgentState, Office, Queue

__all__ = ["DEFAULT_THRESHOLDS", "Level", "QueueThresholds", "free_agents", "level_of", "ordered"]

DEFAULT_THRESHOLDS = QueueThresholds()


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


def level_of(office: Office, queue: Queue, limits: QueueThresholds, now: datetime) -> Level:
    """Return the level of a queue at `now`: UNKNOWN when the queue is stale or its count was never reported."""
    if not office.is_live(queue) or queue.waiting is None:
        return Level.UNKNOWN
    waited_s = (now - queue.waiting_since).total_seconds() if queue.waiting_since else 0.0
    # A stale agent may be free.  «Too few are free» must hold even if all of those are.
    free = free_agents(office, queue) + sum(not office.is_live(agent) for agent in queue.agents.values())
    for level, waiting, wait_s, few in (
        (Level.RED, limits.waiting_red, limits.wait_red_s, limits.free_red),
        (Level.AMBER, limits.waiting_amber, limits.wait_amber_s, limits.free_amber),
    ):
        too_many = waiting is not None and queue.waiting >= waiting
        too_long = wait_s is not None and queue.waiting > 0 and waited_s >= wait_s
        too_few = few is not None and bool(queue.agents) and free <= few
        if too_many or too_long or too_few:
            return level
    return Level.GREEN


def ordered(limits: QueueThresholds) -> QueueThresholds:
    """Return the thresholds with amber and red swapped where red would come first (5 and 3 become 3 and 5)."""
    pairs: dict[str, int] = {}
    for amber, red, is_rising in (
        ("waiting_amber", "waiting_red", True),
        ("wait_amber_s", "wait_red_s", True),
        ("free_amber", "free_red", False),
    ):
        low, high = getattr(limits, amber), getattr(limits, red)
        if low is not None and high is not None and (low > high) is is_rising and low != high:
            pairs |= {amber: high, red: low}
    return replace(limits, **pairs)
