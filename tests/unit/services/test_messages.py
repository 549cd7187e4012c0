"""Messages: reconciliation with billing records, a missing gateway, drafts, and no message sent twice."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import apsw
import pytest

from desktop_app.archive import calls, messages
from desktop_app.archive.store import Archive
from desktop_app.office import Office, SmsState, reduce
from desktop_app.pbx.events import SmsEvent
from desktop_app.pbx.outcomes import NO_GATEWAY, Done, NotKnown, Outcome, Refused
from desktop_app.pbx.rest import RestClient
from desktop_app.services.live_feed import LiveFeed
from desktop_app.services.messenger import Messenger
from tests.support.demo import KEY
from tests.support.legs import leg
from tests.support.raw_http import answering, http

NOW = datetime(2026, 3, 2, 8, 0, 10, tzinfo=UTC)  # 9:00:10 in Warsaw
BILLED = "3421756012963258480"


class Gateway:
    """A gateway that returns a chosen outcome."""

    def __init__(self) -> None:
        self.outcome: Outcome = Done("1", SmsState.QUEUE)
        self.sent = 0

    async def dial(self, own: str, number: str) -> Outcome:
        raise AssertionError("no call here")

    async def send_sms(self, to: str, body: str, *, test: bool) -> Outcome:
        self.sent += 1
        return self.outcome


class Messaging:
    def __init__(self, archive: Archive) -> None:
        self.archive, self.gateway = archive, Gateway()
        self.live = LiveFeed("wss://example.org", "X", KEY, lambda: NOW)
        self.messenger = Messenger(self.gateway, self.live, archive, lambda: NOW)

    async def bill(self, *uniqueids: str, number: str = "600100200", at: str = "2026-03-02 09:01:00") -> None:
        legs = [
            leg(one, calldate=at, src="101", dst=number, lastapp="SMS", channel="", dstchannel="", cost=12)
            for one in uniqueids
        ]
        await self.archive.run(lambda db: calls.save_legs(db, legs, "X"))


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
    failed: list[tuple[str, str, SmsState]] = []
    messaging.messenger.failed.subscribe(lambda *what: failed.append(what))
    messaging.gateway.outcome = Done("7", SmsState.QUEUE)
    await messaging.messenger.send("600100200", "x", test=False)
    office, changes = reduce(Office(), SmsEvent("7", SmsState.UNDELIVERED), NOW)
    messaging.live.office = office
    await messaging.messenger.follow(changes)
    assert failed == [("7", "600100200", SmsState.UNDELIVERED)]
