"""Text messages (SMS): written before they are sent, then their outcome, delivery states and cost.

Stages: sending → accepted, refused or unknown; unknown → billed when a billing record proves that it was sent.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import apsw

from desktop_app.archive.call_flags import DIRECTIONS
from desktop_app.archive.records import StoredMessage
from desktop_app.archive.row_ids import rows_of_seconds
from desktop_app.pbx.states import SmsState

# A billing record belongs to a message of unknown outcome from a minute before it was made to 15 minutes after.
BILLING_LEAD_S = 60
BILLING_WINDOW_S = 900
MAX_EARLIER = 20  # states of one message
_MESSAGE = DIRECTIONS.index("message")


def add_message(connection: apsw.Connection, made_at: datetime, number: str, body: str, *, is_test: bool) -> int:
    """Store a message with the stage `sending`, before its request leaves.  Returns its row."""
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
    """Store how the request ended.  `stage` is accepted, refused or unknown; `reason` is the exchange's text."""
    with connection:
        connection.execute(
            "UPDATE messages SET stage = ?, message_id = ?, state = ?, state_at = ?, reason = ? WHERE id = ?",
            (stage, message_id, state.value if state else "", at.isoformat(), reason, row),
        )


def update_state(connection: apsw.Connection, message_id: str, state: SmsState, at: datetime) -> str:
    """Store a reported delivery state, unless it is late (`SmsState.follows`).

    Returns the message's number, or an empty text when the message is not ours or the state is not stored.
    """
    row: Any = connection.execute(
        "SELECT state, state_at, earlier, number FROM messages WHERE message_id = ?", (message_id,)
    ).fetchone()
    if row is None or (row[0] and not state.follows(SmsState(row[0]))):
        return ""
    before, before_at, earlier, number = row
    states = [*json.loads(earlier), [before, before_at]][-MAX_EARLIER:] if before else []
    with connection:
        connection.execute(
            "UPDATE messages SET state = ?, state_at = ?, earlier = ? WHERE message_id = ?",
            (state.value, at.isoformat(), json.dumps(states), message_id),
        )
    return str(number)


def list_messages(connection: apsw.Connection, limit: int, number: str = "") -> list[StoredMessage]:
    """Return the messages (to one number, if given) with their cost, the newest first: `limit` at most, all with -1."""
    rows = connection.execute(
        "SELECT m.id, m.made_at, m.number, m.body, m.is_test, m.stage, m.message_id, m.state, m.state_at, m.reason, "
        "m.earlier, "
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
            state_at=datetime.fromisoformat(row[8]) if row[8] else None,
            reason=row[9],
            earlier=tuple((SmsState(state), datetime.fromisoformat(at)) for state, at in json.loads(row[10])),
            cost_grosze=row[11],
        )
        for row in rows
    ]


def last_sent(connection: apsw.Connection) -> dict[str, datetime]:
    """Return when each number was last sent a message.  Refused messages and tests do not count."""
    rows = connection.execute(
        "SELECT number, max(made_at) FROM messages WHERE is_test = 0 AND stage <> 'refused' GROUP BY number"
    )
    return {number: datetime.fromisoformat(at) for number, at in rows}


def mark_interrupted(connection: apsw.Connection) -> int:
    """Set messages that an earlier run left in `sending` to `unknown`.  Returns how many.

    They may have been sent, so nothing sends them again.
    """
    with connection:
        connection.execute("UPDATE messages SET stage = 'unknown' WHERE stage = 'sending'")
    return connection.changes()


def reconcile_messages(connection: apsw.Connection) -> list[str]:
    """Match messages of unknown outcome with billing records.  Returns the identifiers of the matched records.

    A match needs exactly one unidentified record to that number within the window, and no other open message that the
    record could belong to.
    """
    found: list[str] = []
    open_messages: list[Any] = connection.execute(
        "SELECT id, number, CAST(strftime('%s', made_at) AS INTEGER), stage FROM messages "
        "WHERE stage IN ('unknown', 'sending') AND is_test = 0 AND message_id = '' ORDER BY id"
    ).fetchall()
    with connection:
        for row, number, made_s, stage in open_messages:
            rivals = [one for one in open_messages if one[1] == number and abs(one[2] - made_s) <= BILLING_WINDOW_S]
            if stage != "unknown" or len(rivals) != 1:
                continue
            billed = connection.execute(
                "SELECT uniqueid, calldate FROM calls WHERE id >= ? AND id < ? AND kind & 3 = ? AND to_number = ? "
                "AND uniqueid NOT IN (SELECT message_id FROM messages)",
                (*rows_of_seconds(made_s - BILLING_LEAD_S, made_s + BILLING_WINDOW_S), _MESSAGE, number),
            ).fetchall()
            if len(billed) == 1:
                connection.execute(
                    "UPDATE messages SET stage = 'billed', message_id = ?, reason = ? WHERE id = ?", (*billed[0], row)
                )
                found.append(str(billed[0][0]))
    return found


def message_totals(connection: apsw.Connection, first_day: str) -> tuple[int, int]:
    """Return (messages sent, their cost in grosze) since an ISO 8601 time.  Tests do not count."""
    ((count, cost_grosze),) = connection.execute(
        "SELECT count(*), coalesce(sum((SELECT cost_grosze FROM calls c WHERE c.uniqueid = m.message_id "
        "AND m.message_id <> '')), 0) FROM messages m "
        "WHERE m.is_test = 0 AND m.stage IN ('accepted', 'billed') AND m.made_at >= ?",
        (first_day,),
    )
    return count, cost_grosze
