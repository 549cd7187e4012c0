"""Calls, recordings and the days that are complete: what goes in and what comes out.

Every function takes an open connection and runs on the archive's thread.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

import apsw

from desktop_app.archive.grouping import group, is_inside, search_text
from desktop_app.archive.records import Call, CallFilter, Totals
from desktop_app.pbx.records import Leg, RecordingEntry
from desktop_app.text import folded

_LEG_COLUMNS = (
    "calldate, clid, src, dst, channel, dstchannel, lastapp, duration_s, billsec_s, disposition, uniqueid, "
    "cost_grosze, zone"
)
_CALL_COLUMNS = (
    "uniqueid, began_s, calldate, direction, outcome, from_number, from_name, to_number, answered_by, "
    "ring_s, talk_s, cost_grosze, zone, legs"
)
_MARKS = ", ".join("?" * 13)


def save_legs(connection: apsw.Connection, legs: Sequence[Leg], pbx_name: str) -> int:
    """Keep these billing records and make their calls anew; gives how many were not known before.

    A record that comes again changes nothing, but that a cost may be told later.
    """
    with connection:
        known = _count(connection)
        before = connection.total_changes()
        connection.executemany(
            f"INSERT INTO legs ({_LEG_COLUMNS}) VALUES ({_MARKS}) "  # noqa: S608 - our own column names
            "ON CONFLICT DO UPDATE SET cost_grosze = excluded.cost_grosze, zone = excluded.zone "
            "WHERE cost_grosze IS NOT excluded.cost_grosze AND excluded.cost_grosze IS NOT NULL",
            (_leg_row(leg) for leg in legs),
        )
        added = _count(connection) - known
        if connection.total_changes() != before:
            _regroup(connection, {leg.uniqueid for leg in legs}, pbx_name)
    return added


def _count(connection: apsw.Connection) -> int:
    return int(connection.execute("SELECT count(*) FROM legs").get)


def _leg_row(leg: Leg) -> tuple[object, ...]:
    return (
        leg.calldate,
        leg.clid,
        leg.src,
        leg.dst,
        leg.channel,
        leg.dstchannel,
        leg.lastapp,
        leg.duration_s,
        leg.billsec_s,
        leg.disposition,
        leg.uniqueid,
        leg.cost_grosze,
        leg.zone,
    )


def _regroup(connection: apsw.Connection, uniqueids: Iterable[str], pbx_name: str) -> None:
    rows = []
    for uniqueid in uniqueids:
        legs = legs_of(connection, uniqueid)
        call = group(legs, pbx_name)
        values = [getattr(call, name.strip()) for name in _CALL_COLUMNS.split(",")]
        rows.append((*values, search_text(call, legs)))
    connection.executemany(
        f"INSERT OR REPLACE INTO calls ({_CALL_COLUMNS}, search) VALUES ({', '.join('?' * 15)})",  # noqa: S608
        rows,
    )


def legs_of(connection: apsw.Connection, uniqueid: str) -> list[Leg]:
    """The legs of one call, in the order of time."""
    rows = connection.execute(
        f"SELECT {_LEG_COLUMNS} FROM legs WHERE uniqueid = ? ORDER BY calldate, id",  # noqa: S608
        (uniqueid,),
    )
    return [Leg(*row) for row in rows]


def find(connection: apsw.Connection, wanted: CallFilter, limit: int, offset: int = 0) -> list[Call]:
    """The calls of a filter, the newest first."""
    where, values = _where(wanted)
    rows = connection.execute(
        f"SELECT {_CALL_COLUMNS}, EXISTS (SELECT 1 FROM recordings r WHERE r.uniqueid = calls.uniqueid) "  # noqa: S608
        f"FROM calls WHERE {where} ORDER BY began_s DESC, uniqueid DESC LIMIT ? OFFSET ?",
        (*values, limit, offset),
    )
    return [_call(row) for row in rows]


def _call(row: tuple[Any, ...]) -> Call:
    values = (*row[:-1], bool(row[-1]))
    return Call(*values)


def totals(connection: apsw.Connection, wanted: CallFilter) -> Totals:
    """The sums of a filter; messages cost, but are no calls."""
    where, values = _where(wanted)
    row = connection.execute(
        "SELECT count(*) FILTER (WHERE direction <> 'message'), "  # noqa: S608
        "count(*) FILTER (WHERE outcome = 'answered' AND direction <> 'message'), "
        f"coalesce(sum(talk_s), 0), coalesce(sum(cost_grosze), 0) FROM calls WHERE {where}",
        values,
    ).get
    return Totals(*row)


def _where(wanted: CallFilter) -> tuple[str, tuple[object, ...]]:
    parts = ["calldate >= ?", "calldate < ?"]
    values: list[object] = [wanted.first.isoformat(), (wanted.last + timedelta(days=1)).isoformat()]
    for column, choices in (("direction", wanted.directions), ("outcome", wanted.outcomes)):
        if choices:
            parts.append(f"{column} IN ({', '.join('?' * len(choices))})")
            values.extend(sorted(choices))
    if wanted.with_recording:
        parts.append("EXISTS (SELECT 1 FROM recordings r WHERE r.uniqueid = calls.uniqueid)")
    if wanted.number:
        parts.append("? IN (from_number, to_number, answered_by)")
        values.append(wanted.number)
    for word in folded(wanted.text).split():
        parts.append("instr(search, ?) > 0")
        values.append(word)
    return " AND ".join(parts), tuple(values)


def call_of(connection: apsw.Connection, uniqueid: str) -> Call | None:
    """One call by its identifier."""
    row = connection.execute(
        f"SELECT {_CALL_COLUMNS}, EXISTS (SELECT 1 FROM recordings r WHERE r.uniqueid = calls.uniqueid) "  # noqa: S608
        "FROM calls WHERE uniqueid = ?",
        (uniqueid,),
    ).fetchone()
    return _call(row) if row else None


def with_number(connection: apsw.Connection, number: str, limit: int) -> list[Call]:
    """The latest calls with one number at either end."""
    rows = connection.execute(
        f"SELECT {_CALL_COLUMNS}, EXISTS (SELECT 1 FROM recordings r WHERE r.uniqueid = calls.uniqueid) "  # noqa: S608
        "FROM calls WHERE ? IN (from_number, to_number, answered_by) ORDER BY began_s DESC LIMIT ?",
        (number, limit),
    )
    return [_call(row) for row in rows]


def inside_names(connection: apsw.Connection) -> list[tuple[str, str]]:
    """(extension, name) as the exchange presented them last in billing records."""
    return [
        (number, name)
        for number, name in connection.execute(
            "SELECT from_number, from_name FROM calls WHERE length(from_number) <= 5 AND from_name <> '' "
            "GROUP BY from_number HAVING began_s = max(began_s)"
        )
        if is_inside(number)
    ]


def outside_names(connection: apsw.Connection) -> list[tuple[str, str]]:
    """(number, name) of outside callers as their exchange presented them last."""
    return [
        (number, name)
        for number, name in connection.execute(
            "SELECT from_number, from_name FROM calls WHERE length(from_number) > 5 AND from_name <> '' "
            "GROUP BY from_number HAVING began_s = max(began_s)"
        )
    ]


# ---- recordings ----------------------------------------------------------------------------------


def save_recordings(connection: apsw.Connection, entries: Iterable[RecordingEntry]) -> None:
    """Keep the list of recordings."""
    with connection:
        connection.executemany(
            "INSERT OR REPLACE INTO recordings (uniqueid, src, dst, format, date) VALUES (?, ?, ?, ?, ?)",
            ((entry.uniqueid, entry.src, entry.dst, entry.format, entry.date) for entry in entries),
        )


def recording_of(connection: apsw.Connection, uniqueid: str) -> RecordingEntry | None:
    """The list's entry of one recording."""
    row = connection.execute(
        "SELECT uniqueid, src, dst, format, date FROM recordings WHERE uniqueid = ?", (uniqueid,)
    ).fetchone()
    return RecordingEntry(*row) if row else None


