"""What a session does by itself: syncing, remembering, deleting, and following an ordered call."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from desktop_app.archive import calls, deferred_indexing, dial_history, messages, missed_calls, roster
from desktop_app.archive.records import CallFilter, MissedCall
from desktop_app.archive.store import Archive
from desktop_app.config.exchange import ExchangeConfig, RetentionPeriods
from desktop_app.office import DeviceState
from desktop_app.pbx.errors import Unreachable
from desktop_app.pbx.feed import Feed
from desktop_app.pbx.outcomes import Done, NotKnown, Refused
from desktop_app.services import session as module
from desktop_app.services.call_progress import Progress, Stage
from desktop_app.services.directory import ExtensionPreferences
from desktop_app.services.saved_filters import SavedFilter
from desktop_app.services.session import Session, SessionOptions
from tests.support.demo import KEY
from tests.support.legs import leg
from tests.support.raw_http import RawServer, answering, http
from tests.support.sessions import NOWHERE, ignore, receive, session_of
from tests.support.wait import until

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
EMPTY = {"/cdr": http(b"[]"), "/record": http(b"[]")}
LEG = b'{"calldate": "2026-03-10 09:00:00", "uniqueid": "1773133200.1", "src": "600100200", "dst": "105", '
LEG += b'"clid": "\\"Jan Nowak\\" <600100200>", "duration": 20, "billsec": 0, "disposition": "NO ANSWER"}'


def on(server: RawServer) -> ExchangeConfig:
    return ExchangeConfig((server.url,), "ws://127.0.0.1:9", "X", "101")


def syncs(server: RawServer) -> int:
    return sum(request.startswith("GET /cdr") for request in server.requests)


class Counter:
    """A listener that counts."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> None:
        self.times += 1


# ---- opening -------------------------------------------------------------------------------------


async def test_opening_reads_what_an_earlier_session_left() -> None:
    async with Archive(None, None) as archive:
        async with Session(NOWHERE, KEY, archive, ignore) as session:
            session.live.begin()
            receive(session, 1, subscriber={"peer": "X-105", "statusValue": 1})
            session.directory.set_preferences({"105": ExtensionPreferences(is_favourite=True)})
            await session.messenger.keep_draft("Dzień dobry")
            await session.notes.write("1.1", "ważne")
            await session.dial_history.add("600100200", NOW)
            await session.filters.keep(SavedFilter("Moje", "", CallFilter(NOW.date(), NOW.date())))
            missed = MissedCall(NOW, "600100200", "Jan", "")
            await archive.run(lambda db: missed_calls.add_missed_call(db, missed))
            await archive.run(lambda db: messages.add_message(db, NOW, "600100200", "x", is_test=False))
        async with Session(NOWHERE, KEY, archive, ignore) as session:
            assert session.directory.favourites == {"105"}
            assert not session.live.office.is_live(session.live.office.lamps["105"])
            assert session.messenger.draft == "Dzień dobry"
            assert session.notes.noted == {"1.1": "ważne"}
            assert session.dial_history.numbers == ["600100200"]
            assert [one.name for one in session.filters.all] == ["Moje"]
            assert session.alerts.missed.calls == [missed]
            assert [one.stage for one in await session.messenger.outbox()] == ["unknown"]


# ---- syncing -------------------------------------------------------------------------------------


async def test_the_last_week_is_synced_at_the_start_and_again_and_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SYNC_AFTER_CALL_S", 0.01)
    monkeypatch.setattr(module, "SYNC_EVERY_S", 0.03)
    changed = Counter()
    async with answering(EMPTY) as server, session_of(on(server), SessionOptions(clock=lambda: NOW)) as session:
        session.calls_changed.subscribe(changed)
        session.start_background()
        await until(lambda: syncs(server) >= 3)
    assert "datestart=2026-03-03&datestop=2026-03-10" in server.requests[0]
    assert "datestart=2026-03-10&datestop=2026-03-10" in server.requests[2], "the other days are complete"
    assert changed.times >= 2


async def test_a_call_that_has_ended_is_synced_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SYNC_AFTER_CALL_S", 0.0)
    changed = Counter()
    async with answering(EMPTY) as server, session_of(on(server)) as session:
        today = session.calls.today()
        session.calls_changed.subscribe(changed)
        session.start_background()
        await until(lambda: changed.times == 1)
        session.live.begin()
        receive(session, 1, subscriber={"peer": "X-105", "statusValue": 8})
        receive(session, 2, subscriber={"peer": "X-105", "statusValue": 0})  # it only rang
        receive(session, 3, subscriber={"peer": "X-105", "statusValue": 1})
        receive(session, 4, queue={"queueName": "K", "waitingCalls": 1})
        await session.calls.refresh(today, today)  # a sync that had begun would be through before this
        assert syncs(server) == 2
        receive(session, 5, subscriber={"peer": "X-105", "statusValue": 0})
        await until(lambda: changed.times == 2)
        receive(session, 6, subscriber={"peer": "X-105", "statusValue": 8})
        receive(session, 7, subscriber={"peer": "X-105", "statusValue": 0})
        await session.calls.refresh(today, today)
        assert syncs(server) == 4


