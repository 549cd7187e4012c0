"""What each lamp did in the last hour, as we saw it: our own observation, kept in a few bytes a step.

A doubt (a loss of the connection, a gap) ends what was known of every lamp at once: from there until it is heard of
again nothing is known, and a picture of the hour has a hole there.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from datetime import UTC, datetime, timedelta

import msgspec

from desktop_app.pbx.states import DeviceState

HOUR = timedelta(hours=1)
STEPS_KEPT = 120
DOUBTS_KEPT = 400
_STATES = tuple(DeviceState)
_INDEX = {state: place for place, state in enumerate(_STATES)}
_BASE = datetime(2026, 1, 1, tzinfo=UTC)
_ENGAGED = (DeviceState.IN_USE, DeviceState.BUSY, DeviceState.ON_HOLD)


class Spell(msgspec.Struct, frozen=True):
    """A stretch of one state; None where it was not known."""

    state: DeviceState | None
    begun: datetime
    ended: datetime


class History:
    """Notes each change of a lamp's state.  A step is eight bytes:
    tenths of a second since 2026, times 16, and the state.
    """

    def __init__(self) -> None:
        self._steps: dict[str, array[int]] = {}
        self._doubts: list[int] = []

    def note(self, extension: str, state: DeviceState, at: datetime) -> None:
        """This lamp is in this state from now on."""
        steps = self._steps.get(extension)
        if steps is None:
            steps = self._steps[extension] = array("q")
        step = _tenths(at) << 4 | _INDEX[state]
        if steps and steps[-1] & 15 == step & 15 and not self._doubted_since(steps[-1] >> 4):
            return
        steps.append(step)
        if len(steps) > STEPS_KEPT * 5 // 4:
            del steps[:-STEPS_KEPT]

    def doubt(self, at: datetime) -> None:
        """Nothing is known of anybody from now on."""
        self._doubts.append(_tenths(at))
        if len(self._doubts) > 2 * DOUBTS_KEPT:
            del self._doubts[:-DOUBTS_KEPT]

    def spells(self, extension: str, now: datetime) -> list[Spell]:
        """The last hour of one lamp, without holes: what was not known is a spell of its own."""
        begin, end = _tenths(now - HOUR), _tenths(now)
        marks = sorted(
            [(step >> 4, step & 15) for step in self._steps.get(extension, ())] + [(d, -1) for d in self._doubts]
        )
        spells: list[Spell] = []
        state, since = -1, begin
        for at, code in [*marks, (end, -2)]:
            if at > since and at > begin:
                spells.append(Spell(None if state < 0 else _STATES[state], _moment(since), _moment(min(at, end))))
                since = at
            if code != -2:
                state, since = code, max(at, begin)
        return _joined(spells)

    def times_engaged(self, extension: str, now: datetime) -> int:
        """How often this lamp began to talk in the last hour."""
        spells = self.spells(extension, now)
        engaged = [spell.state in _ENGAGED for spell in spells]
        return sum(1 for place, is_one in enumerate(engaged) if is_one and not (place and engaged[place - 1]))

    def _doubted_since(self, at: int) -> bool:
        return bisect_right(self._doubts, at) < len(self._doubts)


def _joined(spells: list[Spell]) -> list[Spell]:
    joined: list[Spell] = []
    for spell in spells:
        if joined and joined[-1].state is spell.state:
            joined[-1] = Spell(spell.state, joined[-1].begun, spell.ended)
        else:
            joined.append(spell)
    return joined


def _tenths(at: datetime) -> int:
    return int((at - _BASE).total_seconds() * 10)


def _moment(tenths: int) -> datetime:
    return _BASE + timedelta(seconds=tenths / 10)
