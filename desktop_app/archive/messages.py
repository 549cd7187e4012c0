"""Messages and contacts: what goes in and what comes out, on the archive's thread."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import apsw

from desktop_app.archive.call_flags import DIRECTIONS
from desktop_app.archive.records import StoredMessage
from desktop_app.archive.row_ids import first_row_id
from desktop_app.pbx.states import SmsState

BILLING_WINDOW_S = 900
_MESSAGE = DIRECTIONS.index("message")

# ---- messages ------------------------------------------------------------------------------------


def add_message(connection: apsw.Connection, made_at: datetime, number: str, body: str, *, is_test: bool) -> int:
    """Write a message down before it leaves; gives its row."""
    with connection:
        connection.execute(
            "INSERT INTO messages (made_at, number, body, is_test, stage, message_id, state, state_at, reason) "
            "VALUES (?, ?, ?, ?, 'sending', '', '', NULL, '')",
            (made_at.isoformat(), number, body, is_test),
        )
    return connection.last_insert_rowid()


def record_outcome(
    connection: apsw.Connection,
    row: int,
    stage: str,
    message_id: str,
    state: SmsState | None,
    at: datetime,
    reason: str,
) -> None:
    """Note how the order ended: accepted, refused or unknown."""
    with connection:
        connection.execute(
            "UPDATE messages SET stage = ?, message_id = ?, state = ?, state_at = ?, reason = ? WHERE id = ?",
            (stage, message_id, state.value if state else "", at.isoformat(), reason, row),
        )


def update_state(connection: apsw.Connection, message_id: str, state: SmsState, at: datetime) -> str:
    """Note a message's new state; gives its number when the message is ours and this is news, else an empty text.

    Final states stay final.
    """
    row = connection.execute("SELECT state, number FROM messages WHERE message_id = ?", (message_id,)).fetchone()
    if row is None or (row[0] and not state.follows(SmsState(row[0]))):
        return ""
    with connection:
        connection.execute(
            "UPDATE messages SET state = ?, state_at = ? WHERE message_id = ?",
            (state.value, at.isoformat(), message_id),
        )
    return str(row[1])


def list_messages(connection: apsw.Connection, limit: int, number: str = "") -> list[StoredMessage]:
    """The latest messages (to one number, or to all), the newest first, each with its cost where billing has told it.

    A limit of -1 gives all of them.
    """
    rows = connection.execute(
        "SELECT m.id, m.made_at, m.number, m.body, m.is_test, m.stage, m.message_id, m.state, m.state_at, m.reason, "
        "(SELECT cost_grosze FROM calls c WHERE c.uniqueid = m.message_id AND m.message_id <> '') "
        "FROM messages m WHERE ?1 = '' OR m.number = ?1 ORDER BY m.id DESC LIMIT ?2",
        (number, limit),
    )
    return [
        StoredMessage(
            id=row[0],
            made_at=datetime.fromisoformat(row[1]),
            number=row[2],
            body=row[3],
            is_test=bool(row[4]),
            stage=row[5],
            message_id=row[6],
            state=SmsState(row[7]) if row[7] else None,
            state_at=_moment(row[8]),
            reason=row[9],
            cost_grosze=row[10],
        )
        for row in rows
    ]


def last_sent(connection: apsw.Connection) -> dict[str, datetime]:
    """The numbers that messages were sent to, and when last; what was refused and tests do not count."""
    rows = connection.execute(
        "SELECT number, max(made_at) FROM messages WHERE is_test = 0 AND stage <> 'refused' GROUP BY number"
    )
    return {number: datetime.fromisoformat(at) for number, at in rows}


def mark_interrupted(connection: apsw.Connection) -> int:
    """Messages that were being sent when the program ended are not known, and never sent again; gives how many."""
    with connection:
        connection.execute("UPDATE messages SET stage = 'unknown' WHERE stage = 'sending'")
    return connection.changes()


def reconcile_messages(connection: apsw.Connection) -> list[str]:
    """Find messages whose end is not known among the billing records; gives the identifiers that were found.

    One record, and no other message that it could be the bill of: to that number, within a quarter of an hour, not
    identified yet.
    """
    found: list[str] = []
    open_ones: list[Any] = connection.execute(
        "SELECT id, number, CAST(strftime('%s', made_at) AS INTEGER), stage FROM messages "
        "WHERE stage IN ('unknown', 'sending') AND is_test = 0 AND message_id = '' ORDER BY id"
    ).fetchall()
    with connection:
        for row, number, made_s, stage in open_ones:
            rivals = [one for one in open_ones if one[1] == number and abs(one[2] - made_s) <= BILLING_WINDOW_S]
            if stage != "unknown" or len(rivals) != 1:
                continue
            billed = connection.execute(
                "SELECT uniqueid, calldate FROM calls WHERE id >= ? AND id < ? AND kind & 3 = ? AND to_number = ? "
                "AND uniqueid NOT IN (SELECT message_id FROM messages)",
                (first_row_id(made_s - 60), first_row_id(made_s + BILLING_WINDOW_S + 1), _MESSAGE, number),
            ).fetchall()
            if len(billed) == 1:
                connection.execute(
                    "UPDATE messages SET stage = 'billed', message_id = ?, reason = ? WHERE id = ?", (*billed[0], row)
                )
                found.append(str(billed[0][0]))
    return found


def message_totals(connection: apsw.Connection, first_day: str) -> tuple[int, int]:
    """(messages sent since a day, what was billed for them in grosze); tests are not counted."""
    row = connection.execute(
        "SELECT count(*), coalesce(sum((SELECT cost_grosze FROM calls c WHERE c.uniqueid = m.message_id "
        "AND m.message_id <> '')), 0) FROM messages m "
        "WHERE m.is_test = 0 AND m.stage IN ('accepted', 'billed') AND m.made_at >= ?",
        (first_day,),
    ).fetchone()
    return (int(row[0]), int(row[1])) if row else (0, 0)


# ---- contacts ------------------------------------------------------------------------------------


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
