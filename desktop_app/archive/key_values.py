"""Small texts by name: the message draft, saved filters, since when the SMS gateway is missing, the grouping rules."""

from __future__ import annotations

import apsw

DRAFT = "draft"
NO_GATEWAY = "no gateway since"
GROUPING = "grouping"


def set_value(connection: apsw.Connection, name: str, value: str) -> None:
    """Store a text under a name.  An empty text deletes the entry."""
    with connection:
        connection.execute("DELETE FROM kept WHERE name = ?", (name,))
        if value:
            connection.execute("INSERT INTO kept (name, value) VALUES (?, ?)", (name, value))


def get_value(connection: apsw.Connection, name: str) -> str:
    """Return the text under a name; an empty text if there is none."""
    row = connection.execute("SELECT value FROM kept WHERE name = ?", (name,)).fetchone()
    return str(row[0]) if row else ""
