"""Templates of text messages."""

from __future__ import annotations

import apsw


def list_templates(connection: apsw.Connection) -> list[tuple[str, str]]:
    """Return (name, text) of all templates, by name."""
    return [(name, body) for name, body in connection.execute("SELECT name, body FROM templates ORDER BY name")]


def save_template(connection: apsw.Connection, name: str, body: str) -> None:
    """Store a template.  An empty text deletes it."""
    with connection:
        connection.execute("DELETE FROM templates WHERE name = ?", (name,))
        if body:
            connection.execute("INSERT INTO templates (name, body) VALUES (?, ?)", (name, body))