async def test_an_exchange_that_does_not_answer_is_no_failure_and_anything_else_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "SYNC_AFTER_CALL_S", 0.01)
    monkeypatch.setattr(module, "SYNC_EVERY_S", 0.01)
    failed: list[tuple[str, BaseException]] = []
    changed = Counter()
    answers: dict[str, bytes] = {"/cdr": http(b"", "503 Busy"), "/record": http(b"[]")}
    async with (
        answering(answers) as server,
        session_of(on(server), on_failure=lambda name, error: failed.append((name, error))) as session,
    ):
        session.calls_changed.subscribe(changed)
        session.start_background()
        await until(lambda: changed.times >= 2)
        assert failed == []
        error = ValueError("a bug")

        async def fail() -> None:
            raise error

        monkeypatch.setattr(session.messenger, "reconcile", fail)
        answers |= EMPTY
        await until(lambda: len(failed) >= 2)
        assert set(failed) == {("Background.ARCHIVE_SYNC", error)}


async def test_a_sync_brings_names_and_call_backs() -> None:
    answers = {"/cdr": http(b"[" + LEG + b"]"), "/record": http(b"[]")}
    changed = Counter()
    async with answering(answers) as server, session_of(on(server), SessionOptions(clock=lambda: NOW)) as session:
        session.calls_changed.subscribe(changed)
        session.start_background()
        await until(lambda: session.call_backs.entries and changed.times)
        assert [one.number for one in session.call_backs.entries] == ["600100200"]
        assert session.directory.name_of("600100200") == "Jan Nowak"


async def test_what_a_killed_program_left_is_indexed_at_the_start() -> None:
    async with session_of(options=SessionOptions(clock=lambda: NOW)) as session:
        missed = leg("1773133200.1", calldate="2026-03-10 09:00:00", disposition="NO ANSWER", billsec_s=0)
        await session.archive.run(lambda db: calls.save_legs(db, [missed], "X"))
        session.start_background()
        await until(lambda: session.call_backs.entries)
        assert await session.archive.run(deferred_indexing.index_batch) is False
        assert session.directory.name_of("600100200") == "Jan Nowak"


# ---- remembering and deleting --------------------------------------------------------------------


async def until_saved(session: Session, expected: dict[str, bool]) -> None:
    """Wait until the archive's roster has these extensions, and whether each is a favourite."""
    async with asyncio.timeout(10):
        found: dict[str, bool] = {}
        while found != expected:
            entries = await session.archive.run(roster.load_roster)
            found = {entry.extension: entry.preferences.is_favourite for entry in entries}


async def test_the_roster_is_saved_soon_after_a_change_by_the_user(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "ROSTER_NAP_S", 0.0)
    async with session_of() as session:
        session.start_background()
        session.directory.toggle_favourite("105")
        await until_saved(session, {"105": True})


async def test_the_roster_is_saved_every_minute_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "ROSTER_NAP_S", 0.01)
    monkeypatch.setattr(module, "REMEMBER_EVERY_S", 0.03)
    async with session_of() as session:
        session.start_background()
        session.live.begin()
        receive(session, 1, subscriber={"peer": "X-105", "statusValue": 0})
        await until_saved(session, {"105": False})


