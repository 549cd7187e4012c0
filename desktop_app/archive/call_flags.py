"""A call's kind: all that filters ask of it, packed into one small number.

From the low bits up: direction (2), outcome (3), through a queue (1), has a recording (1), cost something (1), and how
long the talk was, as the number of TALK_STEPS_S that it reached (4).
"""

from __future__ import annotations

from bisect import bisect_right
from functools import lru_cache

DIRECTIONS = ("in", "out", "internal", "message")
# `unknown`: a recording is listed, and no billing record tells how the call ended.
OUTCOMES = ("answered", "missed", "busy", "failed", "unknown")
# A talk is asked for by its least length, in seconds; 0 is no condition.
TALK_STEPS_S = (1, 10, 30, 60, 120, 300, 600, 1800, 3600)

QUEUE, RECORDING, COST = 1 << 5, 1 << 6, 1 << 7
_TALK_SHIFT = 8
_DIRECTION = {name: number for number, name in enumerate(DIRECTIONS)}
_OUTCOME = {name: number << 2 for number, name in enumerate(OUTCOMES)}
MAX_FLAGS = (len(TALK_STEPS_S) + 1 << _TALK_SHIFT) - 1
ALL_FLAGS = tuple(kind for kind in range(MAX_FLAGS + 1) if kind >> 2 & 7 < len(OUTCOMES))


def encode_flags(
    direction: str, outcome: str, talk_s: int, cost_grosze: int | None, queue: bool, recording: bool
) -> int:
    """The kind of one call."""
    return (
        _DIRECTION[direction]
        | _OUTCOME[outcome]
        | (QUEUE if queue else 0)
        | (RECORDING if recording else 0)
        | (COST if cost_grosze and cost_grosze > 0 else 0)
        | bisect_right(TALK_STEPS_S, talk_s) << _TALK_SHIFT
    )


def direction_of(kind: int) -> str:
    """in, out, internal or message."""
    return DIRECTIONS[kind & 3]


def outcome_of(kind: int) -> str:
    """answered, missed, busy, failed or unknown."""
    return OUTCOMES[kind >> 2 & 7]


@lru_cache(maxsize=64)
def matching_flags(
    directions: frozenset[str] = frozenset(),
    outcomes: frozenset[str] = frozenset(),
    bits: int = 0,
    talk_at_least_s: int = 0,
) -> tuple[int, ...]:
    """All kinds that fit: an empty set is no condition, `bits` have all to be there.

    `talk_at_least_s` is one of TALK_STEPS_S, or 0.
    """
    step = TALK_STEPS_S.index(talk_at_least_s) + 1 if talk_at_least_s else 0
    return tuple(
        kind
        for kind in ALL_FLAGS
        if (not directions or direction_of(kind) in directions)
        and (not outcomes or outcome_of(kind) in outcomes)
        and kind & bits == bits
        and kind >> _TALK_SHIFT >= step
    )
