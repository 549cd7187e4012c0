"""Messages: reconciliation with billing records, a missing gateway, drafts, and no message sent twice."""

from __future__ import annotations

import sys
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import apsw
import pytest

from desktop_app.archive import key_values, messages
from desktop_app.archive.store import Archive
from desktop_app.office import Change, Part, SmsState
from desktop_app.pbx.outcomes import NO_GATEWAY, Done, NotKnown, Outcome, Refused
from desktop_app.pbx.rest import RestClient
from tests.support.demo import KEY
from tests.support.messaging import BILLED, NOW, Messaging
from tests.support.raw_http import answering, http


@pytest.fixture
async def messaging() -> AsyncIterator[Messaging]:
    archive = Archive(None, None)
    await archive.open()
    yield Messaging(archive)
    await archive.close()


async def test_a_message_without_an_answer_is_found_in_the_billing_records(messaging: Messaging) -> None:
    messaging.gateway.outcome = NotKnown("the connection broke off")
    await messaging.messenger.send("600100200", "x", test=False)
    await messaging.messenger.reconcile()
    assert (await messaging.messenger.outbox())[0].stage == "unknown"
    await messaging.bill(BILLED)
    await messaging.messenger.reconcile()
    (message,) = await messaging.messenger.outbox()
    assert (message.stage, message.message_id, message.cost_grosze) == ("billed", BILLED, 12)
    assert message.reason == "2026-03-02 09:01:00"
    await messaging.messenger.reconcile()
    assert messaging.gateway.sent == 1
    assert await messaging.messenger.month() == (1, 12)


@pytest.mark.parametrize("case", ["another number", "too late", "two bills", "two messages", "a test", "taken"])
async def test_an_ambiguous_billing_record_is_not_assigned(messaging: Messaging, case: str) -> None:
    messaging.gateway.outcome = NotKnown("the connection broke off")
    await messaging.messenger.send("600100200", "x", test=case == "a test")
    if case == "two messages":
        await messaging.messenger.send("600100200", "y", test=False)
    if case == "taken":
        messaging.gateway.outcome = Done(BILLED, SmsState.QUEUE)
        await messaging.messenger.send("600100200", "z", test=False)
    bills = [BILLED, "3421756012963258481"] if case == "two bills" else [BILLED]
    number = "501222333" if case == "another number" else "600100200"
    await messaging.bill(
        *bills, number=number, at="2026-03-02 11:00:00" if case == "too late" else "2026-03-02 09:01:00"
    )
    await messaging.messenger.reconcile()
    assert (await messaging.messenger.outbox())[-1].stage == "unknown"


async def test_a_missing_gateway_is_remembered_until_a_message_is_accepted(messaging: Messaging) -> None:
    messaging.gateway.outcome = Refused(NO_GATEWAY)
    await messaging.messenger.send("600100200", "x", test=False)
    again = Messaging(messaging.archive)
    await again.messenger.load()
    assert again.messenger.has_no_gateway
    again.gateway.outcome = Refused("the key is refused")
    await again.messenger.send("600100200", "x", test=False)
    assert again.messenger.has_no_gateway
    again.gateway.outcome = Done("2", SmsState.QUEUE)
    await again.messenger.send("600100200", "x", test=True)
    await messaging.messenger.load()
    assert not messaging.messenger.has_no_gateway


async def test_an_exchange_that_lacks_the_endpoint_has_no_gateway() -> None:
    async with answering(http(b"Not found", "404 Not Found", kind="text/plain")) as server:
        client = RestClient([server.url], KEY)
        assert await client.send_sms("600100200", "x", test=False) == Refused(NO_GATEWAY)
        await client.aclose()


async def test_drafts_and_templates_are_stored(messaging: Messaging) -> None:
    await messaging.messenger.keep_draft("Dzień dobry")
    await messaging.messenger.keep_template("B", "two")
    assert await messaging.messenger.keep_template("A", "one {name}") == [("A", "one {name}"), ("B", "two")]
    assert await messaging.messenger.keep_template("B", "") == [("A", "one {name}")]
    again = Messaging(messaging.archive)
    await again.messenger.load()
    assert (again.messenger.draft, again.messenger.templates) == ("Dzień dobry", [("A", "one {name}")])


async def test_test_messages_do_not_count_in_the_sum_of_the_month(messaging: Messaging) -> None:
    await messaging.messenger.send("600100200", "x", test=True)
    await messaging.messenger.send("600100200", "x", test=False)
    assert (await messaging.messenger.month())[0] == 1


