"""What each lamp did in the last hour, as we saw it: our own observation, kept in a few bytes a step.

A doubt (a loss of the connection, a gap) ends what was known of every lamp at once: from there until it is heard of
again nothing is known, and a picture of the hour has a hole there.
"""

from __future__ import annotations

from array import array
from datetime import UTC, datetime, timedelta

import msgspec

from desktop_app.office.state import TALKING
from desktop_app.pbx.states import DeviceState

HOUR = timedelta(hours=1)
MAX_STEPS = 96
MAX_GAPS = 400
_STATES = tuple(DeviceState)
_INDEX = {state: place for place, state in enumerate(_STATES)}
_BASE = datetime(2026, 1, 1, tzinfo=UTC)
_TIME_BITS = 36  # two centuries of tenths of a second
_TIME_MASK = (1 << _TIME_BITS) - 1


class StateInterval(msgspec.Struct, frozen=True):
    """A stretch of one state; None where it was not known."""

    state: DeviceState | None
    start: datetime
    end: datetime


class History:
    """Notes each change of a lamp's state.

    A step is eight bytes: how many doubts there were before it, tenths of a second since 2026, and the state.
    """

    def __init__(self) -> None:
        self._steps: dict[str, array[int]] = {}
        self._doubts: list[int] = []
        self._forgotten = 0  # doubts that are kept no more

    def record(self, extension: str, state: DeviceState, at: datetime) -> None:
        """This lamp is in this state from now on."""
        steps = self._steps.get(extension)
        if steps is None:
            steps = self._steps[extension] = array("q")
        epoch = self._forgotten + len(self._doubts)
        step = (epoch << _TIME_BITS | _tenths(at)) << 4 | _INDEX[state]
        if steps and steps[-1] & 15 == step & 15 and steps[-1] >> _TIME_BITS + 4 == epoch:
            return
        steps.append(step)
        if len(steps) > MAX_STEPS * 5 // 4:
            del steps[:-MAX_STEPS]

    def mark_stale(self, at: datetime) -> None:
        """Nothing is known of anybody from now on."""
        self._doubts.append(_tenths(at))
        surplus = len(self._doubts) - 2 * MAX_GAPS
        if surplus > 0:
            del self._doubts[:-MAX_GAPS]
            self._forgotten += surplus + MAX_GAPS

    def intervals(self, extension: str, now: datetime) -> list[StateInterval]:
        """The last hour of one lamp, without holes: what was not known is a spell of its own."""
        begin, end = _tenths(now - HOUR), _tenths(now)
        spells: list[StateInterval] = []
        state, since = None, begin

        def reaches(at: int) -> None:
            nonlocal since
            at = min(at, end)
            if at > since:
                spells.append(StateInterval(state, _moment(since), _moment(at)))
                since = at

        epoch = 0
        for step in self._steps.get(extension, ()):
            said_in, at = step >> _TIME_BITS + 4, step >> 4 & _TIME_MASK
            if state is not None and said_in > epoch:
                reaches(self._ended_by_doubt(epoch, at))
                state = None
            reaches(at)
            state, epoch = _STATES[step & 15], said_in
        if state is not None and epoch < self._forgotten + len(self._doubts):
            reaches(self._ended_by_doubt(epoch, end))
            state = None
        reaches(end)
        return _joined(spells)

    def _ended_by_doubt(self, epoch: int, at_most: int) -> int:
        """When what was said in an epoch began to be doubted."""
        place = max(epoch - self._forgotten, 0)
        return min(self._doubts[place], at_most) if place < len(self._doubts) else at_most

    def talk_count(self, extension: str, now: datetime) -> int:
        """How often this lamp began to talk in the last hour."""
        # A hole between two stretches of talking may be one talk: it is not counted twice.
        known = [spell.state in TALKING for spell in self.intervals(extension, now) if spell.state is not None]
        return sum(1 for place, is_one in enumerate(known) if is_one and not (place and known[place - 1]))


def _joined(spells: list[StateInterval]) -> list[StateInterval]:
    joined: list[StateInterval] = []
    for spell in spells:
        if joined and joined[-1].state is spell.state:
            joined[-1] = StateInterval(spell.state, joined[-1].start, spell.end)
        else:
            joined.append(spell)
    return joined


def _tenths(at: datetime) -> int:
    return max(0, int((at - _BASE).total_seconds() * 10))


def _moment(tenths: int) -> datetime:
    return _BASE + timedelta(seconds=tenths / 10)
