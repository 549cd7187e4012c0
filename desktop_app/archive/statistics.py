"""Counts over the calls of a filter: by hour, by person, and who waited longest.

All on the archive's thread; one span of days at a time, so that a million calls hold nobody up.
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
    """How many calls were answered, how many not, how many were called out, and the talk of all of them in seconds.

    Calls from outside are answered or lost; all that were begun inside are `out`, whatever became of them.
    """

    answered: int = 0
    lost: int = 0
    out: int = 0
    talk_s: int = 0

    @property
    def calls(self) -> int:
        """All of them."""
        return self.answered + self.lost + self.out

    def plus(self, other: Tally) -> Tally:
        """Both together."""
        return Tally(
            self.answered + other.answered,
            self.lost + other.lost,
            self.out + other.out,
            self.talk_s + other.talk_s,
        )


class Wait(msgspec.Struct, frozen=True):
    """One call from outside and how long it rang, in seconds, until it was answered or given up."""

    ring_s: int
    calldate: str
    number: str
    name: str
    is_answered: bool


class Statistics(msgspec.Struct, frozen=True):
    """`hours` are by (day, hour of the day) of the exchange's clock.

    `people` are extensions: who answered, whom a lost call rang first, who called out; `queued` the same for calls
    through a queue alone.  `waits` are the longest, the longest first.
    """

    hours: dict[tuple[date, int], Tally] = {}
    people: dict[str, Tally] = {}
    queued: dict[str, Tally] = {}
    waits: tuple[Wait, ...] = ()

    def plus(self, other: Statistics) -> Statistics:
        """The statistics of two different sets of calls as those of all."""
        waits = sorted([*self.waits, *other.waits], key=lambda wait: -wait.ring_s)
        return Statistics(
            _sum(self.hours, other.hours),
            _sum(self.people, other.people),
            _sum(self.queued, other.queued),
            tuple(waits[:LONGEST_WAITS]),
        )

    def days(self) -> dict[date, Tally]:
        """By day of the exchange."""
        found: dict[date, Tally] = {}
        for (day, _), tally in self.hours.items():
            found[day] = found.get(day, Tally()).plus(tally)
        return found

    def week(self) -> dict[tuple[int, int], Tally]:
        """By (weekday, hour of the day), Monday being 0."""
        found: dict[tuple[int, int], Tally] = {}
        for (day, hour), tally in self.hours.items():
            place = (day.weekday(), hour)
            found[place] = found.get(place, Tally()).plus(tally)
        return found


def statistics(connection: Connection, wanted: CallFilter) -> Statistics:
    """The counts of a filter; messages are no calls, and a recording without a billing record tells no outcome."""
    found = queries.find_ids(connection, wanted, -1)
    if not found:
        return Statistics()
    hours: dict[tuple[date, int], Tally] = {}
    people: dict[str, Tally] = {}
    queued: dict[str, Tally] = {}
    rows = connection.execute(
        # What of the kind matters here: direction, outcome, queue.  A person is the one of us in the call.
        "SELECT substr(calldate, 1, 13), kind & 63, "  # noqa: S608 - our own condition
        "CASE WHEN kind & 3 <> 0 THEN from_number WHEN answered_by <> '' THEN answered_by ELSE to_number END, "
        f"count(*), sum(talk_s) FROM calls WHERE {_AMONG} GROUP BY 1, 2, 3",
        (apsw.carray(found),),
    )
    for hour, kind, person, count, talk_s in rows:
        tally = _tally(kind, count, talk_s)
        if tally is None:
            continue
        begin = _moment(hour)
        if begin is not None:
            hours[begin] = hours.get(begin, Tally()).plus(tally)
        people[person] = people.get(person, Tally()).plus(tally)
        if kind & call_flags.QUEUE:
            queued[person] = queued.get(person, Tally()).plus(tally)
    waits = connection.execute(
        "SELECT ring_s, calldate, from_number, from_name, kind FROM calls "  # noqa: S608
        f"WHERE {_AMONG} AND kind & 3 = 0 AND kind >> 2 & 7 <> 4 ORDER BY ring_s DESC, id DESC LIMIT {LONGEST_WAITS}",
        (apsw.carray(found),),
    )
    return Statistics(hours, people, queued, tuple(_wait(*row) for row in waits))


def _tally(kind: int, count: int, talk_s: int) -> Tally | None:
    direction, outcome = call_flags.direction_of(kind), call_flags.outcome_of(kind)
    if direction == "message" or outcome == "unknown":
        return None
    if direction != "in":
        return Tally(out=count, talk_s=talk_s)
    return Tally(answered=count, talk_s=talk_s) if outcome == "answered" else Tally(lost=count)


def _wait(ring_s: int, calldate: str, number: str, name: str, kind: int) -> Wait:
    return Wait(ring_s, calldate, number, name, call_flags.outcome_of(kind) == "answered")


def _moment(hour: str) -> tuple[date, int] | None:
    """The day and the hour in «2026-03-02 09»; None for what is no time."""
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
    """All of them together."""
    found = Tally()
    for tally in tallies:
        found = found.plus(tally)
    return found
