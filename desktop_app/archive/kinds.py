"""A call's kind: all that filters ask of it, packed into one small number, so that one index answers all of them.

From the low bits up: direction (2), outcome (3), through a queue (1), has a recording (1), cost something (1), and how
long the talk was, as the number of TALK_STEPS_S that it reached (4).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable

DIRECTIONS = ("in", "out", "internal", "message")
# `unknown`: a recording is listed, and no billing record tells how the call ended.
OUTCOMES = ("answered", "missed", "busy", "failed", "unknown")
# A talk is asked for by its least length, in seconds; 0 is no condition.
TALK_STEPS_S = (1, 10, 30, 60, 120, 300, 600, 1800, 3600)

QUEUE, RECORDING, COST = 1 << 5, 1 << 6, 1 << 7
_TALK_SHIFT = 8
_DIRECTION = {name: number for number, name in enumerate(DIRECTIONS)}
_OUTCOME = {name: number << 2 for number, name in enumerate(OUTCOMES)}


def kind_of(direction: str, outcome: str, talk_s: int, cost_grosze: int | None, *, queue: bool, recording: bool) -> int:
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


def fitting(
    kinds: Iterable[int],
    *,
    directions: frozenset[str] = frozenset(),
    outcomes: frozenset[str] = frozenset(),
    bits: int = 0,
    talk_at_least_s: int = 0,
) -> list[int]:
    """Those of `kinds` that fit: an empty set is no condition, `bits` have all to be there.

    `talk_at_least_s` is one of TALK_STEPS_S, or 0.
    """
    step = TALK_STEPS_S.index(talk_at_least_s) + 1 if talk_at_least_s else 0
    return [
        kind
        for kind in kinds
        if (not directions or direction_of(kind) in directions)
        and (not outcomes or outcome_of(kind) in outcomes)
        and kind & bits == bits
        and kind >> _TALK_SHIFT >= step
    ]


# ---- marks ---------------------------------------------------------------------------------------

# Each thing asked for has a mark in the index of words: three equal letters of Unicode's private area, which are
# one trigram.  A mark for each kind would be fewer, but a filter would then ask for dozens of them at once.
_DIRECTION_MARKS, _OUTCOME_MARKS, _FLAG_MARKS, _TALK_MARKS = 0xE000, 0xE010, 0xE020, 0xE030
_FLAGS = (QUEUE, RECORDING, COST)


def _mark(letter: int) -> str:
    return chr(letter) * 3


def marks(kind: int) -> str:
    """All marks of a kind."""
    return "".join(
        [
            _mark(_DIRECTION_MARKS + (kind & 3)),
            _mark(_OUTCOME_MARKS + (kind >> 2 & 7)),
            *[_mark(_FLAG_MARKS + place) for place, flag in enumerate(_FLAGS) if kind & flag],
            _mark(_TALK_MARKS + (kind >> _TALK_SHIFT)),
        ]
    )


def wanted_marks(
    *, directions: frozenset[str], outcomes: frozenset[str], bits: int, talk_at_least_s: int
) -> list[list[str]]:
    """What `fitting` asks, as marks: of each list one has to be there."""
    asked = [
        [_mark(_DIRECTION_MARKS + place) for place, name in enumerate(DIRECTIONS) if name in directions],
        [_mark(_OUTCOME_MARKS + place) for place, name in enumerate(OUTCOMES) if name in outcomes],
        *[[_mark(_FLAG_MARKS + place)] for place, flag in enumerate(_FLAGS) if bits & flag],
    ]
    if talk_at_least_s:
        step = TALK_STEPS_S.index(talk_at_least_s) + 1
        asked.append([_mark(_TALK_MARKS + reached) for reached in range(step, len(TALK_STEPS_S) + 1)])
    return [ones for ones in asked if ones]
