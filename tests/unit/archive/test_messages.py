"""Text messages: stages, delivery states, costs, and matching with billing records."""

from __future__ import annotations

from datetime import UTC, datetime

from desktop_app.archive import (
    calls,
    messages,
)
from desktop_app.archive.store import Archive
from desktop_app.office import SmsState
from tests.support.legs import leg


async def test_a_final_state_stays_and_billing_adds_the_cost(archive: Archive) -> None:
    at = datetime(2026, 3, 2, 9, tzinfo=UTC)
    row = await archive.run(lambda db: messages.add_message(db, at, "600100200", "Cześć", is_test=False))
    identifier = "3421756012963258480"
    await archive.run(lambda db: messages.record_outcome(db, row, "accepted", identifier, SmsState.QUEUE, at, ""))
    for state, whose in ((SmsState.DELIVERED, "600100200"), (SmsState.SENT, ""), (SmsState.FAILED, "")):
        assert await archive.run(lambda db, s=state: messages.update_state(db, identifier, s, at)) == whose  # type: ignore[misc]
    await archive.run(lambda db: calls.save_legs(db, [leg(identifier, cost=12, lastapp="SMS")], "PBX"))
    (message,) = await archive.run(lambda db: messages.list_messages(db, 10))
    assert (message.state, message.cost_grosze, message.stage) == (SmsState.DELIVERED, 12, "accepted")


async def test_a_message_interrupted_while_sending_is_unknown(archive: Archive) -> None:
    at = datetime(2026, 3, 2, 9, tzinfo=UTC)
    await archive.run(lambda db: messages.add_message(db, at, "600100200", "Cześć", is_test=False))
    assert await archive.run(messages.mark_interrupted) == 1
    (message,) = await archive.run(lambda db: messages.list_messages(db, 10))
    assert message.stage == "unknown"
