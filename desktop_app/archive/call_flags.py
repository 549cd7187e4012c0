"""The properties of a call that filters ask for, packed into one integer.

From the low bits up: direction (2 bits), outcome (3), through a queue (1), has a recording (1), was charged (1), talk
time as the number of TALK_STEPS_S that it reaches (4), and used a function of the exchange (1).  The column
`calls.kind` stores it.
"""

from __future__ import annotations

from bisect import bisect_right
from functools import lru_cache

DIRECTIONS = ("in", "out", "internal", "message")
# `unknown`: only a recording is listed, and no billing record says how the call ended; or it was a feature code.
# The last three were answered by a machine.  Three bits have room for these eight.
OUTCOMES = ("answered", "missed", "busy", "failed", "unknown", "abandoned", "voicemail", "announcement")
# No person was reached.
MACHINES = frozenset(("abandoned", "voicemail", "announcement"))
LOST = MACHINES | {"missed", "busy", "failed"}
# The lower bounds of talk time that a filter can ask for, in seconds.
TALK_STEPS_S = (1, 10, 30, 60, 120, 300, 600, 1800, 3600)

QUEUE, RECORDING, COST, SERVICE = 1 << 5, 1 << 6, 1 << 7, 1 << 12
_TALK_SHIFT = 8
_DIRECTION = {name: number for number, name in enumerate(DIRECTIONS)}
_OUTCOME = {name: number << 2 for number, name in enumerate(OUTCOMES)}
_TALK_MASK = 15
MAX_FLAGS = SERVICE + (len(TALK_STEPS_S) + 1 << _TALK_SHIFT) - 1
ALL_FLAGS = tuple(flags for flags in range(MAX_FLAGS + 1) if flags >> _TALK_SHIFT & _TALK_MASK <= len(TALK_STEPS_S))


def encode_flags(
    direction: str, outcome: str, talk_s: int, cost_grosze: int | None, queue: bool, recording: bool
) -> int:
    """Return the flags of one call.  A cost of 0 or None is not a charge."""
    return (
        _DIRECTION[direction]
        | _OUTCOME[outcome]
        | (QUEUE if queue else 0)
        | (RECORDING if recording else 0)
        | (COST if cost_grosze and cost_grosze > 0 else 0)
        | bisect_right(TALK_STEPS_S, talk_s) << _TALK_SHIFT
    )


def direction_of(flags: int) -> str:
    """Return one of DIRECTIONS."""
    return DIRECTIONS[flags & 3]


def outcome_of(flags: int) -> str:
    """Return one of OUTCOMES."""
    return OUTCOMES[flags >> 2 & 7]


def is_counted(flags: int) -> bool:
    """Return True for a call that totals count: no message, and no use of a function of the exchange (*97)."""
    return direction_of(flags) != "message" and not flags & SERVICE


@lru_cache(maxsize=64)
def matching_flags(
    directions: frozenset[str] = frozenset(),
    outcomes: frozenset[str] = frozenset(),
    required: int = 0,
    talk_at_least_s: int = 0,
) -> tuple[int, ...]:
    """Return all values that satisfy the conditions, in ascending order.

    An empty set is no condition.  `required` is a sum of QUEUE, RECORDING and COST, all of which must be set.
    `talk_at_least_s` is one of TALK_STEPS_S or 0; raises ValueError for any other number.
    """
    step = TALK_STEPS_S.index(talk_at_least_s) + 1 if talk_at_least_s else 0
    return tuple(
        flags
        for flags in ALL_FLAGS
        if (not directions or direction_of(flags) in directions)
        and (not outcomes or outcome_of(flags) in outcomes)
        and flags & required == required
        and flags >> _TALK_SHIFT & _TALK_MASK >= step
    )