async def test_expired_data_is_deleted_soon_after_the_start_and_daily(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PURGE_AFTER_S", 0.0)
    monkeypatch.setattr(module, "DAY_S", 0.0)
    options = SessionOptions(clock=lambda: NOW, retention=lambda: RetentionPeriods(calls=5))
    calls_changed, messages_changed = Counter(), Counter()
    async with session_of(options=options) as session:
        session.calls_changed.subscribe(calls_changed)
        session.messages_changed.subscribe(messages_changed)
        session.start_background()
        await until(lambda: calls_changed.times == 1)  # of the first sync, which fails
        for n in (1, 2):
            old = leg(f"1772438400.{n}", disposition="NO ANSWER", billsec_s=0)
            await session.archive.run(lambda db, old=old: calls.save_legs(db, [old], "X"))  # type: ignore[misc]
            await until(lambda n=n: messages_changed.times == n)  # type: ignore[misc]
            assert calls_changed.times == 1 + n
            assert await session.calls.by_id(old.uniqueid) is None


# ---- an ordered call -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "outcome", "stages", "dialled"),
    [
        (http(b"OK", kind="text/plain"), Done(), [Stage.ORDERED], ["600100200"]),
        (http(b"", "502 Bad Gateway"), NotKnown("HTTP 502"), [Stage.ORDERED], ["600100200"]),
        (http(b"Action Error", "500 Oops"), Refused("Action Error"), [Stage.ORDERED, None], []),
    ],
)
async def test_an_ordered_call_is_followed_and_remembered_unless_it_was_refused(
    answer: bytes, outcome: Done | NotKnown | Refused, stages: list[Stage | None], dialled: list[str]
) -> None:
    shown: list[Progress | None] = []
    async with answering({"/dial": answer}) as server, session_of(on(server)) as session:
        session.progress_changed.subscribe(shown.append)
        assert await session.call("600 100 200", again=False) == outcome
        assert [one.stage if one else None for one in shown] == stages
        assert shown[0] is not None
        assert shown[0].number == "600100200"
        assert session.dial_history.numbers == dialled
        assert await session.archive.run(dial_history.list_numbers) == dialled


async def test_a_call_just_ordered_needs_a_yes_to_be_ordered_again() -> None:
    async with answering({"/dial": http(b"OK", kind="text/plain")}) as server, session_of(on(server)) as session:
        assert await session.call("600100200", again=False) == Done()
        assert isinstance(await session.call("600100200", again=False), Refused)
        assert await session.call("600100200", again=True) == Done()
    assert len(server.requests) == 2


async def test_the_progress_of_a_call_follows_the_phone_and_the_clock() -> None:
    now = NOW
    shown: list[Progress | None] = []
    async with (
        answering({"/dial": http(b"OK", kind="text/plain")} | EMPTY) as server,
        session_of(on(server), SessionOptions(clock=lambda: now)) as session,
    ):
        session.live.begin()
        session.progress_changed.subscribe(shown.append)
        await session.call("600100200", again=False)
        now += timedelta(seconds=1)
        receive(session, 1, subscriber={"peer": "X-101", "statusValue": 8, "connectPeerNumber": "600100200"})
        assert shown[-1] is not None
        assert (shown[-1].stage, shown[-1].since) == (Stage.OWN_RINGS, now)
        receive(session, 2, subscriber={"peer": "X-101", "statusValue": 0})
        assert session.progress.current is not None
        assert session.progress.current.stage is Stage.ENDED
        session.start_background()
        now += timedelta(minutes=1)
        await until(lambda: shown[-1] is None)  # the tick clears it


# ---- what an extension did -----------------------------------------------------------------------


async def test_the_history_of_an_extension_has_its_states_and_its_gaps() -> None:
    now = NOW
    async with session_of(options=SessionOptions(clock=lambda: now)) as session:
        session.live.begin()
        receive(session, 1, subscriber={"peer": "X-105", "statusValue": 1})
        now += timedelta(minutes=1)
        receive(session, 2, subscriber={"peer": "X-105", "statusValue": 0})
        now += timedelta(minutes=1)
        session.live.begin()  # a new connection: nothing is known until the next event
        now += timedelta(minutes=1)
        found = [(one.state, one.start, one.end) for one in session.history.intervals("105", now)]
    begin, *minutes = (NOW + timedelta(minutes=minute) for minute in range(4))
    states = [DeviceState.IN_USE, DeviceState.IDLE, None]
    assert found[1:] == list(zip(states, (begin, *minutes), minutes, strict=False))
    assert found[0] == (None, now - timedelta(hours=1), NOW)


# ---- what a session is made of -------------------------------------------------------------------


async def test_the_stream_can_come_from_another_source() -> None:
    opened = asyncio.Event()

    async def source() -> Feed:
        opened.set()
        raise Unreachable("", "no address is set")

    async with session_of(options=SessionOptions(source=source)) as session:
        session.start_background()
        async with asyncio.timeout(10):
            await opened.wait()


async def test_a_background_task_that_fails_is_reported_by_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PURGE_AFTER_S", 0.0)
    failed: list[str] = []

    async def fail() -> int:
        raise ValueError("a bug")

    async with session_of(on_failure=lambda name, error: failed.append(name)) as session:
        monkeypatch.setattr(session.retention, "purge_expired", fail)
        session.start_background()
        await until(lambda: "Background.RETENTION" in failed)


async def test_news_have_their_names_in_the_log() -> None:
    async with session_of() as session:
        assert (session.calls_changed.news, session.progress_changed.news) == ("calls", "call progress")
