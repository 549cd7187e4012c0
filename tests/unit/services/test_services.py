"""Orders, messages and the directory in a whole session on the demo exchange."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import pytest

from desktop_app.archive import calls, deferred_indexing
from desktop_app.archive.records import CallFilter, Contact
from desktop_app.archive.store import Archive
from desktop_app.config.exchange import ExchangeConfig
from desktop_app.office import SmsState
from desktop_app.pbx.outcomes import Done, NotKnown, Refused
from desktop_app.pbx.records import Leg, RecordingEntry
from desktop_app.runtime.clock import utc_now
from desktop_app.services import user_messages
from desktop_app.services.directory import Directory
from desktop_app.services.session import Session
from tests.support.demo import KEY, RunningDemo, running_demo
from tests.support.legs import leg
from tests.support.wait import until

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)


async def test_names_come_from_contacts_then_billing() -> None:
    archive = Archive(None, None)
    await archive.open()
    legs = [leg("1.1"), leg("1.2", src="105", clid='"Łukasz Żółciński" <105>', dst="106")]
    await archive.run(lambda db: calls.save_legs(db, legs, "PBX"))
    await archive.run(deferred_indexing.index_all)
    directory = Directory(archive)
    await directory.load()
    assert directory.name_of("105") == "Łukasz Żółciński"
    assert directory.name_of("+48 600 100 200") == "Jan Nowak"
    await directory.save_contact(Contact(0, "Nowak, hurtownia", (("", "0048600100200"),)))
    assert directory.name_of("600100200") == "Nowak, hurtownia"
    await archive.close()


# ---- a whole session ------------------------------------------------------------------------------


@asynccontextmanager
async def session_on(demo: RunningDemo) -> AsyncIterator[Session]:
    config = ExchangeConfig((demo.api,), demo.events, "MojaCentrala", "101")

    def fail(name: str, error: BaseException) -> None:
        pytest.fail(f"{name}: {error!r}")

    async with Archive(None, None) as archive, Session(config, KEY, archive, fail) as session:
        session.start_background()
        await until(lambda: session.live.connection.is_up)
        yield session


async def test_an_ordered_call_is_shown_and_billed() -> None:
    async with running_demo() as demo, session_on(demo) as session:
        assert await session.dialler.call("600 100 200") == Done()
        await until(lambda: "101" in session.live.office.lamps)
        await until(lambda: session.live.office.lamps["101"].peer is not None)
        await until(lambda: session.live.office.lamps["101"].state.value == "idle", within_s=20)
        today = session.calls.today()
        await session.calls.refresh(today, today)
        newest = (await session.calls.page(CallFilter(today, today)))[0]
        assert (newest.to_number, newest.direction, newest.outcome) == ("600100200", "out", "answered")
        assert newest.has_recording
        body, container = await session.recordings.sound(newest.uniqueid)
        assert (body[:4], container) == (b"RIFF", "wav")
        assert demo.exchange.orders == [{"order": "dial", "cpa": "101", "cpb": "600100200"}]


@pytest.mark.parametrize(("number", "last"), [("600100200", SmsState.DELIVERED), ("500000000", SmsState.UNDELIVERED)])
async def test_a_message_is_followed_to_its_final_state(number: str, last: SmsState) -> None:
    async with running_demo() as demo, session_on(demo) as session:
        outcome = await session.messenger.send(f"+48 {number}", "Cześć", test=False)
        assert isinstance(outcome, Done)
        await until(lambda: outcome.id in session.live.office.messages)
        await until(lambda: session.live.office.messages[outcome.id].state is last)
        async with asyncio.timeout(10):
            while (await session.messenger.outbox())[0].state is not last:
                await asyncio.sleep(0)
        today = session.calls.today()
        await session.calls.refresh(today, today)
        (message,) = await session.messenger.outbox()
        assert (message.state, message.number, message.cost_grosze) == (last, number, 12)


async def test_a_test_message_is_never_billed() -> None:
    async with running_demo() as demo, session_on(demo) as session:
        await session.messenger.send("600100200", "Cześć", test=True)
        (message,) = await session.messenger.outbox()
        assert message.is_test
        assert demo.exchange.orders[0]["test"] == "true"


@pytest.mark.parametrize(("to", "body"), [("22", "x"), ("Anna", "x"), ("600100200", "  "), ("600100200", "x" * 1025)])
async def test_an_invalid_message_is_refused_before_it_is_sent(to: str, body: str) -> None:
    async with running_demo() as demo, session_on(demo) as session:
        assert isinstance(await session.messenger.send(to, body, test=False), Refused)
        assert demo.exchange.orders == []
        assert await session.messenger.outbox() == []


def test_every_outcome_of_an_order_has_its_sentence() -> None:
    said = {
        user_messages.of_call(outcome, "Anna (102)", "101")
        for outcome in (Done(), Refused("Action Error"), NotKnown("x"))
    }
    assert len(said) == 3
    assert any("do not dial again" in sentence for sentence in said)
    assert "never sent again" in user_messages.of_message(NotKnown("x"), "600 100 200", test=False)


def test_keys_of_legs_and_entries_are_unique() -> None:
    one: Leg = leg()
    assert one.key == leg(cost=99).key
    assert one.key != leg(duration_s=99).key
    assert one.key != leg(dst="106").key
    assert RecordingEntry("1", "", "", "wav", "") != RecordingEntry("2", "", "", "wav", "")
    assert utc_now().tzinfo is UTC
