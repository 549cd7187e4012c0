"""Statistics as charts: bars with their labels and tooltips, and the same numbers as a table to copy."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta

import msgspec

from desktop_app.i18n.text import tr
from desktop_app.models.call_formatting import format_call_time
from desktop_app.models.formatting import format_duration
from desktop_app.phone_numbers.formatting import format_number
from desktop_app.services.call_statistics import Statistics, Tally, total

MOST_ROWS = 20
_NOBODY = Tally()


class Series(msgspec.Struct, frozen=True):
    """One colour of a chart: its label, the theme's colour token, and a value for each bar."""

    label: str
    token: str
    values: tuple[int, ...]


class Chart(msgspec.Struct, frozen=True):
    """A bar for each of `labels`, stacked from one or more series, with a tooltip for each bar.

    `table` holds all numbers, also those that are not drawn: a row of headings, then the rows.
    """

    title: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    tooltips: tuple[str, ...]
    table: tuple[tuple[str, ...], ...]


def week_chart(found: Statistics) -> Chart:
    """Return calls by weekday and hour: a series of 24 values for each weekday, Monday first."""
    week = found.week()
    days = (tr("Mon"), tr("Tue"), tr("Wed"), tr("Thu"), tr("Fri"), tr("Sat"), tr("Sun"))
    cells = [[week.get((day, hour), _NOBODY) for hour in range(24)] for day in range(7)]
    hours = tuple(str(hour) for hour in range(24))
    return Chart(
        tr("Calls by weekday and hour"),
        hours,
        tuple(Series(words, "accent", tuple(one.calls for one in row)) for words, row in zip(days, cells, strict=True)),
        tuple(
            f"{words} {hour}:00–{hour + 1}:00: {_tooltip(one)}"
            for words, row in zip(days, cells, strict=True)
            for hour, one in enumerate(row)
        ),
        (
            ("", *hours),
            *((words, *(str(one.calls) for one in row)) for words, row in zip(days, cells, strict=True)),
        ),
    )


def days_chart(found: Statistics, first: date, last: date) -> Chart:
    """Return answered and missed calls from outside by day, from the first day with calls to the last."""
    known = found.days()
    first, last = max(first, min(known, default=first)), min(last, max(known, default=last))
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    tallies = [known.get(day, _NOBODY) for day in days]
    return Chart(
        tr("Answered and missed by day"),
        tuple(f"{day.day}.{day.month:02d}" for day in days),
        (_answered(tallies), _lost(tallies)),
        tuple(f"{day.isoformat()}: {_tooltip(one)}" for day, one in zip(days, tallies, strict=True)),
        (
            (tr("Day"), tr("Answered"), tr("Missed"), tr("Called out"), tr("Talk (s)")),
            *((day.isoformat(), *_numbers(one)) for day, one in zip(days, tallies, strict=True)),
        ),
    )


def people_chart(found: Statistics, name_of: Callable[[str], str]) -> Chart:
    """Return calls by extension, the busiest first; MOST_ROWS are drawn."""
    ranked = sorted(found.people.items(), key=lambda one: (-one[1].calls, one[0]))
    shown = ranked[:MOST_ROWS]
    tallies = [tally for _, tally in shown]
    names = [_name(number, name_of) for number, _ in shown]
    return Chart(
        tr("Calls by person"),
        tuple(names),
        (_answered(tallies), _lost(tallies), Series(tr("called out"), "accent", tuple(one.out for one in tallies))),
        tuple(f"{name}: {_tooltip(one)}" for name, one in zip(names, tallies, strict=True)),
        (
            (tr("Name"), tr("Number"), tr("Answered"), tr("Missed"), tr("Called out"), tr("Talk (s)")),
            *((name_of(number), number, *_numbers(tally)) for number, tally in ranked),
        ),
    )


def queues_chart(found: Statistics, queues: Mapping[str, frozenset[str]]) -> Chart:
    """Return calls by queue.  Billing records do not name the queue, so its present agents (`queues`) stand for it.

    Calls of other extensions that came through a queue are one more row.
    """
    ranked = [
        (name, total(tally for number, tally in found.queued.items() if number in agents))
        for name, agents in sorted(queues.items())
        if agents
    ]
    known = frozenset[str]().union(*queues.values())
    rest = total(tally for number, tally in found.queued.items() if number not in known)
    if rest.calls:
        ranked.append((tr("other agents"), rest))
    ranked = [(name, tally) for name, tally in ranked if tally.calls]
    tallies = [tally for _, tally in ranked]
    return Chart(
        tr("Calls through a queue, by its agents of now"),
        tuple(name for name, _ in ranked),
        (_answered(tallies), _lost(tallies)),
        tuple(f"{name}: {_tooltip(one)}" for name, one in ranked),
        (
            (tr("Queue"), tr("Answered"), tr("Missed"), tr("Talk (s)")),
            *((name, str(one.answered), str(one.lost), str(one.talk_s)) for name, one in ranked),
        ),
    )


def waits_chart(found: Statistics, name_of: Callable[[str], str], today: date) -> Chart:
    """Return the callers who waited longest until they were answered or gave up."""
    names = [name_of(one.number) or one.name or format_number(one.number) or tr("unknown") for one in found.waits]
    ends = [tr("answered") if one.is_answered else tr("missed") for one in found.waits]
    whens = [format_call_time(one.calldate, today) for one in found.waits]
    return Chart(
        tr("Longest waits"),
        tuple(f"{name}, {when}" for name, when in zip(names, whens, strict=True)),
        (
            Series(tr("answered"), "idle", tuple(one.ring_s if one.is_answered else 0 for one in found.waits)),
            Series(tr("missed"), "busy", tuple(0 if one.is_answered else one.ring_s for one in found.waits)),
        ),
        tuple(
            f"{name}, {when}: {format_duration(one.ring_s)}, {end}"
            for name, when, one, end in zip(names, whens, found.waits, ends, strict=True)
        ),
        (
            (tr("When"), tr("Name"), tr("Number"), tr("Waited (s)"), tr("Outcome")),
            *(
                (one.calldate, name, one.number, str(one.ring_s), end)
                for name, one, end in zip(names, found.waits, ends, strict=True)
            ),
        ),
    )


def _answered(tallies: list[Tally]) -> Series:
    return Series(tr("answered"), "idle", tuple(one.answered for one in tallies))


def _lost(tallies: list[Tally]) -> Series:
    return Series(tr("missed"), "busy", tuple(one.lost for one in tallies))


def _numbers(tally: Tally) -> tuple[str, ...]:
    return str(tally.answered), str(tally.lost), str(tally.out), str(tally.talk_s)


def _tooltip(tally: Tally) -> str:
    parts = [tr("{n} answered", tally.answered), tr("{n} missed", tally.lost), tr("{n} called out", tally.out)]
    return ", ".join((*parts, tr("{time} of talk").format(time=format_duration(tally.talk_s))))


def _name(number: str, name_of: Callable[[str], str]) -> str:
    return name_of(number) or format_number(number) or tr("unknown")
