"""The panel as a person arranges it: its order, its shapes, its groups, the queues, and the wallboard."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QSpinBox, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.archive.records import QueueThresholds
from desktop_app.models.lamps import FAVOURITES, LampModel
from desktop_app.models.panel_order import PanelOrder
from desktop_app.models.panel_view import ZOOM_STEPS, PanelView, Shape, Show, Sort, view_from_text, view_to_text
from desktop_app.models.queues import QueueBoard
from desktop_app.services.directory import ExtensionPreferences
from desktop_app.services.queue_alarms import QueueAlarms
from desktop_app.services.queue_thresholds import Level
from desktop_app.ui.actions import Actions
from desktop_app.ui.cards import Card
from desktop_app.ui.field_geometry import Geometry
from desktop_app.ui.icons import Icons
from desktop_app.ui.look import Look
from desktop_app.ui.panel_page import PanelPage
from desktop_app.ui.queue_thresholds_dialog import QueueThresholdsDialog
from desktop_app.ui.theme import Theme
from desktop_app.ui.wallboard import Wallboard
from tests.gui.conftest import Run, Told
from tests.support.lamps import flush
from tests.support.widgets import named, texts

VIEWS = [PanelView(sort=sort, show=show) for sort in Sort for show in (Show.EVERYBODY, Show.FREE)] + [
    PanelView(hides_unavailable=True, collapsed=frozenset({"K0"})),
    PanelView(only_favourites=True),
]


def shown(order: PanelOrder) -> list[str]:
    return [order.extension_at(position) for position in range(order.rowCount())]


def state_of(order: PanelOrder) -> object:
    return shown(order), order.sections()


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: f"{view.sort.value}-{view.show.value}")
@pytest.mark.parametrize("seed", range(3))
def test_many_small_changes_come_to_the_same_as_laying_out_anew(
    view: PanelView, seed: int, told: Told, lamps: LampModel
) -> None:
    draw = random.Random(seed)
    order = PanelOrder(lamps, view)
    tester = QAbstractItemModelTester(order, QAbstractItemModelTester.FailureReportingMode.Fatal)
    for _ in range(120):
        extension = str(draw.randint(100, 125))
        match draw.randint(0, 6):
            case 0:
                told.directory.toggle_favourite(extension)
            case 1:
                group = draw.choice(["", "K0", "Biuro"])
                preferences = ExtensionPreferences(
                    False, draw.choice(["", "Żaneta"]), group, draw.random() < 0.2, draw.randint(0, 9)
                )
                told.directory.place({extension: preferences})
            case 2:
                told.says(qmember={"peer": f"X-{extension}", "queue": f"K{draw.randint(0, 2)}", "m_status": 1})
            case 3 if draw.random() < 0.2:
                told.live.begin()
            case _:
                told.phone(extension, draw.choice((0, 0, 1, 4, 8, 16, 32)))
        if draw.random() < 0.5:
            flush(lamps)
    flush(lamps)
    fresh = PanelOrder(lamps, view)
    assert state_of(order) == state_of(fresh)
    assert all(order.index_of(extension).row() == row for row, extension in enumerate(shown(order)))
    assert tester is not None


def test_favourites_stand_first_in_every_order_and_names_are_in_polish_order(told: Told, lamps: LampModel) -> None:
    for extension in ("101", "102", "105", "110"):
        told.phone(extension, 0)
    told.directory.toggle_favourite("110")
    flush(lamps)
    for sort in Sort:
        order = PanelOrder(lamps, PanelView(sort=sort))
        assert shown(order)[0] == "110", sort
    assert shown(PanelOrder(lamps, PanelView(sort=Sort.NAME)))[1:] == ["102", "105", "101"]
    assert shown(PanelOrder(lamps, PanelView(sort=Sort.EXTENSION)))[1:] == ["101", "102", "105"]


def test_what_is_not_known_is_shown_under_no_state(told: Told, lamps: LampModel) -> None:
    told.phone("102", 0)
    flush(lamps)
    assert shown(PanelOrder(lamps, PanelView(show=Show.FREE))) == ["102"]
    told.live.begin()
    flush(lamps)
    assert [shown(PanelOrder(lamps, PanelView(show=show))) for show in Show][1:] == [[]] * 4


def test_a_lamp_that_moves_stays_selected(told: Told, lamps: LampModel, page: PanelPage) -> None:
    page.look(PanelView(sort=Sort.STATE))
    for extension in ("101", "102", "105"):
        told.phone(extension, 0)
    flush(lamps)
    page.field.setCurrentIndex(page.order.index_of("105"))
    told.phone("105", 8)
    flush(lamps)
    assert page.field.current_extension() == "105"
    assert page.order.index_of("105").row() == 0
    page.look(PanelView(sort=Sort.NAME, shape=Shape.LIST))
    assert page.field.current_extension() == "105"


def test_a_view_is_kept_as_text_and_nonsense_is_the_usual_view() -> None:
    view = PanelView(Shape.LIST, Sort.HAND, Show.FREE, True, True, False, 130, frozenset({"K", FAVOURITES}))
    kept = view_from_text(view_to_text(view))
    assert kept.show is Show.EVERYBODY
    assert (kept.shape, kept.sort, kept.zoom, kept.collapsed) == (Shape.LIST, Sort.HAND, 130, view.collapsed)
    for text in ("", "{", "[]", '{"zoom":"big"}', '{"shape":"cube"}'):
        assert view_from_text(text) == PanelView()
    assert view_from_text('{"zoom":100000}').zoom == ZOOM_STEPS[-1]


# ---- the page --------------------------------------------------------------------------------------


@pytest.fixture
def actions() -> Actions:
    return Actions()


@pytest.fixture
def page(
    told: Told, lamps: LampModel, theme: Theme, icons: Icons, actions: Actions, qtbot: QtBot
) -> Iterator[PanelPage]:
    panel = PanelPage(lamps, told.board(), actions, Look(theme, icons), PanelView(), lambda extension: False)
    actions.place.connect(told.directory.place)
    qtbot.addWidget(panel)
    panel.resize(1000, 700)
    panel.show()
    qtbot.waitExposed(panel)
    yield panel


def fill(told: Told, lamps: LampModel, count: int = 60) -> None:
    for number in range(count):
        told.phone(str(200 + number), (0, 1, 8, 4)[number % 4], "600100200")
        told.says(qmember={"peer": f"X-{200 + number}", "queue": f"K{number % 3}", "m_status": 1})
    flush(lamps)


@pytest.mark.parametrize("shape", list(Shape))
@pytest.mark.parametrize("zoom", [70, 100, 200])
def test_every_shape_at_every_size_stands_where_it_is_clicked(
    shape: Shape, zoom: int, told: Told, lamps: LampModel, page: PanelPage
) -> None:
    fill(told, lamps)
    page.look(PanelView(shape=shape, zoom=zoom))
    field = page.field
    for position in range(0, page.order.rowCount(), 5):
        index = page.order.index(position, 0)
        field.scrollTo(index)
        rect = field.visualRect(index)
        assert field.indexAt(rect.center()) == index
    field.grab()


def test_a_heading_sticks_and_a_click_on_it_closes_and_opens_its_group(
    told: Told, lamps: LampModel, page: PanelPage
) -> None:
    fill(told, lamps)
    field = page.field
    field.verticalScrollBar().setValue(200)
    assert not field.indexAt(QPoint(60, 8)).isValid(), "the heading covers the lamps"
    total = page.order.rowCount()
    QTest.mouseClick(field.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(60, 8))
    assert page.view.collapsed == {"K0"}
    assert page.order.rowCount() == total - page.order.sections()[0].count
    assert page.order.sections()[0].count == 20
    QTest.mouseClick(field.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(60, 8))
    assert page.view.collapsed == frozenset()


def test_arrows_go_over_headings_and_closed_groups(told: Told, lamps: LampModel, page: PanelPage) -> None:
    fill(told, lamps)
    page.look(PanelView(collapsed=frozenset({"K1"})))
    field = page.field
    field.setCurrentIndex(page.order.index(0, 0))
    seen = {field.current_extension()}
    for _ in range(60):
        QTest.keyClick(field, Qt.Key.Key_Down)
        seen.add(page.order.row_at(field.currentIndex().row()).group)
    assert "K2" in seen
    assert "K1" not in seen
    bottom = field.current_extension()
    QTest.keyClick(field, Qt.Key.Key_Down)
    assert field.current_extension() == bottom
    QTest.keyClick(field, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    assert page.view.collapsed == {"K1", page.order.group_of(bottom)}
    QTest.keyClick(field, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert page.view.collapsed == frozenset()


def test_enter_never_calls_somebody_nobody_chose(
    told: Told, lamps: LampModel, page: PanelPage, actions: Actions
) -> None:
    called: list[str] = []
    actions.call.connect(called.append)
    actions.favourite.connect(told.directory.toggle_favourite)
    for extension in ("102", "105", "110"):
        told.phone(extension, 0)
    flush(lamps)
    field = page.field
    field.setCurrentIndex(page.order.index_of("105"))
    QTest.keyClick(field, Qt.Key.Key_Space)
    flush(lamps)
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert called == ["105"], "a favourite moves, and stays chosen"
    page.show_free()
    told.phone("105", 1)
    flush(lamps)
    assert field.current_extension() == ""
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert called == ["105"], "who is not shown any more is not replaced by a neighbour"


def test_a_press_on_a_heading_drags_nobody(told: Told, lamps: LampModel, page: PanelPage) -> None:
    fill(told, lamps, 12)
    field, viewport = page.field, page.field.viewport()
    QTest.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=field.visualRect(page.order.index(0, 0)).center())
    first_of_next = page.order.index(page.order.sections()[0].count, 0)
    heading = QPoint(60, field.visualRect(first_of_next).top() - 20)
    assert not field.indexAt(heading).isValid()
    QTest.mousePress(viewport, Qt.MouseButton.LeftButton, pos=heading)
    move(viewport, heading + QPoint(1, 30))
    QTest.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=heading)
    assert not field.cancel_drag()
    assert page.view.sort is Sort.GROUP


def test_a_card_calls_the_chosen_one_wherever_the_line_has_gone(told: Told, page: PanelPage, actions: Actions) -> None:
    for extension in ("101", "102"):
        told.says(qmember={"peer": f"X-{extension}", "queue": "K", "m_status": 1})
    page.queues.refresh()
    card = card_of(page, "K")
    card.setFocus()
    QTest.keyClick(card, Qt.Key.Key_Down)
    chosen = card.lines()[0].number
    told.says(qmember={"peer": f"X-{chosen}", "queue": "K", "m_status": 2})
    page.queues.refresh()
    assert card.lines()[0].number != chosen
    called: list[str] = []
    actions.call.connect(called.append)
    QTest.keyClick(card, Qt.Key.Key_Return)
    assert called == [chosen]


def test_dragging_puts_a_lamp_before_another_and_into_its_group(told: Told, lamps: LampModel, page: PanelPage) -> None:
    fill(told, lamps, 12)
    field, viewport = page.field, page.field.viewport()
    dragged, target = page.order.members("K0")[3], page.order.members("K1")[1]
    start = field.visualRect(page.order.index_of(dragged)).center()
    rect = field.visualRect(page.order.index_of(target))
    end = QPoint(rect.left() + 20, rect.center().y())
    QTest.mousePress(viewport, Qt.MouseButton.LeftButton, pos=start)
    for point in (start + QPoint(20, 5), end):
        move(viewport, point)
    assert field.cursor().shape() is Qt.CursorShape.ClosedHandCursor
    field.grab()
    QTest.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=end)
    flush(lamps)
    assert page.view.sort is Sort.HAND
    assert page.order.members("K1")[1:3] == [dragged, target]
    assert dragged not in page.order.members("K0")
    told.phone("399", 0)
    told.says(qmember={"peer": "X-399", "queue": "K1", "m_status": 1})
    flush(lamps)
    assert page.order.members("K1")[-1] == "399", "newcomers stand behind those who were put in order"


def move(widget: QWidget, point: QPoint) -> None:
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QMouseEvent

    where = widget.mapToGlobal(point).toPointF()
    none, left = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton
    event = QMouseEvent(QEvent.Type.MouseMove, QPointF(point), where, Qt.MouseButton.NoButton, left, none)
    QApplication.sendEvent(widget, event)


def test_the_wheel_with_control_zooms_and_without_it_scrolls(told: Told, lamps: LampModel, page: PanelPage) -> None:
    fill(told, lamps)

    def turn(modifier: Qt.KeyboardModifier) -> None:
        none, phase = Qt.MouseButton.NoButton, Qt.ScrollPhase.NoScrollPhase
        where = QPointF(50, 50)
        event = QWheelEvent(where, where, QPoint(), QPoint(0, -120), none, modifier, phase, False)
        QApplication.sendEvent(page.field.viewport(), event)

    turn(Qt.KeyboardModifier.ControlModifier)
    assert page.view.zoom == 90
    turn(Qt.KeyboardModifier.NoModifier)
    assert page.field.verticalOffset() > 0
    assert page.view.zoom == 90


def test_a_filter_that_finds_nobody_says_what_is_known(told: Told, lamps: LampModel, page: PanelPage) -> None:
    told.phone("102", 1)
    flush(lamps)
    page.show_free()
    assert not page.field.isVisible()
    assert "Nobody is shown: it is known of nobody that they are free." in texts(page)
    told.phone("102", 0)
    flush(lamps)
    assert page.field.isVisible()
    page.show_free()
    assert page.order.rowCount() == 4


def test_a_colleague_can_be_renamed_hidden_and_shown_again(told: Told, lamps: LampModel, page: PanelPage) -> None:
    told.directory.place({"102": ExtensionPreferences(alias="Ania"), "105": ExtensionPreferences(is_hidden=True)})
    flush(lamps)
    assert page.order.row_at(page.order.index_of("102").row()).title == "Ania"
    assert not page.order.index_of("105").isValid()
    page.look(PanelView(shows_hidden=True))
    assert page.order.index_of("105").isValid()


def test_geometry_has_no_lamp_in_two_places() -> None:
    from desktop_app.models.panel_order import Section

    sections = [Section("a", "A", 0, 7, 7, 0, 0), Section("b", "B", 7, 4, 0, 0, 0), Section("c", "C", 7, 5, 5, 0, 0)]
    for shape in Shape:
        geometry = Geometry(sections, 500, shape, 115)
        cells = [geometry.cell(position) for position in range(12)]
        assert not any(one.intersects(two) for place, one in enumerate(cells) for two in cells[:place])
        assert sorted(geometry.between(0, geometry.total)) == list(range(12))
        assert geometry.cell(12).isEmpty()


def card_of(page: PanelPage, name: str) -> Card:
    """The card of a queue or a conference."""
    return next(card for card in page.queues.findChildren(Card) if name in card.accessibleName())


# ---- queues ------------------------------------------------------------------------------------------


def test_a_card_tells_who_talks_with_a_caller_and_when_the_limit_is_passed(
    told: Told, lamps: LampModel, page: PanelPage, actions: Actions
) -> None:
    told.says(
        qmember={"peer": "X-105", "queue": "Sprzedaż", "m_status": 2, "m_ct": 4}, queue={"peer": "Sprzedaż", "calls": 5}
    )
    told.phone("105", 1, "600100200", "Jan Nowak")
    page.queues.refresh()
    card = card_of(page, "Sprzedaż")
    assert card.accessibleName() == "Sprzedaż: 5, over the limit, waiting for 0:00 · 0 of 1 free"
    line = card.lines()[0]
    assert (line.left, line.right, line.under) == ("Łukasz Żółciński", "4", "Jan Nowak · 0:00")
    called: list[str] = []
    actions.call.connect(called.append)
    card.setFocus()
    QTest.keyClick(card, Qt.Key.Key_Down)
    QTest.keyClick(card, Qt.Key.Key_Return)
    assert called == ["105"]


def test_a_member_of_a_conference_can_be_called(told: Told, page: PanelPage, actions: Actions) -> None:
    told.says(
        cmember={
            "channel": "a",
            "action": "add",
            "conference": "Rada",
            "callerIDName": "Jan",
            "callerIDNum": "600100200",
        }
    )
    page.queues.refresh()
    card = card_of(page, "Rada")
    called: list[str] = []
    actions.call.connect(called.append)
    QTest.mouseClick(card, Qt.MouseButton.LeftButton, pos=QPoint(60, 48))
    QTest.mouseDClick(card, Qt.MouseButton.LeftButton, pos=QPoint(60, 48))
    assert called == ["600100200"]


def test_the_wallboard_shows_the_chosen_queues_and_says_when_it_is_blind(
    told: Told, theme: Theme, qtbot: QtBot, run: Run
) -> None:
    alarms = QueueAlarms(told.archive, lambda *_: None)
    board = QueueBoard(told.live, told.directory, alarms, lambda: told.now)
    parent = QWidget()
    qtbot.addWidget(parent)
    wallboard = Wallboard(board, theme, parent)
    wallboard.resize(1920, 1080)
    for name, waiting in (("Sprzedaż", 7), ("Obsługa Klienta", 0), ("Serwis", 1)):
        told.says(queue={"peer": name, "calls": waiting})
    run(alarms.set_thresholds("Serwis", QueueThresholds(is_on_wallboard=False)))
    assert [queue.name for queue in wallboard.queues()] == ["Obsługa Klienta", "Sprzedaż"]
    assert wallboard.in_words() == "Obsługa Klienta: 0, nobody waits; Sprzedaż: 7, waiting for 0:00 · over the limit"
    picture = wallboard.grab().toImage()
    colours = {picture.pixelColor(x, y).name() for x in range(0, 1920, 7) for y in range(0, 1080, 7)}
    assert theme.tokens.busy_tint.lower() in colours
    told.live.begin()
    assert "–, not known now" in wallboard.in_words()
    wallboard.grab()
    board.close()


def test_limits_are_asked_for_and_kept_in_order(told: Told, qtbot: QtBot) -> None:
    parent = QWidget()
    kept: list[QueueThresholds] = []
    qtbot.addWidget(parent)
    dialog = QueueThresholdsDialog("Sprzedaż", QueueThresholds(), kept.append, parent)
    named(dialog, QSpinBox, "Callers waiting, amber from").setValue(9)
    named(dialog, QSpinBox, "The first has waited, red from").setValue(-1)
    dialog.accept()
    assert kept == [QueueThresholds(5, 9, 60, None, None, None, False, True)]
    assert Level.RED > Level.AMBER