async def test_a_conversation_holds_older_messages_than_the_list_of_all(messaging: Messaging) -> None:
    await messaging.messenger.send("600100200", "long ago", test=False)

    def write_many(db: apsw.Connection) -> None:
        for number in range(1001):
            messages.add_message(db, NOW, "501222333", f"later {number}", is_test=False)

    await messaging.archive.run(write_many)
    assert len(await messaging.messenger.outbox()) == 1000
    assert [one.body for one in await messaging.messenger.conversation("600100200")] == ["long ago"]


async def test_a_failure_is_reported_with_the_number(messaging: Messaging) -> None:
    messaging.gateway.outcome = Done("7", SmsState.QUEUE)
    await messaging.messenger.send("600100200", "x", test=False)
    await messaging.messenger.follow(messaging.report("7", SmsState.UNDELIVERED))
    assert messaging.failed == [("7", "600100200", SmsState.UNDELIVERED)]


# ---- sending -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("to", "body", "reason"),
    [
        ("221002000", "x", "a message needs a Polish mobile number of nine digits"),
        ("Anna", "x", "a message needs a Polish mobile number of nine digits"),
        ("600100200", " \n", "the message is empty"),
        ("600100200", "x" * 1025, "the message is longer than 1024 characters"),
    ],
)
async def test_an_invalid_message_is_refused_with_its_reason(
    messaging: Messaging, to: str, body: str, reason: str
) -> None:
    assert await messaging.messenger.send(to, body, test=False) == Refused(reason)
    assert (messaging.gateway.orders, await messaging.messenger.outbox(), messaging.changed) == ([], [], 0)


async def test_the_longest_message_is_sent_unchanged(messaging: Messaging) -> None:
    body = " " + "ż" * 1023
    assert await messaging.messenger.send("+48 600 100 200", body, test=True) == Done("1", SmsState.QUEUE)
    assert messaging.gateway.orders == [("600100200", body, True)]


async def test_a_message_is_stored_before_it_is_sent(messaging: Messaging) -> None:
    seen: list[tuple[str, str, int]] = []

    async def look() -> None:
        (one,) = await messaging.messenger.outbox()
        seen.append((one.stage, one.body, messaging.changed))
        messaging.now += timedelta(seconds=2)

    messaging.gateway.before_answering = look
    await messaging.messenger.send("600100200", "x", test=False)
    assert seen == [("sending", "x", 1)]
    (one,) = await messaging.messenger.outbox()
    assert (one.stage, one.message_id, one.state, one.reason) == ("accepted", "1", SmsState.QUEUE, "")
    assert (one.made_at, one.state_at, one.is_test) == (NOW, NOW + timedelta(seconds=2), False)
    assert messaging.changed == 2


@pytest.mark.parametrize(
    ("outcome", "stage", "reason"),
    [
        (Refused("Parameter is missing"), "refused", "Parameter is missing"),
        (NotKnown("the connection broke off"), "unknown", "the connection broke off"),
        (OSError(), "unknown", "the program ended before an answer came"),
    ],
)
async def test_a_message_without_an_answer_is_stored_with_the_reason(
    messaging: Messaging, outcome: Outcome | Exception, stage: str, reason: str
) -> None:
    messaging.gateway.outcome = outcome
    if isinstance(outcome, Exception):
        with pytest.raises(OSError):
            await messaging.messenger.send("600100200", "x", test=False)
    else:
        assert await messaging.messenger.send("600100200", "x", test=False) == outcome
    (one,) = await messaging.messenger.outbox()
    assert (one.stage, one.reason, one.message_id, one.state) == (stage, reason, "", None)
    assert messaging.changed == 2


async def test_when_a_number_was_last_messaged_is_known_in_the_next_session_too(messaging: Messaging) -> None:
    assert messaging.messenger.messaged_at("600100200") is None
    await messaging.messenger.send("501222333", "x", test=True)
    assert messaging.messenger.messaged_at("501222333") is None, "a test message reaches nobody"
    await messaging.messenger.send("600100200", "x", test=False)
    messaging.now += timedelta(minutes=5)
    await messaging.messenger.send("600100200", "y", test=False)
    again = Messaging(messaging.archive)
    await again.messenger.load()
    for messenger in (messaging.messenger, again.messenger):
        assert messenger.messaged_at("+48 600 100 200") == messaging.now
        assert messenger.messaged_at("Anna") is None


