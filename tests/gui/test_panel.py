"""The panel: sorting, shapes, groups and dragging."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.models.lamps import FAVOURITES, LampModel
from desktop_app.models.panel_order import PanelOrder
from desktop_app.models.panel_view import ZOOM_STEPS, PanelView, Shape, Show, Sort, view_from_text, view_to_text
from desktop_app.services.directory import ExtensionPreferences
from desktop_app.ui.actions import Actions
from desktop_app.ui.field_geometry import Geometry
from desktop_app.ui.icons import Icons
from desktop_app.ui.look import Look
from desktop_app.ui.panel_page import PanelPage
from desktop_app.ui.theme import Theme
from tests.gui.conftest import SimulatedOffice
from tests.support.lamps import flush
from tests.support.widgets import texts

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
def test_incremental_changes_give_the_same_order_as_a_full_layout(
    view: PanelView, seed: int, office: SimulatedOffice, lamps: LampModel
) -> None:
    draw = random.Random(seed)
    order = PanelOrder(lamps, view)
    tester = QAbstractItemModelTester(order, QAbstractItemModelTester.FailureReportingMode.Fatal)
    for _ in range(120):
        extension = str(draw.randint(100, 125))
        match draw.randint(0, 6):
            case 0:
                office.directory.toggle_favourite(extension)
            case 1:
                group = draw.choice(["", "K0", "Biuro"])
                preferences = ExtensionPreferences(
                    False, draw.choice(["", "Żaneta"]), group, draw.random() < 0.2, draw.randint(0, 9)
                )
                office.directory.set_preferences({extension: preferences})
            case 2:
                office.send(qmember={"peer": f"X-{extension}", "queue": f"K{draw.randint(0, 2)}", "m_status": 1})
            case 3 if draw.random() < 0.2:
                office.live.begin()
            case _:
                office.set_phone(extension, draw.choice((0, 0, 1, 4, 8, 16, 32)))
        if draw.random() < 0.5:
            flush(lamps)
    flush(lamps)
    fresh = PanelOrder(lamps, view)
    assert state_of(order) == state_of(fresh)
    assert all(order.index_of(extension).row() == row for row, extension in enumerate(shown(order)))
    assert tester is not None


def test_favourites_come_first_and_names_sort_in_polish_order(office: SimulatedOffice, lamps: LampModel) -> None:
    for extension in ("101", "102", "105", "110"):
        office.set_phone(extension, 0)
    office.directory.toggle_favourite("110")
    flush(lamps)
    for sort in Sort:
        order = PanelOrder(lamps, PanelView(sort=sort))
        assert shown(order)[0] == "110", sort
    assert shown(PanelOrder(lamps, PanelView(sort=Sort.NAME)))[1:] == ["102", "105", "101"]
    assert shown(PanelOrder(lamps, PanelView(sort=Sort.EXTENSION)))[1:] == ["101", "102", "105"]


def test_unknown_lamps_match_no_state_filter(office: SimulatedOffice, lamps: LampModel) -> None:
    office.set_phone("102", 0)
    flush(lamps)
    assert shown(PanelOrder(lamps, PanelView(show=Show.FREE))) == ["102"]
    office.live.begin()
    flush(lamps)
    assert [shown(PanelOrder(lamps, PanelView(show=show))) for show in Show][1:] == [[]] * 4


def test_a_selected_lamp_stays_selected_when_it_moves(
    office: SimulatedOffice, lamps: LampModel, page: PanelPage
) -> None:
    page.look(PanelView(sort=Sort.STATE))
    for extension in ("101", "102", "105"):
        office.set_phone(extension, 0)
    flush(lamps)
    page.field.setCurrentIndex(page.order.index_of("105"))
    office.set_phone("105", 8)
    flush(lamps)
    assert page.field.current_extension() == "105"
    assert page.order.index_of("105").row() == 0
    page.look(PanelView(sort=Sort.NAME, shape=Shape.LIST))
    assert page.field.current_extension() == "105"


def test_a_view_survives_as_text_and_invalid_text_gives_the_default() -> None:
    view = PanelView(Shape.LIST, Sort.HAND, Show.FREE, True, True, False, 130, frozenset({"K", FAVOURITES}))
    restored = view_from_text(view_to_text(view))
    assert restored.show is Show.EVERYBODY
    assert (restored.shape, restored.sort, restored.zoom, restored.collapsed) == (
        Shape.LIST,
        Sort.HAND,
        130,
        view.collapsed,
    )
    for text in ("", "{", "[]", '{"zoom":"big"}', '{"shape":"cube"}'):
        assert view_from_text(text) == PanelView()
    assert view_from_text('{"zoom":100000}').zoom == ZOOM_STEPS[-1]


# ---- the page --------------------------------------------------------------------------------------


@pytest.fixture
def actions() -> Actions:
    return Actions()


@pytest.fixture
def page(
    office: SimulatedOffice, lamps: LampModel, theme: Theme, icons: Icons, actions: Actions, qtbot: QtBot
) -> Iterator[PanelPage]:
    panel = PanelPage(lamps, office.board(), actions, Look(theme, icons), PanelView(), lambda extension: False)
    actions.place.connect(office.directory.set_preferences)
    qtbot.addWidget(panel)
    panel.resize(1000, 700)
    panel.show()
    qtbot.waitExposed(panel)
    yield panel


def fill(office: SimulatedOffice, lamps: LampModel, count: int = 60) -> None:
    for number in range(count):
        office.set_phone(str(200 + number), (0, 1, 8, 4)[number % 4], "600100200")
        office.send(qmember={"peer": f"X-{200 + number}", "queue": f"K{number % 3}", "m_status": 1})
    flush(lamps)


@pytest.mark.parametrize("shape", list(Shape))
@pytest.mark.parametrize("zoom", [70, 100, 200])
def test_a_click_finds_each_lamp_in_every_shape_and_size(
    shape: Shape, zoom: int, office: SimulatedOffice, lamps: LampModel, page: PanelPage
) -> None:
    fill(office, lamps)
    page.look(PanelView(shape=shape, zoom=zoom))
    field = page.field
    for position in range(0, page.order.rowCount(), 5):
        index = page.order.index(position, 0)
        field.scrollTo(index)
        rect = field.visualRect(index)
        assert field.indexAt(rect.center()) == index
    field.grab()


def test_a_heading_sticks_and_a_click_on_it_collapses_its_group(
    office: SimulatedOffice, lamps: LampModel, page: PanelPage
) -> None:
    fill(office, lamps)
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


def test_arrows_cross_headings_and_collapsed_groups(office: SimulatedOffice, lamps: LampModel, page: PanelPage) -> None:
    fill(office, lamps)
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


def test_enter_never_calls_a_lamp_that_was_not_selected(
    office: SimulatedOffice, lamps: LampModel, page: PanelPage, actions: Actions
) -> None:
    called: list[str] = []
    actions.call.connect(called.append)
    actions.favourite.connect(office.directory.toggle_favourite)
    for extension in ("102", "105", "110"):
        office.set_phone(extension, 0)
    flush(lamps)
    field = page.field
    field.setCurrentIndex(page.order.index_of("105"))
    QTest.keyClick(field, Qt.Key.Key_Space)
    flush(lamps)
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert called == ["105"], "a favourite moves and stays selected"
    page.show_free()
    office.set_phone("105", 1)
    flush(lamps)
    assert field.current_extension() == ""
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert called == ["105"], "the selection never moves to a neighbour"


def test_a_press_on_a_heading_starts_no_drag(office: SimulatedOffice, lamps: LampModel, page: PanelPage) -> None:
    fill(office, lamps, 12)
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


def test_a_drag_inserts_a_lamp_before_another_and_into_its_group(
    office: SimulatedOffice, lamps: LampModel, page: PanelPage
) -> None:
    fill(office, lamps, 12)
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
    office.set_phone("399", 0)
    office.send(qmember={"peer": "X-399", "queue": "K1", "m_status": 1})
    flush(lamps)
    assert page.order.members("K1")[-1] == "399", "new lamps come after those sorted by hand"


def move(widget: QWidget, point: QPoint) -> None:
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QMouseEvent

    where = widget.mapToGlobal(point).toPointF()
    none, left = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton
    event = QMouseEvent(QEvent.Type.MouseMove, QPointF(point), where, Qt.MouseButton.NoButton, left, none)
    QApplication.sendEvent(widget, event)


def test_control_and_wheel_zooms_and_the_wheel_alone_scrolls(
    office: SimulatedOffice, lamps: LampModel, page: PanelPage
) -> None:
    fill(office, lamps)

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


def test_a_filter_without_matches_is_explained(office: SimulatedOffice, lamps: LampModel, page: PanelPage) -> None:
    office.set_phone("102", 1)
    flush(lamps)
    page.show_free()
    assert not page.field.isVisible()
    assert "Nobody is shown: it is known of nobody that they are free." in texts(page)
    office.set_phone("102", 0)
    flush(lamps)
    assert page.field.isVisible()
    page.show_free()
    assert page.order.rowCount() == 4


def test_a_colleague_can_be_renamed_hidden_and_shown_again(
    office: SimulatedOffice, lamps: LampModel, page: PanelPage
) -> None:
    office.directory.set_preferences(
        {"102": ExtensionPreferences(alias="Ania"), "105": ExtensionPreferences(is_hidden=True)}
    )
    flush(lamps)
    assert page.order.row_at(page.order.index_of("102").row()).title == "Ania"
    assert not page.order.index_of("105").isValid()
    page.look(PanelView(shows_hidden=True))
    assert page.order.index_of("105").isValid()


def test_lamps_do_not_overlap() -> None:
    from desktop_app.models.panel_order import Section

    sections = [Section("a", "A", 0, 7, 7, 0, 0), Section("b", "B", 7, 4, 0, 0, 0), Section("c", "C", 7, 5, 5, 0, 0)]
    for shape in Shape:
        geometry = Geometry(sections, 500, shape, 115)
        cells = [geometry.cell(position) for position in range(12)]
        assert not any(one.intersects(two) for place, one in enumerate(cells) for two in cells[:place])
        assert sorted(geometry.between(0, geometry.total)) == list(range(12))
        assert geometry.cell(12).isEmpty()
