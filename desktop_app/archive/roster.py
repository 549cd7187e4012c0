"""The roster: known extensions, their last seen state, and how the user arranged them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import apsw

from desktop_app.archive.records import ExtensionPreferences, RosterEntry
from desktop_app.pbx.states import DeviceState


def save_roster(connection: apsw.Connection, entries: Iterable[RosterEntry]) -> None:
    """Insert or replace these extensions.  Others stay unchanged."""
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
                    e.preferences.is_favourite,
                    e.preferences.alias,
                    e.preferences.group,
                    e.preferences.is_hidden,
                    e.preferences.position,
                )
                for e in entries
            ),
        )


def load_roster(connection: apsw.Connection) -> list[RosterEntry]:
    """Return all known extensions, in no particular order."""
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
