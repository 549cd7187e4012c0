"""Text messages: stages, delivery states, costs, and matching with billing records."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from desktop_app.archive import calls, messages
from desktop_app.archive.connection import Connection
from desktop_app.archive.records import StoredMessage
from desktop_app.archive.store import Archive
from desktop_app.office import SmsState
from tests.support.legs import leg

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
MESSAGE = "3421756012963258480"


async def test_a_final_state_stays_and_billing_adds_the_cost(archive: Archive) -> None:
    at = datetime(2026, 3, 2, 9, tzinfo=UTC)
    row = await archive.run(lambda db: messages.add_message(db, at, "600100200", "Cześć", is_test=False))
    identifier = "3421756012963258480"
    await archive.run(lambda db: messages.record_outcome(db, row, "accepted", identifier, SmsState.QUEUE, at, ""))
    for state, whose in ((SmsState.DELIVERED, "600100200"), (SmsState.SENT, ""), (SmsState.UNKNOWN, "")):
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


def made(db: Connection, minute: int, number: str = "600100200", *, is_test: bool = False) -> int:
    """Store a message of 9:`minute` UTC, and return its row."""
    return messages.add_message(db, AT + timedelta(minutes=minute), number, f"text {minute}", is_test=is_test)


def ended(db: Connection, row: int, stage: str, message_id: str = "") -> None:
    messages.record_outcome(db, row, stage, message_id, None, AT, "")


def billed(db: Connection, uniqueid: str, at: str, number: str = "600100200", cost: int | None = 12) -> None:
    """Store the billing record of a message.  `at` is Warsaw time, an hour ahead of UTC."""
    calls.save_legs(
        db, [leg(uniqueid, calldate=f"2026-03-02 {at}", src="101", dst=number, lastapp="SMS", cost=cost)], "PBX"
    )


def test_a_message_is_stored_as_it_was_made(db: Connection) -> None:
    row = made(db, 0, is_test=True)
    (message,) = messages.list_messages(db, -1)
    assert message == StoredMessage(row, AT, "600100200", "text 0", True, "sending")
    later = AT + timedelta(seconds=1)
    messages.record_outcome(db, row, "refused", "", None, later, "no credit")
    (message,) = messages.list_messages(db, -1)
    assert (message.stage, message.state, message.state_at, message.reason) == ("refused", None, later, "no credit")
    messages.record_outcome(db, row, "accepted", MESSAGE, SmsState.QUEUE, later, "")
    (message,) = messages.list_messages(db, -1)
    assert (message.message_id, message.state, message.cost_grosze) == (MESSAGE, SmsState.QUEUE, None)
    assert messages.update_state(db, "another", SmsState.SENT, later) == ""
    assert messages.update_state(db, MESSAGE, SmsState.SENT, later + timedelta(hours=1)) == "600100200"
    (message,) = messages.list_messages(db, -1)
    assert (message.state, message.state_at) == (SmsState.SENT, later + timedelta(hours=1))


def test_a_state_of_a_message_without_one_is_stored(db: Connection) -> None:
    ended(db, made(db, 0), "billed", MESSAGE)
    assert messages.update_state(db, MESSAGE, SmsState.QUEUE, AT) == "600100200"


def test_messages_are_listed_newest_first_up_to_a_limit_and_by_number(db: Connection) -> None:
    for minute, number in enumerate(("600100200", "600100201", "600100200")):
        made(db, minute, number)
    assert [one.body for one in messages.list_messages(db, -1)] == ["text 2", "text 1", "text 0"]
    assert [one.body for one in messages.list_messages(db, 2)] == ["text 2", "text 1"]
    assert [one.body for one in messages.list_messages(db, -1, "600100200")] == ["text 2", "text 0"]


def test_a_message_without_an_identifier_has_no_cost(db: Connection) -> None:
    billed(db, "", "10:00:00")
    made(db, 0)
    (message,) = messages.list_messages(db, -1)
    assert message.cost_grosze is None


def test_the_last_message_to_a_number_does_not_count_refusals_and_tests(db: Connection) -> None:
    for minute in (0, 1):
        ended(db, made(db, minute), "accepted")
    ended(db, made(db, 2), "refused")
    ended(db, made(db, 3, is_test=True), "accepted")
    ended(db, made(db, 4, "600100201"), "unknown")
    assert messages.last_sent(db) == {"600100200": AT + timedelta(minutes=1), "600100201": AT + timedelta(minutes=4)}


def test_only_messages_in_sending_are_interrupted(db: Connection) -> None:
    ended(db, made(db, 0), "accepted")
    made(db, 1)
    made(db, 2)
    assert messages.mark_interrupted(db) == 2
    assert not any(one.is_test for one in messages.list_messages(db, -1))
    assert [one.stage for one in messages.list_messages(db, -1)] == ["unknown", "unknown", "accepted"]
    assert messages.mark_interrupted(db) == 0


@pytest.mark.parametrize(
    ("at", "found"),
    [("09:59:00", True), ("09:58:59", False), ("10:15:00", True), ("10:15:01", False), ("10:00:30", True)],
)
def test_a_billing_record_within_the_window_identifies_a_message(db: Connection, at: str, found: bool) -> None:
    ended(db, made(db, 0), "unknown")
    billed(db, MESSAGE, at)
    assert messages.reconcile_messages(db) == ([MESSAGE] if found else [])
    (message,) = messages.list_messages(db, -1)
    assert (message.stage, message.message_id) == (("billed", MESSAGE) if found else ("unknown", ""))
    assert message.reason == (f"2026-03-02 {at}" if found else "")
    assert message.cost_grosze == (12 if found else None)


def test_two_records_or_two_messages_are_not_matched(db: Connection) -> None:
    ended(db, made(db, 0), "unknown")
    billed(db, MESSAGE, "10:01:00")
    billed(db, MESSAGE[:-1] + "1", "10:02:00")
    assert messages.reconcile_messages(db) == []


@pytest.mark.parametrize(("minutes", "found"), [(15, False), (16, True)])
def test_another_open_message_to_the_number_within_the_window_prevents_a_match(
    db: Connection, minutes: int, found: bool
) -> None:
    ended(db, made(db, 0), "unknown")
    made(db, minutes)  # in `sending`: the record may be its own
    billed(db, MESSAGE, "10:01:00")
    assert messages.reconcile_messages(db) == ([MESSAGE] if found else [])


def test_what_is_not_a_candidate_does_not_prevent_a_match(db: Connection) -> None:
    made(db, 0, "600100203")
    ended(db, made(db, 0, "600100201"), "unknown")
    ended(db, made(db, 0), "refused")
    ended(db, made(db, 0, is_test=True), "unknown")
    ended(db, made(db, 0), "accepted", "1" * 19)
    ended(db, made(db, 1), "unknown")
    billed(db, "1" * 19, "10:01:00")
    billed(db, MESSAGE, "10:01:00")
    calls.save_legs(db, [leg("1772442060.1", calldate="2026-03-02 10:01:00", src="101", dst="600100200")], "PBX")
    assert messages.reconcile_messages(db) == [MESSAGE]
    assert messages.reconcile_messages(db) == []


def test_a_message_in_sending_is_not_reconciled(db: Connection) -> None:
    made(db, 0)
    billed(db, MESSAGE, "10:00:10")
    assert messages.reconcile_messages(db) == []


def test_message_totals_count_sent_messages_and_their_cost(db: Connection) -> None:
    assert messages.message_totals(db, AT.isoformat()) == (0, 0)
    ended(db, made(db, -1), "accepted")
    ended(db, made(db, 0), "accepted", MESSAGE)
    ended(db, made(db, 1), "billed")
    ended(db, made(db, 2), "unknown")
    ended(db, made(db, 3, is_test=True), "accepted")
    billed(db, MESSAGE, "10:00:10")
    billed(db, "", "10:00:10", cost=99)
    assert messages.message_totals(db, AT.isoformat()) == (2, 12)
