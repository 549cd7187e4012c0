"""The device states of the last hour, per extension, as this program observed them.

After the connection is lost or a message is missed, the state of every lamp is unknown until its next event.  The
history shows that time as an interval of unknown state.
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
_INDEX = {state: index for index, state in enumerate(_STATES)}
_BASE = datetime(2026, 1, 1, tzinfo=UTC)
_TIME_BITS = 36  # two centuries of tenths of a second
_TIME_MASK = (1 << _TIME_BITS) - 1


class StateInterval(msgspec.Struct, frozen=True):
    """A time in one state; `state` is None where it was unknown."""

    state: DeviceState | None
    start: datetime
    end: datetime


class History:
    """Records changes of device state in eight bytes each.

    A step packs the number of gaps before it, the time in tenths of a second since 2026, and the state.  At most
    1.25 × MAX_STEPS steps are kept per extension, and at most 2 × MAX_GAPS gaps.
    """

    def __init__(self) -> None:
        self._steps: dict[str, array[int]] = {}
        self._gaps: list[int] = []
        self._dropped_gaps = 0

    def record(self, extension: str, state: DeviceState, at: datetime) -> None:
        """Record that the extension is in this state from `at` (aware) on.  A repeated state adds nothing."""
        steps = self._steps.get(extension)
        if steps is None:
            steps = self._steps[extension] = array("q")
        epoch = self._dropped_gaps + len(self._gaps)
        step = (epoch << _TIME_BITS | _tenths(at)) << 4 | _INDEX[state]
        if steps and steps[-1] & 15 == step & 15 and steps[-1] >> _TIME_BITS + 4 == epoch:
            return
        steps.append(step)
        if len(steps) > MAX_STEPS * 5 // 4:
            del steps[:-MAX_STEPS]

    def mark_stale(self, at: datetime) -> None:
        """Record that the state of every extension is unknown from `at` until its next event."""
        self._gaps.append(_tenths(at))
        surplus = len(self._gaps) - 2 * MAX_GAPS
        if surplus > 0:
            del self._gaps[:-MAX_GAPS]
            self._dropped_gaps += surplus + MAX_GAPS

    def intervals(self, extension: str, now: datetime) -> list[StateInterval]:
        """Return the hour before `now` as adjacent intervals in order of time; they cover it without a hole."""
        begin, end = _tenths(now - HOUR), _tenths(now)
        intervals: list[StateInterval] = []
        state, since = None, begin

        def extend_to(at: int) -> None:
            nonlocal since
            at = min(at, end)
            if at > since:
                intervals.append(StateInterval(state, _moment(since), _moment(at)))
                since = at

        epoch = 0
        for step in self._steps.get(extension, ()):
            step_epoch, at = step >> _TIME_BITS + 4, step >> 4 & _TIME_MASK
            if state is not None and step_epoch > epoch:
                extend_to(self._first_gap_after(epoch, at))
                state = None
            extend_to(at)
            state, epoch = _STATES[step & 15], step_epoch
        if state is not None and epoch < self._dropped_gaps + len(self._gaps):
            extend_to(self._first_gap_after(epoch, end))
            state = None
        extend_to(end)
        return _joined(intervals)

    def _first_gap_after(self, epoch: int, limit: int) -> int:
        """Return the time of the gap that ended this epoch, which is not the present one; at most `limit`."""
        return min(self._gaps[max(epoch - self._dropped_gaps, 0)], limit)

    def talk_count(self, extension: str, now: datetime) -> int:
        """Return how many conversations began in the hour before `now`."""
        # Two stretches of talking with only unknown time between them may be one conversation: count it once.
        known = [one.state in TALKING for one in self.intervals(extension, now) if one.state is not None]
        return sum(1 for index, talks in enumerate(known) if talks and not (index and known[index - 1]))


def _joined(intervals: list[StateInterval]) -> list[StateInterval]:
    joined: list[StateInterval] = []
    for one in intervals:
        if joined and joined[-1].state is one.state:
            joined[-1] = StateInterval(one.state, joined[-1].start, one.end)
        else:
            joined.append(one)
    return joined


def _tenths(at: datetime) -> int:
    return max(0, int((at - _BASE).total_seconds() * 10))


def _moment(tenths: int) -> datetime:
    return _BASE + timedelta(seconds=tenths / 10)
