"""Orders, sync and directory, on the demo exchange and on minimal fakes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta

import pytest

from desktop_app.archive import calls, deferred_indexing
from desktop_app.archive.records import Call, CallFilter, Contact
from desktop_app.archive.store import Archive
from desktop_app.config.exchange import ExchangeConfig
from desktop_app.office import DeviceState, Office, SmsState, mark_stale, reduce
from desktop_app.pbx.events import DeviceEvent
from desktop_app.pbx.outcomes import Done, NotKnown, Outcome, Refused
from desktop_app.pbx.records import Leg, Listing, RecordingEntry
from desktop_app.runtime.clock import utc_now
from desktop_app.services import user_messages
from desktop_app.services.archive_sync import ArchiveSync
from desktop_app.services.dialler import Dialler, Question
from desktop_app.services.directory import Directory
from desktop_app.services.order_guard import OrderGuard
from desktop_app.services.session import Session
from tests.support.demo import KEY, RunningDemo, running_demo
from tests.support.legs import leg
from tests.support.wait import until

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)


class SlowExchange:
    """Answers orders when the test lets it, and counts them."""

    def __init__(self) -> None:
        self.orders = 0
        self.go = asyncio.Event()

    async def dial(self, own: str, number: str) -> Outcome:
        self.orders += 1
        await self.go.wait()
        return Done()

    async def send_sms(self, to: str, body: str, *, test: bool) -> Outcome:
        self.orders += 1
        return Done("1")


async def test_a_double_click_orders_one_call() -> None:
    exchange = SlowExchange()
    dialler = Dialler(exchange, "101", lambda: NOW, Office, OrderGuard(now_s=NOW.timestamp))
    both = asyncio.gather(dialler.call("600 100 200"), dialler.call("+48600100200"))
    await asyncio.sleep(0)
    exchange.go.set()
    first, second = await both
    assert (first, second) == (Done(), Refused("this call is being placed already"))
    assert exchange.orders == 1


async def test_a_repeated_and_an_emergency_number_need_a_confirmation() -> None:
    exchange, now, office = SlowExchange(), NOW, Office()
    exchange.go.set()
    dialler = Dialler(exchange, "101", lambda: now, lambda: office, OrderGuard(now_s=lambda: now.timestamp()))
    assert await dialler.question("600100200") is None
    await dialler.call("600100200")
    assert await dialler.question("600 100 200") is Question.AGAIN
    assert await dialler.question("600100201") is Question.ANOTHER
    now = NOW + timedelta(seconds=6)
    assert await dialler.question("600100200") is None
    assert await dialler.question("112") is Question.EMERGENCY
    office = reduce(mark_stale(office)[0], DeviceEvent("subscriber", "101", DeviceState.IN_USE, 1), now)[0]
    assert await dialler.question("600100200") is Question.BUSY
    office = mark_stale(office)[0]
    assert await dialler.question("600100200") is None, "what is only as of then asks nothing"


@pytest.mark.parametrize(("own", "number"), [("101", "Anna"), ("", "102"), ("101", "101"), ("101", "")])
async def test_a_number_that_cannot_be_dialled_is_not_sent(own: str, number: str) -> None:
    exchange = SlowExchange()
    assert isinstance(await Dialler(exchange, own, lambda: NOW, Office, OrderGuard()).call(number), Refused)
    assert exchange.orders == 0


class Books:
    """Lists a fixed number of records a day, truncated at a small limit, and records the requests."""

    def __init__(self, limit: int, per_day: int = 3) -> None:
        self.limit, self.per_day = limit, per_day
        self.asked: list[tuple[date, date]] = []

    async def legs(self, first: date, last: date) -> Listing[Leg]:
        self.asked.append((first, last))
        all_legs = [
            leg(f"{day:%Y%m%d}.{n}", calldate=f"{day} 09:0{n}:00")
            for day in (first + timedelta(days=d) for d in range((last - first).days + 1))
            for n in range(self.per_day)
        ]
        return Listing(tuple(all_legs[: self.limit]), 0, len(all_legs) >= self.limit)

    async def recordings(self, first: date, last: date) -> Listing[RecordingEntry]:
        return Listing((), 0, False)


async def synced(books: Books) -> tuple[Archive, ArchiveSync]:
    archive = Archive(None, None)
    await archive.open()
    return archive, ArchiveSync(books, archive, "PBX", lambda: NOW)


async def test_a_truncated_range_is_split_until_it_is_complete() -> None:
    books = Books(limit=7)
    archive, sync = await synced(books)
    first, last = date(2026, 3, 1), date(2026, 3, 8)
    report = await sync.refresh(first, last)
    assert report.added == 24
    assert not report.cut_days
    assert len(await sync.page(CallFilter(first, last))) == 24
    asked = len(books.asked)
    assert (await sync.refresh(first, last)).added == 0
    assert len(books.asked) == asked, "complete days are not asked again"
    await archive.close()


async def test_a_truncated_single_day_is_marked() -> None:
    archive, sync = await synced(Books(limit=3))
    report = await sync.refresh(date(2026, 3, 7), date(2026, 3, 8))
    assert report.cut_days == {date(2026, 3, 7), date(2026, 3, 8)}
    await archive.close()


async def test_today_is_always_requested_and_future_days_never() -> None:
    books = Books(limit=100)
    archive, sync = await synced(books)
    await sync.refresh(date(2026, 3, 9), date(2026, 3, 20))
    await sync.refresh(date(2026, 3, 9), date(2026, 3, 20))
    assert books.asked == [(date(2026, 3, 9), date(2026, 3, 10)), (date(2026, 3, 10), date(2026, 3, 10))]
    await archive.close()


async def test_a_day_with_undecodable_entries_is_requested_again() -> None:
    class Smudged(Books):
        async def legs(self, first: date, last: date) -> Listing[Leg]:
            answer = await super().legs(first, last)
            return Listing(answer.entries, 3, answer.is_truncated)

    books = Smudged(limit=100)
    archive, sync = await synced(books)
    report = await sync.refresh(date(2026, 3, 7), date(2026, 3, 8))
    await sync.refresh(date(2026, 3, 7), date(2026, 3, 8))
    assert report.unread == 3
    assert len(books.asked) == 2
    await archive.close()


async def test_yesterday_is_complete_only_after_some_hours() -> None:
    books = Books(limit=100)
    archive = Archive(None, None)
    await archive.open()
    sync = ArchiveSync(books, archive, "PBX", lambda: datetime(2026, 3, 9, 23, 30, tzinfo=UTC))  # 0:30 at the exchange
    for _ in range(2):
        await sync.refresh(date(2026, 3, 9), date(2026, 3, 9))
    assert len(books.asked) == 2
    await archive.close()


async def test_days_downloaded_before_a_failure_stay_stored() -> None:
    class Failing(Books):
        async def legs(self, first: date, last: date) -> Listing[Leg]:
            if len(self.asked) == 1:
                raise ConnectionError
            return await super().legs(first, last)

    archive, sync = await synced(Failing(limit=1000, per_day=1))
    first, last = date(2025, 12, 1), date(2026, 3, 9)
    with pytest.raises(ConnectionError):
        await sync.refresh(first, last)
    assert len(await sync.page(CallFilter(first, last))) == 31
    await archive.close()


async def test_the_newest_calls_of_a_large_answer_are_shown_before_the_rest_is_stored() -> None:
    archive = Archive(None, None)
    await archive.open()
    day = date(2026, 3, 1)
    many = [
        leg(f"17723{n:05d}.{n}", calldate=f"2026-03-01 {8 + n // 3600:02d}:{n // 60 % 60:02d}:{n % 60:02d}")
        for n in range(6000)
    ]

    class Source:
        async def legs(self, first: date, last: date) -> Listing[Leg]:
            return Listing(tuple(many), 0, False)

        async def recordings(self, first: date, last: date) -> Listing[RecordingEntry]:
            return Listing((), 0, False)

    sync = ArchiveSync(Source(), archive, "X", lambda: datetime(2026, 3, 20, tzinfo=UTC))
    shown: list[asyncio.Task[list[Call]]] = []
    await sync.refresh(
        day, day, on_stored=lambda: shown.append(asyncio.ensure_future(sync.page(CallFilter(day, day), limit=-1)))
    )
    (first,) = [await task for task in shown]
    assert 0 < len(first) < len(many)
    everything = await sync.page(CallFilter(day, day), limit=-1)
    assert len(everything) == len(many)
    assert first[:500] == everything[:500]
    await archive.close()


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
        await asyncio.sleep(0.05)
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
