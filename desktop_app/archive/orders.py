"""What was ordered and is about to be: numbers called from here, templates of messages, and what a person was writing.

All on the archive's thread.
"""

from __future__ import annotations

from datetime import datetime

import apsw

DIALLED_KEPT = 50
DRAFT = "draft"
NO_GATEWAY = "no gateway since"


def add_dialled(connection: apsw.Connection, number: str, at: datetime) -> None:
    """A number was called now; the oldest beyond a bound are forgotten."""
    with connection:
        connection.execute("INSERT OR REPLACE INTO dialled (number, at) VALUES (?, ?)", (number, at.isoformat()))
        connection.execute(
            "DELETE FROM dialled WHERE number NOT IN (SELECT number FROM dialled ORDER BY at DESC LIMIT ?)",
            (DIALLED_KEPT,),
        )


def dialled(connection: apsw.Connection) -> list[str]:
    """The numbers called from here, the latest first."""
    return [number for (number,) in connection.execute("SELECT number FROM dialled ORDER BY at DESC")]


def keep(connection: apsw.Connection, name: str, value: str) -> None:
    """Keep one small text under a name; an empty one is forgotten."""
    with connection:
        connection.execute("DELETE FROM kept WHERE name = ?", (name,))
        if value:
            connection.execute("INSERT INTO kept (name, value) VALUES (?, ?)", (name, value))


def kept(connection: apsw.Connection, name: str) -> str:
    """The small text of a name, or an empty one."""
    row = connection.execute("SELECT value FROM kept WHERE name = ?", (name,)).fetchone()
    return str(row[0]) if row else ""


def templates(connection: apsw.Connection) -> list[tuple[str, str]]:
    """(name, text) of all templates, by name."""
    return [(name, body) for name, body in connection.execute("SELECT name, body FROM templates ORDER BY name")]


def save_template(connection: apsw.Connection, name: str, body: str) -> None:
    """Keep a template; one without a text is forgotten."""
    with connection:
        connection.execute("DELETE FROM templates WHERE name = ?", (name,))
        if body:
            connection.execute("INSERT INTO templates (name, body) VALUES (?, ?)", (name, body))
