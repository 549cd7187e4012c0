"""The thresholds at which a queue turns amber and red."""

from __future__ import annotations

import apsw

from desktop_app.archive.records import QueueThresholds


def save_thresholds(connection: apsw.Connection, queue: str, thresholds: QueueThresholds) -> None:
    """Store the thresholds of one queue."""
    with connection:
        connection.execute(
            "INSERT OR REPLACE INTO queue_limits (queue, waiting_amber, waiting_red, wait_amber_s, wait_red_s, "
            "free_amber, free_red, is_heard, is_on_wallboard) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                queue,
                thresholds.waiting_amber,
                thresholds.waiting_red,
                thresholds.wait_amber_s,
                thresholds.wait_red_s,
                thresholds.free_amber,
                thresholds.free_red,
                thresholds.is_heard,
                thresholds.is_on_wallboard,
            ),
        )


def load_thresholds(connection: apsw.Connection) -> dict[str, QueueThresholds]:
    """Return the thresholds by queue, of the queues that have their own."""
    rows = connection.execute(
        "SELECT queue, waiting_amber, waiting_red, wait_amber_s, wait_red_s, free_amber, free_red, is_heard, "
        "is_on_wallboard FROM queue_limits"
    )
    return {
        queue: QueueThresholds(
            waiting[0], waiting[1], waiting[2], waiting[3], waiting[4], waiting[5], bool(heard), bool(board)
        )
        for queue, *waiting, heard, board in rows
    }
