"""What was ordered and is about to be: numbers called from here, templates of messages, and what a person was writing.

All on the archive's thread.
"""

from __future__ import annotations

import apsw

DRAFT = "draft"
NO_GATEWAY = "no gateway since"


def set_value(connection: apsw.Connection, name: str, value: str) -> None:
    """Keep one small text under a name; an empty one is forgotten."""
    with connection:
        connection.execute("DELETE FROM kept WHERE name = ?", (name,))
        if value:
            connection.execute("INSERT INTO kept (name, value) VALUES (?, ?)", (name, value))


def get_value(connection: apsw.Connection, name: str) -> str:
    """The small text of a name, or an empty one."""
    row = connection.execute("SELECT value FROM kept WHERE name = ?", (name,)).fetchone()
    return str(row[0]) if row else ""
