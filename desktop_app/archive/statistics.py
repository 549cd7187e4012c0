"""Statistics of a filter's calls: by hour, by person, and the longest waits.

Callers ask for one span of days at a time and add up the results, so a million calls do not block other queries.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TypeVar

import apsw
import msgspec

from desktop_app.archive import call_flags, queries
from desktop_app.archive.connection import Connection
from desktop_app.archive.records import CallFilter

LONGEST_WAITS = 15
_AMONG = "id IN (SELECT value FROM carray(?))"
K = TypeVar("K")


class Tally(msgspec.Struct, frozen=True):
    """Numbers of calls, and their talk time in seconds.

    Incoming calls are `answered` or `lost`; all calls that began inside are `out`, whatever their outcome.
    """

    answered: int = 0
    lost: int = 0
    out: int = 0
    talk_s: int = 0

    @property
    def calls(self) -> int:
        """The number of all calls."""
        return self.answered + self.lost + self.out

    def plus(self, other: Tally) -> Tally:
        """Return the sums of both."""
        return Tally(
            self.answered + other.answered,
            self.lost + other.lost,
            self.out + other.out,
            self.talk_s + other.talk_s,
        )


class Wait(msgspec.Struct, frozen=True):
    """An incoming call, and the seconds it rang until it was answered or abandoned."""

    ring_s: int
    calldate: str
    number: str
    name: str
    is_answered: bool


class Statistics(msgspec.Struct, frozen=True):
    """Tallies of calls.

    `hours` has the keys (day, hour 0 to 23) of the exchange's clock.  `people` has extensions as keys: who answered,
    whom a lost call rang first, who called out; `queued` counts only calls through a queue.  `waits` are the
    LONGEST_WAITS longest, the longest first.
    """

    hours: dict[tuple[date, int], Tally] = {}
    people: dict[str, Tally] = {}
    queued: dict[str, Tally] = {}
    waits: tuple[Wait, ...] = ()

    def plus(self, other: Statistics) -> Statistics:
        """Return the statistics of two disjoint sets of calls as those of their union."""
        waits = sorted([*self.waits, *other.waits], key=lambda wait: -wait.ring_s)
        return Statistics(
            _sum(self.hours, other.hours),
            _sum(self.people, other.people),
            _sum(self.queued, other.queued),
            tuple(waits[:LONGEST_WAITS]),
        )

    def days(self) -> dict[date, Tally]:
        """Return the tallies by day of the exchange."""
        found: dict[date, Tally] = {}
        for (day, _), tally in self.hours.items():
            found[day] = found.get(day, Tally()).plus(tally)
        return found

    def week(self) -> dict[tuple[int, int], Tally]:
        """Return the tallies by (weekday, hour of the day); Monday is 0."""
        found: dict[tuple[int, int], Tally] = {}
        for (day, hour), tally in self.hours.items():
            place = (day.weekday(), hour)
            found[place] = found.get(place, Tally()).plus(tally)
        return found


def statistics(connection: Connection, wanted: CallFilter) -> Statistics:
    """Return the statistics of a filter.  Messages and recordings without a billing record are not counted."""
    found = queries.find_ids(connection, wanted, -1)
    if not found:
        return Statistics()
    hours: dict[tuple[date, int], Tally] = {}
    people: dict[str, Tally] = {}
    queued: dict[str, Tally] = {}
    rows = connection.execute(
        # kind & 63: direction, outcome and queue.  The person is the extension that took part in the call.
        "SELECT substr(calldate, 1, 13), kind & 63, "  # noqa: S608 - our own condition
        "CASE WHEN kind & 3 <> 0 THEN from_number WHEN answered_by <> '' THEN answered_by ELSE to_number END, "
        f"count(*), sum(talk_s) FROM calls WHERE {_AMONG} GROUP BY 1, 2, 3",
        (apsw.carray(found),),
    )
    for hour, flags, person, count, talk_s in rows:
        tally = _tally(flags, count, talk_s)
        if tally is None:
            continue
        begin = _parse_hour(hour)
        if begin is not None:
            hours[begin] = hours.get(begin, Tally()).plus(tally)
        people[person] = people.get(person, Tally()).plus(tally)
        if flags & call_flags.QUEUE:
            queued[person] = queued.get(person, Tally()).plus(tally)
    waits = connection.execute(
        "SELECT ring_s, calldate, from_number, from_name, kind FROM calls "  # noqa: S608
        f"WHERE {_AMONG} AND kind & 3 = 0 AND kind >> 2 & 7 <> 4 ORDER BY ring_s DESC, id DESC LIMIT {LONGEST_WAITS}",
        (apsw.carray(found),),
    )
    return Statistics(hours, people, queued, tuple(_wait(*row) for row in waits))


def _tally(flags: int, count: int, talk_s: int) -> Tally | None:
    direction, outcome = call_flags.direction_of(flags), call_flags.outcome_of(flags)
    if direction == "message" or outcome == "unknown":
        return None
    if direction != "in":
        return Tally(out=count, talk_s=talk_s)
    return Tally(answered=count, talk_s=talk_s) if outcome == "answered" else Tally(lost=count)


def _wait(ring_s: int, calldate: str, number: str, name: str, flags: int) -> Wait:
    return Wait(ring_s, calldate, number, name, call_flags.outcome_of(flags) == "answered")


def _parse_hour(hour: str) -> tuple[date, int] | None:
    """Return day and hour of a text like `2026-03-02 09`; None if it is not a time."""
    try:
        return date.fromisoformat(hour[:10]), int(hour[11:])
    except ValueError:
        return None


def _sum(one: dict[K, Tally], two: dict[K, Tally]) -> dict[K, Tally]:
    found = dict(one)
    for key, tally in two.items():
        found[key] = found.get(key, Tally()).plus(tally)
    return found


def total(tallies: Iterable[Tally]) -> Tally:
    """Return the sums of all tallies."""
    found = Tally()
    for tally in tallies:
        found = found.plus(tally)
    return found
