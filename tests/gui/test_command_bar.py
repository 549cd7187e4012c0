"""The command bar: results, their order, and orders that are given once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QListWidget, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.models.finder import Finder, ResultKind
from desktop_app.models.lamps import LampModel
from desktop_app.ui.command_bar import CommandBar
from desktop_app.ui.icons import Icons
from desktop_app.ui.look import Look
from desktop_app.ui.theme import Theme
from tests.gui.conftest import SimulatedOffice
from tests.support.lamps import flush
from tests.support.widgets import child

ENTER, CONTROL = Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def bar(office: SimulatedOffice, lamps: LampModel, theme: Theme, icons: Icons, qtbot: QtBot) -> Iterator[CommandBar]:
    window = QWidget()
    qtbot.addWidget(window)
    command = CommandBar(Finder(lamps, office.directory, lambda: ["501222333", "102"]), Look(theme, icons), window)
    window.show()
    yield command


def test_enter_calls_the_first_result_once_and_control_enter_writes(bar: CommandBar) -> None:
    called: list[str] = []
    written: list[str] = []
    bar.called.connect(called.append)
    bar.written_to.connect(written.append)
    QTest.keyClicks(bar, "zolc")
    assert [found.title for found in bar.found()] == ["Łukasz Żółciński"]
    QTest.keyClick(bar, ENTER)
    QTest.keyClick(bar, ENTER)
    assert called == ["105"]
    QTest.keyClicks(bar, "600 100 200")
    assert bar.found()[0].kind is ResultKind.NUMBER
    QTest.keyClick(bar, ENTER, CONTROL)
    assert written == ["600100200"]


def test_the_dialled_number_comes_first_then_favourites(bar: CommandBar, office: SimulatedOffice) -> None:
    office.directory.toggle_favourite("110")
    bar.start_with("10")
    titles = [found.title for found in bar.found()]
    assert titles[0] == "10"
    assert titles.index("Zofia Brzęczyszczykiewicz-Wąs") < titles.index("Anna Kowalska")


def test_arrows_select_and_escape_leaves(bar: CommandBar) -> None:
    details: list[str] = []
    left: list[bool] = []
    bar.details.connect(details.append)
    bar.left.connect(lambda: left.append(True))
    QTest.keyClicks(bar, "a")
    second = bar.found()[1].number
    QTest.keyClick(bar, Qt.Key.Key_Down)
    QTest.keyClick(bar, Qt.Key.Key_Right)
    assert details == [second]
    QTest.keyClick(bar, Qt.Key.Key_Escape)
    assert left == [True]


def test_a_colleague_is_listed_with_their_state(bar: CommandBar, office: SimulatedOffice, lamps: LampModel) -> None:
    office.set_phone("102", 1, "600100200")
    flush(lamps)
    bar.start_with("kowal")
    assert [(found.title, found.note) for found in bar.found()] == [("Anna Kowalska", "Talking")]


def test_no_result_is_reported_and_enter_calls_nobody(bar: CommandBar) -> None:
    called: list[str] = []
    bar.called.connect(called.append)
    bar.start_with("qqq")
    assert bar.found() == []
    assert child(bar.window(), QListWidget).item(0).text() == "Nobody and no number found"
    QTest.keyClick(bar, ENTER)
    assert called == []


def test_all_numbers_of_a_pasted_text_are_listed(bar: CommandBar) -> None:
    bar.start_with("tel. 22 635 44 10, kom. 600 100 200")
    assert [found.number for found in bar.found()] == ["226354410", "600100200"]


def test_down_in_the_empty_bar_lists_the_last_numbers_called(bar: CommandBar) -> None:
    called: list[str] = []
    bar.called.connect(called.append)
    QTest.keyClick(bar, Qt.Key.Key_Down)
    assert [found.title for found in bar.found()] == ["501 222 333", "Anna Kowalska"]
    QTest.keyClick(bar, Qt.Key.Key_Down)
    QTest.keyClick(bar, ENTER)
    assert called == ["102"]
