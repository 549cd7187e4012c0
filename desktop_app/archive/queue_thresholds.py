"""The thresholds at which a queue raises an alarm."""

from __future__ import annotations

import apsw

from desktop_app.archive.records import QueueThresholds


def save_limits(connection: apsw.Connection, queue: str, limits: QueueThresholds) -> None:
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


def limits(connection: apsw.Connection) -> dict[str, QueueThresholds]:
    """The limits of each queue that has its own."""
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
