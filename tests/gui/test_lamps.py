"""The panel's models and its field."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from pytestqt.qtbot import QtBot

from desktop_app.models.lamps import LampModel
from desktop_app.models.panel_order import PanelOrder
from desktop_app.models.panel_view import PanelView, Shape, Show, Sort
from desktop_app.office import Change, Part
from desktop_app.ui.actions import Actions
from desktop_app.ui.field_geometry import CELLS
from desktop_app.ui.icons import Icons
from desktop_app.ui.look import Look
from desktop_app.ui.panel_page import PanelPage
from desktop_app.ui.theme import Theme
from tests.gui.conftest import SimulatedOffice
from tests.support.lamps import flush

ACCESSIBLE = Qt.ItemDataRole.AccessibleTextRole


@pytest.fixture
def page(office: SimulatedOffice, lamps: LampModel, theme: Theme, icons: Icons, qtbot: QtBot) -> PanelPage:
    panel = PanelPage(lamps, office.board(), Actions(), Look(theme, icons), PanelView(), lambda extension: False)
    qtbot.addWidget(panel)
    panel.resize(1000, 700)
    panel.show()
    qtbot.waitExposed(panel)
    return panel


def words(lamps: LampModel, extension: str) -> str:
    return str(lamps.index_of(extension).data(ACCESSIBLE))


def test_the_models_pass_qts_model_tester(office: SimulatedOffice, lamps: LampModel, qtbot: QtBot) -> None:
    order = PanelOrder(lamps)
    testers = [
        QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal) for model in (lamps, order)
    ]
    for number in range(60):
        office.set_phone(str(200 + number), 8 if number % 3 else 0, "600100200", "Jan")
        office.send(qmember={"peer": f"X-{200 + number % 20}", "queue": "K", "m_status": 1, "m_paused": number % 2})
    office.directory.toggle_favourite("105")
    for view in (PanelView(show=Show.RINGING), PanelView(sort=Sort.STATE), PanelView(collapsed=frozenset({"K"}))):
        order.look(view)
        for number in range(60):
            office.set_phone(str(200 + number), 0 if number % 3 else 8)
        flush(lamps)
    order.look(PanelView())
    assert lamps.rowCount() == 64
    assert len(testers) == 2


def test_ringing_is_shown_at_once_and_other_changes_once_a_frame(
    office: SimulatedOffice, lamps: LampModel, qtbot: QtBot
) -> None:
    office.set_phone("102", 0)
    flush(lamps)
    changed: list[int] = []
    lamps.dataChanged.connect(lambda first, last: changed.append(first.row()))
    office.set_phone("102", 1, "600100200")
    assert changed == []
    office.set_phone("105", 8, "600100200")
    assert lamps.index_of("105").row() in changed
    for _ in range(50):
        office.set_phone("102", 0)
        office.set_phone("102", 1, "600100200")
    changed.clear()
    qtbot.waitUntil(lambda: bool(changed), timeout=1000)
    assert changed.count(lamps.index_of("102").row()) == 1, "many events, one repaint"


def test_a_stale_state_is_shown_with_its_age(office: SimulatedOffice, lamps: LampModel, qtbot: QtBot) -> None:
    assert words(lamps, "102") == "Anna Kowalska, 102, not known, nothing heard yet"
    office.set_phone("102", 1, "600100200", "Jan Nowak")
    office.now += timedelta(minutes=4, seconds=12)
    flush(lamps)
    assert words(lamps, "102") == "Anna Kowalska, 102, Talking, Jan Nowak · 600 100 200, ≥ 4:12"
    office.live.begin()  # a new connection makes earlier states stale
    assert words(lamps, "102").startswith("Anna Kowalska, 102, not known now, last ")
    assert "Talking" in words(lamps, "102")
    office.set_phone("102", 0)
    flush(lamps)
    assert words(lamps, "102") == "Anna Kowalska, 102, Free, ≥ 0 s"


def test_a_stale_pause_is_not_shown_as_current(office: SimulatedOffice, lamps: LampModel, qtbot: QtBot) -> None:
    office.send(qmember={"peer": "X-102", "queue": "K", "m_status": 1, "m_paused": 1, "m_reason": "obiad"})
    office.set_phone("102", 0)
    flush(lamps)
    assert "paused: obiad" in words(lamps, "102")
    office.live.begin()
    office.set_phone("102", 0)
    flush(lamps)
    assert words(lamps, "102") == "Anna Kowalska, 102, Free, ≥ 0 s"


def test_a_total_with_an_unknown_part_is_unknown(office: SimulatedOffice) -> None:
    board = office.board()
    office.send(queue={"peer": "Q", "calls": 5})
    office.send(queue={"peer": "R", "calls": 0})
    assert board.waiting() == 5
    office.live.begin()
    office.send(queue={"peer": "R", "calls": 0})
    assert board.waiting() is None


def test_headings_show_counts_and_favourites_come_first(
    office: SimulatedOffice, lamps: LampModel, page: PanelPage, qtbot: QtBot
) -> None:
    for extension in ("101", "102", "105"):
        office.set_phone(extension, 0)
    office.send(qmember={"peer": "X-105", "queue": "Sprzedaż", "m_status": 1})
    office.directory.toggle_favourite("102")
    flush(lamps)
    sections = [(s.title, s.count, s.free) for s in page.order.sections()]
    assert sections == [("Favourites", 1, 1), ("Sprzedaż", 1, 1), ("Office", 2, 1)]


def test_a_click_finds_each_of_many_lamps(
    office: SimulatedOffice, lamps: LampModel, page: PanelPage, qtbot: QtBot
) -> None:
    for number in range(300):
        office.set_phone(str(1000 + number), 0)
    flush(lamps)
    field = page.field
    for position in range(0, page.order.rowCount(), 7):
        index = page.order.index(position, 0)
        field.scrollTo(index)
        rect = field.visualRect(index)
        assert field.viewport().rect().contains(rect.center()), position
        assert field.indexAt(rect.center()) == index
        assert rect.width() >= CELLS[Shape.TILES].width
    assert not field.indexAt(QPoint(-5, -5)).isValid()


def test_arrows_select_and_enter_calls(page: PanelPage, qtbot: QtBot) -> None:
    field = page.field
    assert field.current_extension() == ""
    QTest.keyClick(field, Qt.Key.Key_Down)
    first = field.current_extension()
    QTest.keyClick(field, Qt.Key.Key_Right)
    assert field.current_extension() != first
    QTest.keyClick(field, Qt.Key.Key_Left)
    assert field.current_extension() == first
    seen = set()
    for _ in range(page.order.rowCount()):
        seen.add(field.current_extension())
        QTest.keyClick(field, Qt.Key.Key_Right)
    assert len(seen) == page.order.rowCount()
    called: list[str] = []
    written: list[str] = []
    field.called.connect(called.append)
    field.written_to.connect(written.append)
    QTest.keyClick(field, Qt.Key.Key_Return)
    QTest.keyClick(field, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert called == written == [field.current_extension()]


def test_typing_goes_to_the_command_bar(page: PanelPage) -> None:
    typed: list[str] = []
    page.field.typed.connect(typed.append)
    QTest.keyClicks(page.field, "an")
    assert typed == ["a", "n"]


def test_every_state_is_painted(office: SimulatedOffice, page: PanelPage, qtbot: QtBot) -> None:
    for number, state in enumerate((0, 1, 2, 4, 8, 9, 16, 32, 64)):
        office.set_phone(str(300 + number), state, "600100200", "Urząd Miasta i Gminy w Szczebrzeszynie")
    office.send(
        qmember={"peer": "X-300", "queue": "K", "m_status": 1, "m_paused": 1, "m_reason": "obiad", "m_ct": 12},
        queue={"peer": "K", "calls": 3},
        cmember={"channel": "a", "action": "add", "conference": "Rada", "callerIDName": "<b>Jan</b>"},
    )
    qtbot.waitUntil(page.queues.isVisible)
    picture = page.grab().toImage()
    colours = {picture.pixelColor(x, y).name() for x in range(0, 1000, 3) for y in range(0, 700, 3)}
    assert {"#fce9e8", "#fff1d9", "#ffffff"} <= colours


def test_an_empty_panel_shows_the_reason(theme: Theme, icons: Icons, qtbot: QtBot, run: object) -> None:
    office = SimulatedOffice()
    model = LampModel(office.live, office.directory, lambda: office.now)
    panel = PanelPage(model, office.board(), Actions(), Look(theme, icons), PanelView(), lambda extension: False)
    qtbot.addWidget(panel)
    panel.show()
    assert not panel.field.isVisible()
    office.set_phone("101", 0)
    qtbot.waitUntil(panel.field.isVisible)
    assert model.index_of("101") != QModelIndex()


def test_a_row_requested_before_its_lamp_is_not_cached(office: SimulatedOffice, lamps: LampModel, qtbot: QtBot) -> None:
    assert not lamps.row("777").is_live
    office.set_phone("777", 8, "600100200")
    assert lamps.row("777").is_live, "the own phone rings on a first start"


def test_a_name_from_a_queue_updates_only_that_lamp(office: SimulatedOffice, lamps: LampModel, qtbot: QtBot) -> None:
    for number in range(50):
        office.set_phone(str(300 + number), 0)
    flush(lamps)
    changed: list[set[str]] = []
    lamps.rows_changed.connect(changed.append)
    office.send(qmember={"peer": "X-300", "queue": "K", "m_status": 1, "m_name": "Nowa"})
    office.directory.learn_from_office(office.live.office, (Change(Part.QUEUE, "K", "300"),))
    office.send(qmember={"peer": "X-300", "queue": "L", "m_status": 1, "m_name": "Inaczej"})
    office.directory.learn_from_office(office.live.office, (Change(Part.QUEUE, "L", "300"),))
    flush(lamps)
    assert changed == [{"300"}]
    assert lamps.row("300").name == "Nowa", "the first of two different names is kept"