def touch_sound(connection: apsw.Connection, uniqueid: str, used_at: str) -> None:
    """Note that a sound was used: the ones used longest ago go first."""
    with connection:
        connection.execute("UPDATE sounds SET used_at = ? WHERE uniqueid = ?", (used_at, uniqueid))


def trim_sounds(connection: apsw.Connection, limit_bytes: int) -> None:
    """Forget the sounds that were not used for longest, until what is kept fits."""
    rows = connection.execute("SELECT uniqueid, length(body) FROM sounds ORDER BY used_at DESC").fetchall()
    kept = 0
    with connection:
        for uniqueid, size in rows:
            kept += int(size or 0)
            if kept > limit_bytes:
                connection.execute("DELETE FROM sounds WHERE uniqueid = ?", (uniqueid,))


def save_sound(connection: apsw.Connection, uniqueid: str, container: str, body: bytes, used_at: str) -> None:
    """Keep a recording's sound."""
    with connection:
        connection.execute(
            "INSERT OR REPLACE INTO sounds (uniqueid, container, used_at, body) VALUES (?, ?, ?, ?)",
            (uniqueid, container, used_at, body),
        )


def sound_of(connection: apsw.Connection, uniqueid: str) -> bytes | None:
    """A recording's sound, if it is kept."""
    row = connection.execute("SELECT body FROM sounds WHERE uniqueid = ?", (uniqueid,)).fetchone()
    return bytes(row[0]) if row else None


# ---- days ----------------------------------------------------------------------------------------


def save_day(connection: apsw.Connection, day: date, what: str) -> None:
    """Note that a day is `complete` (not asked again) or `cut` (the exchange's limit hides some of it)."""
    with connection:
        connection.execute("INSERT OR REPLACE INTO days (day, what) VALUES (?, ?)", (day.isoformat(), what))


def days_that_are(connection: apsw.Connection, what: str, first: date, last: date) -> set[date]:
    """The days of a range that are noted so."""
    rows = connection.execute(
        "SELECT day FROM days WHERE what = ? AND day BETWEEN ? AND ?", (what, first.isoformat(), last.isoformat())
    )
    return {date.fromisoformat(day) for (day,) in rows}
