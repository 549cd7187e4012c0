"""Alerts in the program: CRM page, count of missed calls, queue alarms."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import pytest
from PySide6.QtCore import QObject, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QPushButton

from desktop_app.app.application import Application
from desktop_app.archive.records import QueueThresholds
from desktop_app.config.settings import DO_NOT_DISTURB, SCREEN_POP, SCREEN_POP_ON_RING, Settings
from desktop_app.services.live_feed import LiveFeed
from desktop_app.ui.rail import RailButton
from desktop_app.ui.window import CALLS
from tests.gui.conftest import OnExchange
from tests.support.demo import RunningDemo
from tests.support.wait import until


class Browser(QObject):
    """Stands in for the browser and records the addresses."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str] = []

    @Slot(QUrl)
    def open(self, url: QUrl) -> None:
        self.opened.append(bytes(url.toEncoded().data()).decode())


@pytest.fixture
def browser() -> Iterator[Browser]:
    made = Browser()
    for scheme in ("http", "https"):
        QDesktopServices.setUrlHandler(scheme, made, "open")  # type: ignore[arg-type]  # PySide wants a str
    yield made
    for scheme in ("http", "https"):
        QDesktopServices.unsetUrlHandler(scheme)


def test_the_crm_page_opens_once_for_each_ring(on_exchange: OnExchange, browser: Browser) -> None:
    settings = Settings(None, None, {})
    settings.set(SCREEN_POP, "https://crm.example.com/?n={number}&q={queue}&who={name}")
    settings.set(SCREEN_POP_ON_RING, True)

    async def work(program: Application, demo: RunningDemo) -> None:
        demo.exchange.ring_in("101", "600100299", "Jan & Spółka", 3, "Sprzedaż")
        await until(lambda: browser.opened)
        demo.exchange.board.announce(demo.exchange.board.phones["101"])  # the same ring, reported again
        await until(lambda: demo.exchange.board.phones["101"].state == 0)
        assert len(browser.opened) == 1
        assert browser.opened[0].startswith("https://crm.example.com/?n=600100299&q=")
        assert browser.opened[0].endswith("&who=Jan%20%26%20Sp%C3%B3%C5%82ka")
        settings.set(DO_NOT_DISTURB, True)
        demo.exchange.ring_in("101", "600100298", "", 3)
        await until(lambda: demo.exchange.board.phones["101"].state == 0)
        assert len(browser.opened) == 1

    on_exchange(settings, work)


def test_a_missed_call_is_counted_until_the_calls_are_viewed(on_exchange: OnExchange) -> None:
    async def work(program: Application, demo: RunningDemo) -> None:
        workspace = program.workspace
        assert workspace is not None
        button = program.window.rail.findChildren(RailButton)[CALLS]
        demo.exchange.ring_in("101", "600100299", "", 2)
        await until(lambda: len(workspace.session.alerts.missed.calls) == 1)
        program.window.show_page(CALLS)
        await until(lambda: workspace.session.alerts.missed.calls == [])
        # A viewed missed call still waits to be called back.
        waiting = workspace.session.call_backs
        await until(lambda: "600100299" in [entry.number for entry in waiting.entries])
        await until(lambda: button.accessibleDescription() == str(len(waiting.entries)))

    on_exchange(Settings(None, None, {}), work)


def is_waiting(live: LiveFeed, callers: int) -> bool:
    return live.office.queues["Sprzedaż"].waiting == callers


def test_a_queue_over_its_threshold_alarms_once(on_exchange: OnExchange, monkeypatch: pytest.MonkeyPatch) -> None:
    sounds: list[int] = []
    monkeypatch.setattr("desktop_app.app.workspace.play_alert", lambda sound: sounds.append(1))

    async def work(program: Application, demo: RunningDemo) -> None:
        workspace = program.workspace
        assert workspace is not None
        await workspace.session.alerts.alarms.set_thresholds("Sprzedaż", QueueThresholds(1, 2, is_heard=True))
        demo.exchange.board.queue("Sprzedaż", +3)
        await until(lambda: sounds)
        assert "Sprzedaż" in program.window.notice.text()
        live = workspace.session.live
        for change, waiting in ((+1, 4), (-4, 0)):
            demo.exchange.board.queue("Sprzedaż", change)
            await until(partial(is_waiting, live, waiting))
        assert sounds == [1]
        demo.exchange.board.queue("Sprzedaż", +3)
        await until(lambda: sounds == [1, 1])

    on_exchange(Settings(None, None, {}), work)


def test_a_manual_move_can_be_undone(on_exchange: OnExchange) -> None:
    async def work(program: Application, demo: RunningDemo) -> None:
        done: list[int] = []
        program.actions.offer.emit("Moved.", "Undo", lambda: done.append(1))
        button = next(b for b in program.window.notice.findChildren(QPushButton) if b.text() == "Undo")
        assert button.isVisible()
        button.click()
        assert done == [1]
        program.actions.notice.emit("Something else.")
        assert not button.isVisible()

    on_exchange(Settings(None, None, {}), work)
