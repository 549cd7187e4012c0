"""Widgets on real models: a real session's parts, an office told by hand, and a loop that Qt and asyncio share."""

from __future__ import annotations

import asyncio
import gc
import json
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import qasync
from PySide6.QtWidgets import QApplication

from desktop_app.archive import calls, finding
from desktop_app.archive.store import Archive
from desktop_app.desktop.secrets import Secrets
from desktop_app.models.lamps import LampModel
from desktop_app.models.queues import QueueBoard
from desktop_app.pbx.records import Leg
from desktop_app.profile import Profile, resources
from desktop_app.program import Program
from desktop_app.services.alarms import QueueAlarms
from desktop_app.services.directory import Directory
from desktop_app.services.live import LiveFeed
from desktop_app.services.session import ExchangeConfig
from desktop_app.settings import Settings
from desktop_app.ui.actions import Actions
from desktop_app.ui.icons import Icons
from desktop_app.ui.theme import Theme
from desktop_app.ui.window import MainWindow
from tests.support.demo import KEY, RunningDemo, running_demo
from tests.support.wait import until
from tests.unit.archive.test_archive import leg

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
NAMES = {"101": "Recepcja", "102": "Anna Kowalska", "105": "Łukasz Żółciński", "110": "Zofia Brzęczyszczykiewicz-Wąs"}


class Told:
    """An office that a test tells what happens."""

    def __init__(self) -> None:
        self.now = NOW
        self.archive = Archive(None, None)
        self.directory = Directory(self.archive)
        self.live = LiveFeed("wss://example.org", "X", "key", lambda: self.now)
        self.live.begin()
        self._number = 0

    def says(self, **text: Any) -> None:
        """One message of the stream."""
        self._number += 1
        self.live.hear(json.dumps({"id": self._number, "channel": "pbx_X", "text": text}).encode())

    def phone(self, extension: str, state: int, number: str = "", name: str = "") -> None:
        """What one phone does now."""
        fields: dict[str, Any] = {"peer": f"X-{extension}", "statusValue": state}
        if number:
            fields |= {"connectPeerNumber": number, "connectPeerName": name}
        self.says(subscriber=fields)

    def board(self) -> QueueBoard:
        """The queues of this office."""
        return QueueBoard(self.live, self.directory, QueueAlarms(self.archive, lambda *_: None), lambda: self.now)

    async def open(self) -> None:
        """Read the names, as at a start."""
        await self.archive.open()
        legs: list[Leg] = [
            leg(f"1.{number}", src=extension, clid=f'"{name}" <{extension}>', dst="600100200")
            for number, (extension, name) in enumerate(NAMES.items())
        ]
        await self.archive.run(lambda db: calls.save_legs(db, legs, "X"))
        await self.archive.run(finding.index_all)
        await self.directory.load()


Run = Callable[[Coroutine[Any, Any, Any]], Any]


@pytest.fixture
def run(qapp: QApplication) -> Iterator[Run]:
    """Run a coroutine on a loop that Qt shares; no task may be left when it ends."""
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
    """As in the program: Qt's objects are collected on the thread that owns them."""
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
def told(run: Run) -> Iterator[Told]:
    office = Told()
    run(office.open())
    yield office
    run(office.archive.close())


@pytest.fixture
def lamps(told: Told) -> Iterator[LampModel]:
    model = LampModel(told.live, told.directory, lambda: told.now)
    yield model
    model.close()


Work = Callable[[Program, RunningDemo], Awaitable[None]]
OnExchange = Callable[[Settings, Work], None]


@pytest.fixture
def on_exchange(qapp: QApplication, run: Run, theme: Theme, icons: Icons, tmp_path: Path) -> Iterator[OnExchange]:
    qapp.setQuitOnLastWindowClosed(False)

    def do(settings: Settings, work: Work) -> None:
        actions = Actions()
        window = MainWindow(theme, icons, actions)
        window.show()
        program = Program(Profile(tmp_path / "p"), settings, Secrets("test"), window, theme, actions, demo=True)

        async def connected() -> None:
            async with running_demo(pace=5) as demo:
                await program._connect(ExchangeConfig((demo.api,), demo.events, "MojaCentrala", "101"), KEY)
                desk = program.desk
                assert desk is not None
                await until(lambda: desk.session.live.connection.is_up)
                await work(program, demo)
                await program.stop()

        run(connected())

    yield do