async def test_a_missing_gateway_is_noted_once_with_its_time(messaging: Messaging) -> None:
    messaging.gateway.outcome = Refused(NO_GATEWAY)
    await messaging.messenger.send("600100200", "x", test=False)
    assert (messaging.messenger.has_no_gateway, messaging.changed) == (True, 3)
    messaging.now += timedelta(hours=1)
    await messaging.messenger.send("600100200", "x", test=False)
    assert messaging.changed == 5
    stored = await messaging.archive.run(lambda db: key_values.get_value(db, key_values.NO_GATEWAY))
    assert stored == NOW.isoformat()
    messaging.gateway.outcome = NotKnown("the connection broke off")
    await messaging.messenger.send("600100200", "x", test=False)
    assert messaging.messenger.has_no_gateway
    messaging.gateway.outcome = Done("2", SmsState.QUEUE)
    await messaging.messenger.send("600100200", "x", test=False)
    assert (messaging.messenger.has_no_gateway, messaging.changed) == (False, 10)
    await messaging.messenger.load()
    assert messaging.messenger.has_no_gateway is False


# ---- delivery ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "is_failure"),
    [
        (SmsState.SENT, False),
        (SmsState.DELIVERED, False),
        (SmsState.UNDELIVERED, True),
        (SmsState.EXPIRED, True),
    ],
)
async def test_a_delivery_report_is_stored_and_a_failure_is_notified(
    messaging: Messaging, state: SmsState, is_failure: bool
) -> None:
    messaging.gateway.outcome = Done("7", SmsState.QUEUE)
    await messaging.messenger.send("600100200", "x", test=False)
    messaging.now += timedelta(seconds=9)
    changes = messaging.report("7", state)
    await messaging.messenger.follow(changes)
    (one,) = await messaging.messenger.outbox()
    assert (one.state, one.state_at, messaging.changed) == (state, messaging.now, 3)
    assert messaging.failed == ([("7", "600100200", state)] if is_failure else [])
    await messaging.messenger.follow(changes)
    assert (messaging.changed, len(messaging.failed)) == (3, int(is_failure)), "the same report once more"


async def test_reports_of_messages_that_are_not_ours_change_nothing(messaging: Messaging) -> None:
    await messaging.messenger.send("600100200", "x", test=False)
    await messaging.messenger.follow(messaging.report("999", SmsState.UNDELIVERED))
    await messaging.messenger.follow((Change(Part.MESSAGE, "1"), Change(Part.LAMP, "1"), Change(Part.EVERYTHING)))
    assert (messaging.changed, messaging.failed) == (2, [])
    messaging.report("1", SmsState.UNDELIVERED)
    await messaging.messenger.follow((Change(Part.LAMP, "1"),))
    assert (messaging.changed, messaging.failed) == (2, []), "the change is of a lamp with the same name"


async def test_a_report_that_comes_before_the_answer_is_not_lost(messaging: Messaging) -> None:
    async def report_first() -> None:
        await messaging.messenger.follow(messaging.report("7", SmsState.FAILED))

    messaging.gateway.outcome, messaging.gateway.before_answering = Done("7", SmsState.QUEUE), report_first
    await messaging.messenger.send("600100200", "x", test=False)
    assert (await messaging.messenger.outbox())[0].state is SmsState.FAILED
    assert messaging.failed == [("7", "600100200", SmsState.FAILED)]


async def test_a_report_that_comes_before_the_bill_is_not_lost(messaging: Messaging) -> None:
    messaging.gateway.outcome = NotKnown("the connection broke off")
    await messaging.messenger.send("600100200", "x", test=False)
    messaging.report(BILLED, SmsState.UNDELIVERED)
    await messaging.messenger.reconcile()
    assert messaging.changed == 2, "nothing is billed yet"
    await messaging.bill(BILLED)
    await messaging.messenger.reconcile()
    assert (await messaging.messenger.outbox())[0].state is SmsState.UNDELIVERED
    assert (messaging.changed, messaging.failed) == (3, [(BILLED, "600100200", SmsState.UNDELIVERED)])


