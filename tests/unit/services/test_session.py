"""The lifetime of a session, and that each of its services is notified independently."""

from __future__ import annotations

import asyncio
from datetime import date

import pytest

from desktop_app.archive.store import Archive
from desktop_app.config.exchange import ExchangeConfig
from desktop_app.services.alerts import Alert, IncomingCall
from desktop_app.services.live_feed import Status
from desktop_app.services.session import Session
from tests.support.demo import KEY, running_demo
from tests.support.sessions import NOWHERE, receive, session_of
from tests.support.wait import until


async def is_closed(session: Session) -> bool:
    """Return True if the session's REST client is closed."""
    try:
        await session.rest.legs(date(2026, 3, 2), date(2026, 3, 2))
    except RuntimeError:
        return True
    return False


async def test_a_failing_service_does_not_prevent_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    """Earlier one guard covered all services: a failure of one kept the change from the others."""

    def fail(*_: object) -> None:
        raise ValueError("a bug in one service")

    async with session_of(NOWHERE) as session:
        monkeypatch.setattr(session.directory, "learn_from_office", fail)
        monkeypatch.setattr(session.history, "record", fail)
        alerts: list[Alert] = []
        session.alerts.raised.subscribe(alerts.append)
        session.live.begin()
        receive(session, 1, subscriber={"peer": "X-101", "statusValue": 8, "connectPeerNumber": "600100200"})
        assert [alert.number for alert in alerts if isinstance(alert, IncomingCall)] == ["600100200"]


async def test_leaving_ends_every_task_and_subscription() -> None:
    async with running_demo() as demo:
        config = ExchangeConfig((demo.api,), demo.events, "MojaCentrala", "101")
        async with session_of(config) as session:
            session.start_background()
            await until(lambda: session.live.connection.is_up)
        assert session.live.connection.status is Status.OFF
        assert [task.get_name() for task in asyncio.all_tasks() if task.get_name().startswith("Background.")] == []
        session.live.begin()  # the feed has no listeners any more
        receive(session, 1, subscriber={"peer": "MojaCentrala-101", "statusValue": 8})
        assert session.alerts.ring is None


async def test_a_session_that_cannot_be_opened_closes_what_it_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    async with Archive(None, None) as archive:
        session = Session(NOWHERE, KEY, archive, lambda name, error: None)

        async def fail() -> None:
            raise OSError("disk full")

        monkeypatch.setattr(session.notes, "load", fail)
        with pytest.raises(OSError, match="disk full"):
            async with session:
                pytest.fail("it was opened")
        assert await is_closed(session)
        assert archive.is_open, "the archive belongs to whoever opened it"


async def test_leaving_is_finished_even_when_it_is_cancelled() -> None:
    async with running_demo() as demo:
        config = ExchangeConfig((demo.api,), demo.events, "MojaCentrala", "101")
        opened = asyncio.Event()
        sessions: list[Session] = []

        async def hold() -> None:
            async with session_of(config) as session:
                sessions.append(session)
                session.start_background()
                await until(lambda: session.live.connection.is_up)
                opened.set()
                await asyncio.Event().wait()

        holding = asyncio.create_task(hold())
        await opened.wait()
        for _ in range(3):
            holding.cancel()
            await asyncio.sleep(0)
        with pytest.raises(asyncio.CancelledError):
            await holding
        (session,) = sessions
        assert session.live.connection.status is Status.OFF
        assert await is_closed(session)
        assert not session.archive.is_open
