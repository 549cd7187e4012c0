"""Fixtures for widgets on real models: a simulated office, and an event loop shared by Qt and asyncio."""

from __future__ import annotations

import asyncio
import gc
import json
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import qasync
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.app.application import Application
from desktop_app.archive import calls, deferred_indexing, recordings
from desktop_app.archive.store import Archive
from desktop_app.config.paths import resources
from desktop_app.config.settings import Settings
from desktop_app.models.calls import CallModel
from desktop_app.models.finder import ResultKind, SearchResult
from desktop_app.models.lamps import LampModel
from desktop_app.models.queues import QueueBoard
from desktop_app.pbx.records import Leg, Listing, RecordingEntry
from desktop_app.runtime.task_supervisor import TaskSupervisor
from desktop_app.services.archive_sync import ArchiveSync
from desktop_app.services.directory import Directory
from desktop_app.services.live_feed import LiveFeed
from desktop_app.services.queue_alarms import QueueAlarms
from desktop_app.services.saved_filters import SavedFilter
from desktop_app.ui.actions import Actions
from desktop_app.ui.calls_page import CallsPage
from desktop_app.ui.filter_menu import Choices
from desktop_app.ui.icons import Icons
from desktop_app.ui.look import Look
from desktop_app.ui.theme import Theme
from tests.support.application import NoKeyring, connect_to, connected, running_application
from tests.support.demo import RunningDemo, running_demo
from tests.support.legs import leg
from tests.support.wait import until

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
NAMES = {"101": "Recepcja", "102": "Anna Kowalska", "105": "Łukasz Żółciński", "110": "Zofia Brzęczyszczykiewicz-Wąs"}


class SimulatedOffice:
    """An office whose events the test sends."""

    def __init__(self) -> None:
        self.now = NOW
        self.archive = Archive(None, None)
        self.directory = Directory(self.archive)
        self.live = LiveFeed("wss://example.org", "X", "key", lambda: self.now)
        self.live.begin()
        self._number = 0
        self.filters: list[SavedFilter] = []

    def send(self, **text: Any) -> None:
        """Send one message of the stream."""
        self._number += 1
        self.live.process(json.dumps({"id": self._number, "channel": "pbx_X", "text": text}).encode())

    def set_phone(self, extension: str, state: int, number: str = "", name: str = "") -> None:
        """Send the state of one phone."""
        fields: dict[str, Any] = {"peer": f"X-{extension}", "statusValue": state}
        if number:
            fields |= {"connectPeerNumber": number, "connectPeerName": name}
        self.send(subscriber=fields)

    def board(self) -> QueueBoard:
        """Return a model of the queues."""
        return QueueBoard(self.live, self.directory, QueueAlarms(self.archive, lambda *_: None), lambda: self.now)

    async def open(self) -> None:
        """Fill the archive with names and load the directory."""
        await self.archive.open()
        legs: list[Leg] = [
            leg(f"1.{number}", src=extension, clid=f'"{name}" <{extension}>', dst="600100200")
            for number, (extension, name) in enumerate(NAMES.items())
        ]
        await self.archive.run(lambda db: calls.save_legs(db, legs, "X"))
        await self.archive.run(deferred_indexing.index_all)
        await self.directory.load()


Run = Callable[[Coroutine[Any, Any, Any]], Any]


@pytest.fixture
def run(qapp: QApplication) -> Iterator[Run]:
    """Run coroutines on a loop that Qt shares.  No task may remain when one ends."""
    loop = qasync.QEventLoop(qapp, already_running=False)
    asyncio.set_event_loop(loop)

    def to_its_end(work: Coroutine[Any, Any, Any]) -> Any:
        result = loop.run_until_complete(work)
        left = asyncio.all_tasks(loop)
        assert not left, f"tasks left behind: {left}"
        return result

    with loop:
        yield to_its_end
    asyncio.set_event_loop(None)


@pytest.fixture(autouse=True)
def collect_here(qapp: QApplication) -> Iterator[None]:
    """Collect Qt objects only on the thread that owns them, as in the program."""
    gc.disable()
    yield
    gc.collect()
    gc.enable()


@pytest.fixture
def theme(qapp: QApplication) -> Theme:
    chosen = Theme(resources(), "light")
    chosen.apply()
    return chosen


@pytest.fixture
def icons() -> Icons:
    return Icons(resources() / "icons")


@pytest.fixture
def office(run: Run) -> Iterator[SimulatedOffice]:
    office = SimulatedOffice()
    run(office.open())
    yield office
    run(office.archive.close())


@pytest.fixture
def lamps(office: SimulatedOffice) -> Iterator[LampModel]:
    model = LampModel(office.live, office.directory, lambda: office.now)
    yield model
    model.close()


Work = Callable[[Application, RunningDemo], Awaitable[None]]
OnExchange = Callable[[Settings, Work], None]


@pytest.fixture
def on_exchange(qapp: QApplication, run: Run, theme: Theme, icons: Icons, tmp_path: Path) -> Iterator[OnExchange]:
    qapp.setQuitOnLastWindowClosed(False)

    def do(settings: Settings, work: Work) -> None:
        async def on_demo() -> None:
            async with (
                running_demo(pace=5) as demo,
                running_application(Look(theme, icons), tmp_path / "p", NoKeyring(), settings) as program,
            ):
                await connected(program, connect_to(demo))
                await work(program, demo)

        run(on_demo())

    yield do


class EmptyExchange:
    """An exchange without records."""

    async def legs(self, first: date, last: date) -> Listing[Leg]:
        return Listing((), 0, False)

    async def recordings(self, first: date, last: date) -> Listing[RecordingEntry]:
        return Listing((), 0, False)


@pytest.fixture
def calls_page(office: SimulatedOffice, theme: Theme, icons: Icons, run: Run, qtbot: QtBot) -> Iterator[CallsPage]:
    legs = [
        leg(
            f"17724384{n:02d}.{n}",
            calldate=f"2026-03-02 08:{n:02d}:00",
            clid=f'"Firma {n}" <6001002{n:02d}>',
            src=f"6001002{n:02d}",
        )
        for n in range(40)
    ]
    entries = [RecordingEntry(one.uniqueid, "", "", "wav", one.calldate) for one in legs[::2]]
    run(office.archive.run(lambda db: calls.save_legs(db, legs, "X")))
    run(office.archive.run(lambda db: recordings.save_recordings(db, entries)))
    run(office.directory.learn_from_billing())
    tasks = TaskSupervisor(lambda name, error: pytest.fail(f"{name}: {error!r}"))
    sync = ArchiveSync(EmptyExchange(), office.archive, "X", lambda: office.now)
    model = CallModel(sync, office.directory, tasks, "101")
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal, model)
    choices = Choices(
        today=sync.today,
        people=lambda text: [SearchResult(ResultKind.CONTACT, "Firma & Syn", "600100207")] if text == "fir" else [],
        numbers_of=lambda number: frozenset({number, "600100208"}),
        queues=lambda: {"Kolejka1": frozenset({"105", "106"}), "Pusta": frozenset()},
        saved=lambda: office.filters,
    )
    page = CallsPage(model, Actions(), Look(theme, icons), choices)
    qtbot.addWidget(page)
    page.resize(1100, 600)
    page.show()

    async def begin() -> None:
        page.begin()
        await until(lambda: model.rowCount() == 44)
        await until(lambda: not model.is_loading)

    run(begin())
    yield page
    run(tasks.close())
