"""Queues and conferences: their cards, their thresholds, and the wallboard."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QSpinBox, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.archive.records import QueueThresholds
from desktop_app.models.queues import QueueBoard
from desktop_app.services.queue_alarms import QueueAlarms
from desktop_app.services.queue_thresholds import Level
from desktop_app.ui.actions import Actions
from desktop_app.ui.cards import Card
from desktop_app.ui.queue_cards import QueueColumn
from desktop_app.ui.queue_thresholds_dialog import QueueThresholdsDialog
from desktop_app.ui.theme import Theme
from desktop_app.ui.wallboard import Wallboard
from tests.gui.conftest import Run, SimulatedOffice
from tests.support.widgets import named


@pytest.fixture
def actions() -> Actions:
    return Actions()


@pytest.fixture
def queues(office: SimulatedOffice, theme: Theme, actions: Actions, qtbot: QtBot) -> QueueColumn:
    column = QueueColumn(office.board(), actions, theme)
    qtbot.addWidget(column)
    return column


def test_a_card_calls_the_selected_agent_after_the_lines_moved(
    office: SimulatedOffice, queues: QueueColumn, actions: Actions
) -> None:
    for extension in ("101", "102"):
        office.send(qmember={"peer": f"X-{extension}", "queue": "K", "m_status": 1})
    queues.refresh()
    card = card_of(queues, "K")
    card.setFocus()
    QTest.keyClick(card, Qt.Key.Key_Down)
    chosen = card.lines()[0].number
    office.send(qmember={"peer": f"X-{chosen}", "queue": "K", "m_status": 2})
    queues.refresh()
    assert card.lines()[0].number != chosen
    called: list[str] = []
    actions.call.connect(called.append)
    QTest.keyClick(card, Qt.Key.Key_Return)
    assert called == [chosen]


def card_of(queues: QueueColumn, name: str) -> Card:
    """The card of a queue or a conference."""
    return next(card for card in queues.findChildren(Card) if name in card.accessibleName())


def test_a_card_shows_the_other_party_and_the_exceeded_threshold(
    office: SimulatedOffice, queues: QueueColumn, actions: Actions
) -> None:
    office.send(
        qmember={"peer": "X-105", "queue": "Sprzedaż", "m_status": 2, "m_ct": 4}, queue={"peer": "Sprzedaż", "calls": 5}
    )
    office.set_phone("105", 1, "600100200", "Jan Nowak")
    queues.refresh()
    card = card_of(queues, "Sprzedaż")
    assert card.accessibleName() == "Sprzedaż: 5, over the limit, waiting for 0:00 · 0 of 1 free"
    line = card.lines()[0]
    assert (line.left, line.right, line.under) == ("Łukasz Żółciński", "4", "Jan Nowak · 0:00")
    called: list[str] = []
    actions.call.connect(called.append)
    card.setFocus()
    QTest.keyClick(card, Qt.Key.Key_Down)
    QTest.keyClick(card, Qt.Key.Key_Return)
    assert called == ["105"]


def test_a_member_of_a_conference_can_be_called(office: SimulatedOffice, queues: QueueColumn, actions: Actions) -> None:
    office.send(
        cmember={
            "channel": "a",
            "action": "add",
            "conference": "Rada",
            "callerIDName": "Jan",
            "callerIDNum": "600100200",
        }
    )
    queues.refresh()
    card = card_of(queues, "Rada")
    called: list[str] = []
    actions.call.connect(called.append)
    QTest.mouseClick(card, Qt.MouseButton.LeftButton, pos=QPoint(60, 48))
    QTest.mouseDClick(card, Qt.MouseButton.LeftButton, pos=QPoint(60, 48))
    assert called == ["600100200"]


def test_the_wallboard_shows_the_chosen_queues_and_marks_stale_data(
    office: SimulatedOffice, theme: Theme, qtbot: QtBot, run: Run
) -> None:
    alarms = QueueAlarms(office.archive, lambda *_: None)
    board = QueueBoard(office.live, office.directory, alarms, lambda: office.now)
    parent = QWidget()
    qtbot.addWidget(parent)
    wallboard = Wallboard(board, theme, parent)
    wallboard.resize(1920, 1080)
    for name, waiting in (("Sprzedaż", 7), ("Obsługa Klienta", 0), ("Serwis", 1)):
        office.send(queue={"peer": name, "calls": waiting})
    run(alarms.set_thresholds("Serwis", QueueThresholds(is_on_wallboard=False)))
    assert [queue.name for queue in wallboard.queues()] == ["Obsługa Klienta", "Sprzedaż"]
    assert wallboard.in_words() == "Obsługa Klienta: 0, nobody waits; Sprzedaż: 7, waiting for 0:00 · over the limit"
    picture = wallboard.grab().toImage()
    colours = {picture.pixelColor(x, y).name() for x in range(0, 1920, 7) for y in range(0, 1080, 7)}
    assert theme.tokens.busy_tint.lower() in colours
    office.live.begin()
    assert "–, not known now" in wallboard.in_words()
    wallboard.grab()
    board.close()


def test_thresholds_are_saved_in_ascending_order(office: SimulatedOffice, qtbot: QtBot) -> None:
    parent = QWidget()
    saved: list[QueueThresholds] = []
    qtbot.addWidget(parent)
    dialog = QueueThresholdsDialog("Sprzedaż", QueueThresholds(), saved.append, parent)
    named(dialog, QSpinBox, "Callers waiting, amber from").setValue(9)
    named(dialog, QSpinBox, "The first has waited, red from").setValue(-1)
    dialog.accept()
    assert saved == [QueueThresholds(5, 9, 60, None, None, None, False, True)]
    assert Level.RED > Level.AMBER
