"""Messages:
what is not known is compared with the bills, a missing gateway is remembered, and nothing is sent twice.
"""

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
    """Ends each order as it is told."""

    def __init__(self) -> None:
        self.outcome: Outcome = Done("1", SmsState.QUEUE)
        self.sent = 0

    async def dial(self, own: str, number: str) -> Outcome:
        raise AssertionError("no call here")

    async def send_sms(self, to: str, body: str, *, test: bool) -> Outcome:
        self.sent += 1
        return self.outcome


class Desk:
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
async def desk() -> AsyncIterator[Desk]:
    archive = Archive(None, None)
    await archive.open()
    yield Desk(archive)
    await archive.close()


async def test_a_message_whose_answer_was_lost_is_found_in_the_billing_and_never_sent_again(desk: Desk) -> None:
    desk.gateway.outcome = NotKnown("the connection broke off")
    await desk.messenger.send("600100200", "x", test=False)
    await desk.messenger.reconcile()
    assert (await desk.messenger.outbox())[0].stage == "unknown"
    await desk.bill(BILLED)
    await desk.messenger.reconcile()
    (message,) = await desk.messenger.outbox()
    assert (message.stage, message.message_id, message.cost_grosze) == ("billed", BILLED, 12)
    assert message.reason == "2026-03-02 09:01:00"
    await desk.messenger.reconcile()
    assert desk.gateway.sent == 1
    assert await desk.messenger.month() == (1, 12)


@pytest.mark.parametrize("case", ["another number", "too late", "two bills", "two messages", "a test", "taken"])
async def test_what_could_be_another_message_is_not_claimed(desk: Desk, case: str) -> None:
    desk.gateway.outcome = NotKnown("the connection broke off")
    await desk.messenger.send("600100200", "x", test=case == "a test")
    if case == "two messages":
        await desk.messenger.send("600100200", "y", test=False)
    if case == "taken":
        desk.gateway.outcome = Done(BILLED, SmsState.QUEUE)
        await desk.messenger.send("600100200", "z", test=False)
    bills = [BILLED, "3421756012963258481"] if case == "two bills" else [BILLED]
    number = "501222333" if case == "another number" else "600100200"
    await desk.bill(*bills, number=number, at="2026-03-02 11:00:00" if case == "too late" else "2026-03-02 09:01:00")
    await desk.messenger.reconcile()
    assert (await desk.messenger.outbox())[-1].stage == "unknown"


async def test_a_missing_gateway_is_remembered_until_a_message_is_taken(desk: Desk) -> None:
    desk.gateway.outcome = Refused(NO_GATEWAY)
    await desk.messenger.send("600100200", "x", test=False)
    again = Desk(desk.archive)
    await again.messenger.load()
    assert again.messenger.has_no_gateway
    again.gateway.outcome = Refused("the key is refused")
    await again.messenger.send("600100200", "x", test=False)
    assert again.messenger.has_no_gateway
    again.gateway.outcome = Done("2", SmsState.QUEUE)
    await again.messenger.send("600100200", "x", test=True)
    await desk.messenger.load()
    assert not desk.messenger.has_no_gateway


async def test_an_exchange_without_the_path_has_no_gateway() -> None:
    async with answering(http(b"Not found", "404 Not Found", kind="text/plain")) as server:
        client = RestClient([server.url], KEY)
        assert await client.send_sms("600100200", "x", test=False) == Refused(NO_GATEWAY)
        await client.aclose()


async def test_drafts_and_templates_outlive_the_session(desk: Desk) -> None:
    await desk.messenger.keep_draft("Dzień dobry")
    await desk.messenger.keep_template("B", "two")
    assert await desk.messenger.keep_template("A", "one {name}") == [("A", "one {name}"), ("B", "two")]
    assert await desk.messenger.keep_template("B", "") == [("A", "one {name}")]
    again = Desk(desk.archive)
    await again.messenger.load()
    assert (again.messenger.draft, again.messenger.templates) == ("Dzień dobry", [("A", "one {name}")])


async def test_tests_are_no_part_of_the_months_sum(desk: Desk) -> None:
    await desk.messenger.send("600100200", "x", test=True)
    await desk.messenger.send("600100200", "x", test=False)
    assert (await desk.messenger.month())[0] == 1


async def test_a_conversation_reaches_further_back_than_the_page_of_all_messages(desk: Desk) -> None:
    await desk.messenger.send("600100200", "long ago", test=False)

    def write_many(db: apsw.Connection) -> None:
        for number in range(1001):
            messages.add_message(db, NOW, "501222333", f"later {number}", is_test=False)

    await desk.archive.run(write_many)
    assert len(await desk.messenger.outbox()) == 1000
    assert [one.body for one in await desk.messenger.conversation("600100200")] == ["long ago"]


async def test_whose_message_failed_is_told_with_it(desk: Desk) -> None:
    told: list[tuple[str, str, SmsState]] = []
    desk.messenger.failed.subscribe(lambda *what: told.append(what))
    desk.gateway.outcome = Done("7", SmsState.QUEUE)
    await desk.messenger.send("600100200", "x", test=False)
    office, changes = reduce(Office(), SmsEvent("7", SmsState.UNDELIVERED), NOW)
    desk.live.office = office
    await desk.messenger.follow(changes)
    assert told == [("7", "600100200", SmsState.UNDELIVERED)]
