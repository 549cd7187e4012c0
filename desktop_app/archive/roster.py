"""The roster and what a person has arranged around it: whom they wait for, what they missed, when a queue alarms them.

All on the archive's thread.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import apsw

from desktop_app.archive.records import Awaited, ExtensionPreferences, Missed, QueueLimits, RosterEntry
from desktop_app.pbx.states import DeviceState

MISSED_KEPT = 200


def save_roster(connection: apsw.Connection, entries: Iterable[RosterEntry]) -> None:
    """Remember these extensions as they are now; others stay as they were."""
    with connection:
        connection.executemany(
            "INSERT OR REPLACE INTO roster (extension, name, state, since, seen_at, "
            "is_favourite, alias, group_name, is_hidden, position) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                (
                    e.extension,
                    e.name,
                    e.state.value,
                    e.since.isoformat() if e.since else None,
                    e.seen_at.isoformat() if e.seen_at else None,
                    e.placing.is_favourite,
                    e.placing.alias,
                    e.placing.group,
                    e.placing.is_hidden,
                    e.placing.position,
                )
                for e in entries
            ),
        )


def roster(connection: apsw.Connection) -> list[RosterEntry]:
    """All extensions that are remembered."""
    rows = connection.execute(
        "SELECT extension, name, state, since, seen_at, is_favourite, alias, group_name, is_hidden, position "
        "FROM roster"
    )
    return [
        RosterEntry(
            extension,
            name,
            DeviceState(state),
            datetime.fromisoformat(since) if since else None,
            datetime.fromisoformat(seen_at) if seen_at else None,
            ExtensionPreferences(bool(favourite), alias, group, bool(hidden), position),
        )
        for extension, name, state, since, seen_at, favourite, alias, group, hidden, position in rows
    ]


def save_awaited(connection: apsw.Connection, awaited: Iterable[Awaited]) -> None:
    """Keep these as the ones that are waited for, and no others."""
    with connection:
        connection.execute("DELETE FROM awaited")
        connection.executemany(
            "INSERT INTO awaited (extension, until) VALUES (?, ?)",
            ((a.extension, a.until.isoformat()) for a in awaited),
        )


def awaited(connection: apsw.Connection) -> list[Awaited]:
    """Everybody who is waited for."""
    rows = connection.execute("SELECT extension, until FROM awaited")
    return [Awaited(extension, datetime.fromisoformat(until)) for extension, until in rows]


def add_missed(connection: apsw.Connection, one: Missed) -> None:
    """Note a call that was missed; the oldest beyond a bound are forgotten."""
    with connection:
        connection.execute(
            "INSERT INTO missed (at, number, name, queue) VALUES (?, ?, ?, ?)",
            (one.at.isoformat(), one.number, one.name, one.queue),
        )
        connection.execute(
            "DELETE FROM missed WHERE id <= (SELECT id FROM missed ORDER BY id DESC LIMIT 1 OFFSET ?)", (MISSED_KEPT,)
        )


def missed(connection: apsw.Connection) -> list[Missed]:
    """The calls that were missed and not looked at, the newest first."""
    rows = connection.execute("SELECT at, number, name, queue FROM missed ORDER BY id DESC")
    return [Missed(datetime.fromisoformat(at), number, name, queue) for at, number, name, queue in rows]


def forget_missed(connection: apsw.Connection) -> None:
    """They were looked at."""
    with connection:
        connection.execute("DELETE FROM missed")


def save_limits(connection: apsw.Connection, queue: str, limits: QueueLimits) -> None:
    """Keep the limits of one queue."""
    with connection:
        connection.execute(
            "INSERT OR REPLACE INTO queue_limits (queue, waiting_amber, waiting_red, wait_amber_s, wait_red_s, "
            "free_amber, free_red, is_heard, is_on_wallboard) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                queue,
                limits.waiting_amber,
                limits.waiting_red,
                limits.wait_amber_s,
                limits.wait_red_s,
                limits.free_amber,
                limits.free_red,
                limits.is_heard,
                limits.is_on_wallboard,
            ),
        )


def limits(connection: apsw.Connection) -> dict[str, QueueLimits]:
    """The limits of each queue that has its own."""
    rows = connection.execute(
        "SELECT queue, waiting_amber, waiting_red, wait_amber_s, wait_red_s, free_amber, free_red, is_heard, "
        "is_on_wallboard FROM queue_limits"
    )
    return {
        queue: QueueLimits(
            waiting[0], waiting[1], waiting[2], waiting[3], waiting[4], waiting[5], bool(heard), bool(board)
        )
        for queue, *waiting, heard, board in rows
    }