# ---- sums and lists ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("made_at", "now", "count"),
    [
        (datetime(2026, 2, 28, 23, 0, tzinfo=UTC), datetime(2026, 3, 31, 21, 59, tzinfo=UTC), 1),
        (datetime(2026, 2, 28, 22, 59, 59, tzinfo=UTC), datetime(2026, 3, 31, 21, 59, tzinfo=UTC), 0),
        (datetime(2026, 3, 31, 21, 59, tzinfo=UTC), datetime(2026, 3, 31, 22, 0, tzinfo=UTC), 0),
        # In October one hour occurs twice; the month begins in summer time.
        (datetime(2026, 9, 30, 22, 0, tzinfo=UTC), datetime(2026, 10, 25, 0, 30, tzinfo=UTC), 1),
        (datetime(2026, 9, 30, 22, 0, tzinfo=UTC), datetime(2026, 10, 25, 1, 30, tzinfo=UTC), 1),
        (datetime(2026, 9, 30, 21, 59, 59, tzinfo=UTC), datetime(2026, 10, 25, 1, 30, tzinfo=UTC), 0),
        (datetime(2026, 9, 30, 22, 0, tzinfo=UTC), datetime(2026, 10, 31, 22, 59, 59, 9, tzinfo=UTC), 1),
    ],
)
async def test_a_month_is_a_month_in_warsaw(messaging: Messaging, made_at: datetime, now: datetime, count: int) -> None:
    messaging.now = made_at
    await messaging.messenger.send("600100200", "x", test=False)
    messaging.now = now
    assert (await messaging.messenger.month())[0] == count


async def test_lists_begin_with_the_newest(messaging: Messaging) -> None:
    for body in "abc":
        await messaging.messenger.send("600100200", body, test=False)
    await messaging.messenger.send("501222333", "d", test=False)
    assert [one.body for one in await messaging.messenger.outbox()] == ["d", "c", "b", "a"]
    assert [one.body for one in await messaging.messenger.conversation("600100200")] == ["c", "b", "a"]


async def test_a_draft_and_a_template_are_known_at_once(messaging: Messaging) -> None:
    assert (messaging.messenger.draft, messaging.messenger.templates, messaging.messenger.has_no_gateway) == (
        "",
        [],
        False,
    )
    await messaging.messenger.keep_draft("Dzień dobry")
    await messaging.messenger.keep_template("A", "one")
    assert (messaging.messenger.draft, messaging.messenger.templates) == ("Dzień dobry", [("A", "one")])


def test_the_news_have_their_names_in_the_log(messaging: Messaging) -> None:
    assert (messaging.messenger.changed.news, messaging.messenger.failed.news) == ("messages", "failed messages")


@pytest.mark.skipif(sys.platform == "win32", reason="its zone cannot be set for one process")
async def test_the_month_does_not_depend_on_the_zone_of_this_computer(
    messaging: Messaging, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as zone:
        zone.setenv("TZ", "America/New_York")
        time.tzset()
        messaging.now = datetime(2026, 2, 28, 23, 0, tzinfo=UTC)
        await messaging.messenger.send("600100200", "x", test=False)
        messaging.now = datetime(2026, 2, 28, 22, 59, tzinfo=UTC)
        await messaging.messenger.send("600100200", "y", test=False)
        messaging.now = datetime(2026, 3, 10, tzinfo=UTC)
        assert (await messaging.messenger.month())[0] == 1
    time.tzset()


@pytest.mark.parametrize("outcome", [Refused("no credit"), NotKnown("no answer in time")])
async def test_every_way_a_message_can_fail_is_told(messaging: Messaging, outcome: Outcome) -> None:
    messaging.gateway.outcome = outcome
    await messaging.messenger.send("600100200", "x", test=False)
    assert messaging.unsent == [("600100200", outcome)]


async def test_the_last_word_of_the_gateway_counts_and_its_earlier_ones_stay_visible(messaging: Messaging) -> None:
    messaging.gateway.outcome = Done("7", SmsState.QUEUE)
    await messaging.messenger.send("600100200", "x", test=False)
    for state in (SmsState.SENT, SmsState.NOT_FOUND, SmsState.UNDELIVERED, SmsState.SENT, SmsState.DELIVERED):
        await messaging.messenger.follow(messaging.report("7", state))
    (message,) = await messaging.messenger.outbox()
    assert message.state is SmsState.DELIVERED
    expected = [SmsState.QUEUE, SmsState.SENT, SmsState.NOT_FOUND, SmsState.UNDELIVERED]
    assert [state for state, _ in message.earlier] == expected
    assert messaging.failed == [("7", "600100200", SmsState.UNDELIVERED)], "a report that is not known is no failure"
