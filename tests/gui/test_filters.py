"""The filter above the calls: days that go on with the calendar, people, queues, kept filters, columns."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu, QPushButton
from pytestqt.qtbot import QtBot

from desktop_app.archive import calls as archive_calls
from desktop_app.models import calls as columns
from desktop_app.models.call_formatting import both_clocks_text, utc_offset_note
from desktop_app.models.calls import MESSAGED, CallMarks
from desktop_app.models.finder import SearchResult
from desktop_app.pbx.records import instant_of
from desktop_app.services.archive_sync import CallFilter
from desktop_app.ui.calls_page import CallsPage
from desktop_app.ui.filter_bar import FilterBar
from desktop_app.ui.person_dialog import PersonDialog
from tests.gui.conftest import Run, Told
from tests.support.rows import shown
from tests.support.wait import until
from tests.unit.archive.test_archive import leg


async def still(page: CallsPage) -> None:
    model = page._model
    await until(lambda: not model._tasks.is_running(model._filling) and not model._tasks.is_running(model._asking))


def opened(menu: QMenu) -> list[str]:
    """What stands in a menu when it is opened."""
    menu.aboutToShow.emit()
    return [action.text() for action in menu.actions() if not action.isSeparator()]


def test_a_period_of_the_calendar_is_said_by_its_chip(calls_page: CallsPage, run: Run) -> None:
    async def chosen() -> None:
        bar = calls_page.bar
        action = next(one for one in bar._calendar.menu().actions() if one.text() == "Last month")
        action.trigger()
        assert (bar._calendar.text(), bar._calendar.isChecked()) == ("Last month", True)
        assert not any(chip.isChecked() for chip in bar._spans.values())
        assert (bar.wanted().first, bar.wanted().last) == (date(2026, 2, 1), date(2026, 2, 28))
        bar._from.setDate(QDate(2026, 2, 10))
        assert (bar._calendar.text(), bar._calendar.isChecked()) == ("Days", False)
        assert bar.wanted().first == date(2026, 2, 10)
        QTest.mouseClick(bar._spans["today"], Qt.MouseButton.LeftButton)
        assert bar.wanted().first == bar.wanted().last == date(2026, 3, 2)
        QTest.mouseClick(bar._spans["today"], Qt.MouseButton.LeftButton)  # again: it stays chosen
        assert bar._spans["today"].isChecked()
        await still(calls_page)

    run(chosen())


def test_a_queue_means_its_agents_and_an_empty_one_is_not_offered(calls_page: CallsPage, run: Run, told: Told) -> None:
    through = [
        leg(
            f"177243900{n}.1",
            calldate=f"2026-03-02 08:50:0{n}",
            src="223334455",
            dst=dst,
            dstchannel=f"SIP/X-{dst}-00000001",
            lastapp="Queue",
        )
        for n, dst in enumerate(("105", "110"))
    ]
    run(told.archive.run(lambda db: archive_calls.save_legs(db, through, "X")))

    async def narrowed() -> None:
        more, model = calls_page.more, calls_page._model
        assert "Queue" in opened(more.menu())
        assert [one.text() for one in more._queues.actions()] == ["Kolejka1"]
        more._queues.actions()[0].trigger()
        await until(lambda: model.rowCount() == 1)
        assert shown(model, 0).answered_by == "105"
        assert (more.text(), more.isChecked()) == ("Kolejka1", True)
        assert calls_page.wanted().through_queue
        more.clear()
        await until(lambda: model.rowCount() == 46)
        await still(calls_page)

    run(narrowed())


def test_calls_with_a_person_are_those_with_any_of_their_numbers(calls_page: CallsPage, run: Run, qtbot: QtBot) -> None:
    async def narrowed() -> None:
        model = calls_page._model
        calls_page.more.person_wanted.emit()
        dialog = calls_page.findChild(PersonDialog)
        assert dialog is not None
        QTest.keyClicks(dialog.edit, "xyz")
        QTest.keyClick(dialog.edit, Qt.Key.Key_Return)  # nobody is found: the dialog stays
        assert dialog.isVisible()
        dialog.edit.setText("fir")
        QTest.keyClick(dialog.edit, Qt.Key.Key_Return)
        await until(lambda: model.rowCount() == 2)
        assert {shown(model, row).from_number for row in range(2)} == {"600100207", "600100208"}
        assert calls_page.bar._with.text() == "with Firma && Syn ✕"
        assert calls_page.step_back()
        await until(lambda: model.rowCount() == 44)
        await still(calls_page)

    run(narrowed())


def test_where_nothing_fits_everything_of_these_days_is_one_click_away(calls_page: CallsPage, run: Run) -> None:
    async def widened() -> None:
        bar, empty = calls_page.bar, calls_page._empty
        bar.search.setText("nobody of this name")
        bar._narrow["missed"].click()
        bar.more.costly.trigger()
        bar.narrow_to("Firma", frozenset({"600100207"}))
        days = (bar.wanted().first, bar.wanted().last)
        await until(empty.button.isVisible)
        empty.button.click()
        await until(lambda: calls_page._model.rowCount() == 44)
        assert not empty.isVisible()
        assert bar.wanted() == CallFilter(*days)
        await still(calls_page)
        bar._from.setDate(QDate(2026, 1, 1))
        bar._to.setDate(QDate(2026, 1, 2))
        await until(empty.isVisible)
        assert not empty.button.isVisible(), "nothing was narrowed: there is nothing to widen"
        await still(calls_page)

    run(widened())


def test_a_new_search_is_seen_from_its_newest_and_escape_takes_it_back(calls_page: CallsPage, run: Run) -> None:
    async def searched() -> None:
        model, bar = calls_page._model, calls_page.table.verticalScrollBar()
        bar.setValue(bar.maximum())
        assert bar.value() > 0
        QTest.mouseClick(calls_page.bar._narrow["recorded"], Qt.MouseButton.LeftButton)
        await until(lambda: model.rowCount() == 20)
        assert bar.value() == 0
        await still(calls_page)
        bar.setValue(bar.maximum())
        assert bar.value() > 0
        model.show(calls_page.wanted(), ask=False)  # the same calls again: nobody's place jumps
        await still(calls_page)
        assert bar.value() > 0
        calls_page.search.setText("60010021")
        await until(lambda: model.rowCount() == 5)
        assert calls_page.step_back()
        assert calls_page.search.text() == ""
        await until(lambda: model.rowCount() == 20)
        await still(calls_page)
        assert not calls_page.step_back()

    run(searched())


def test_a_kept_filter_is_taken_again_with_everything_in_it(calls_page: CallsPage, run: Run, told: Told) -> None:
    async def kept() -> None:
        bar, more = calls_page.bar, calls_page.more
        bar.choose_period("this month")
        bar.search.setText("firma")
        QTest.mouseClick(bar._narrow["missed"], Qt.MouseButton.LeftButton)
        more.costly.trigger()
        more.choose_queue("Kolejka1", frozenset({"105"}))
        bar.narrow_to("Jan", frozenset({"600100200"}))
        saved = bar.saved("Ważne & pilne")
        calls_page.show_missed()
        assert bar.wanted() != saved.wanted
        told.filters = [saved]
        opened(more.menu())
        first = more._saved.actions()[0]
        assert first.text() == "Ważne && pilne"
        first.trigger()
        again = bar.saved("Ważne & pilne")
        # The queue has another agent by now.
        assert again.wanted.agents == {"105", "106"}
        assert (again.period, again.who, again.queue, again.wanted.text) == ("this month", "Jan", "Kolejka1", "firma")
        assert (again.wanted.outcomes, again.wanted.with_cost, again.wanted.numbers) == (
            saved.wanted.outcomes,
            True,
            frozenset({"600100200"}),
        )
        forgotten: list[str] = []
        calls_page._actions.forget_filter.connect(forgotten.append)
        away = more._saved.actions()[-1].menu()
        assert isinstance(away, QMenu)
        away.actions()[0].trigger()
        assert forgotten == ["Ważne & pilne"]
        await still(calls_page)

    run(kept())


def test_columns_are_chosen_and_give_way_in_a_narrow_window(calls_page: CallsPage) -> None:
    table = calls_page.table
    told: list[tuple[str, ...]] = []
    assert table.isColumnHidden(columns.ZONE)
    calls_page.columns.chosen.connect(told.append)
    calls_page.columns.ask()
    menu = next(menu for menu in table.findChildren(QMenu) if menu.isVisible())
    actions = {action.text(): action for action in menu.actions()}
    actions["Zone"].trigger()
    actions["With"].trigger()
    assert told[-1] == ("number", "rang", "talk", "cost", "zone")
    assert not table.isColumnHidden(columns.ZONE)
    assert table.isColumnHidden(columns.WITH)
    calls_page.resize(800, 600)
    assert table.isColumnHidden(columns.COST)
    assert not table.isColumnHidden(columns.TALKED)
    menu.close()
    calls_page.columns.ask()
    menu = next(menu for menu in table.findChildren(QMenu) if menu.isVisible())
    assert "Cost (the window is too narrow)" in [action.text() for action in menu.actions()]
    calls_page.resize(1100, 600)
    assert not table.isColumnHidden(columns.COST)
    calls_page.columns.take(("number", "nonsense"))
    assert table.isColumnHidden(columns.TALKED)
    menu.close()


def test_a_sync_of_several_questions_can_be_stopped(calls_page: CallsPage, run: Run) -> None:
    stop = next(one for one in calls_page._asking.findChildren(QPushButton) if one.text() == "Stop")
    calls_page._model.syncing.emit(True)
    calls_page._model.sync_progress.emit(0, 1)
    assert not stop.isVisible()  # one question is soon answered
    calls_page._model.sync_progress.emit(3, 12)
    assert stop.isVisible()
    assert calls_page._asking._words.text() == "Asking the exchange: 3 of 12"
    calls_page._model.syncing.emit(False)
    assert not stop.isVisible()

    async def stopped() -> None:
        calls_page.reload()
        await asyncio.sleep(0)
        calls_page._asking._stop.click()
        assert calls_page._trouble.text().startswith("Stopped")
        await still(calls_page)
        assert calls_page._trouble.text().startswith("Stopped")
        assert calls_page._model.rowCount() == 44

    run(stopped())


def test_a_number_that_was_written_to_has_a_mark(calls_page: CallsPage) -> None:
    model = calls_page._model
    number = model.other_number(shown(model, 3))
    model.cells.marks = CallMarks(messaged_at={number: datetime(2026, 3, 1, 12, 0).astimezone()}.get)
    model.messages_changed()
    mark = model.index(3, columns.PLAY)
    assert mark.data(MESSAGED) is not None
    assert "last message sent 1.03.2026 12:00" in mark.data(Qt.ItemDataRole.ToolTipRole)
    assert model.index(4, columns.PLAY).data(MESSAGED) is None


# ---- two clocks ----------------------------------------------------------------------------------


@contextmanager
def zone(name: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    import time

    with monkeypatch.context() as patch:
        patch.setenv("TZ", name)
        time.tzset()
        yield
    time.tzset()


def seconds(text: str, uniqueid: str = "") -> int:
    moment = instant_of(text, uniqueid)
    assert moment is not None
    return int(moment.timestamp())


def test_the_offset_is_said_where_this_computer_has_another_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    with zone("Europe/Warsaw", monkeypatch):
        assert utc_offset_note(seconds("2026-03-02 10:00:00")) == ""
        assert both_clocks_text(seconds("2026-03-02 10:00:00")) == ""
    with zone("Europe/Berlin", monkeypatch):
        assert utc_offset_note(seconds("2026-03-02 10:00:00")) == ""
    with zone("America/New_York", monkeypatch):
        assert utc_offset_note(seconds("2026-03-02 10:00:00")) == "UTC+1"
        assert utc_offset_note(seconds("2026-07-02 10:00:00")) == "UTC+2"
        told = both_clocks_text(seconds("2026-03-02 03:00:00"))
        assert told == "03:00 at the exchange (UTC+1), 1.03 21:00 on this computer"
        assert both_clocks_text(0) == utc_offset_note(0) == ""


def test_the_hour_that_happens_twice_says_which_one_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = 1792886400, 1792890000  # 25 October 2026, 0:00 and 1:00 UTC: 2:00 in Warsaw, twice
    with zone("Europe/Warsaw", monkeypatch):
        assert utc_offset_note(seconds("2026-10-25 02:00:00", f"{first}.1")) == "UTC+2"
        assert utc_offset_note(seconds("2026-10-25 02:00:00", f"{second}.1")) == "UTC+1"
        assert utc_offset_note(seconds("2026-10-25 04:00:00")) == ""


def test_found_people_are_shown_with_their_numbers(qtbot: QtBot, calls_page: CallsPage) -> None:
    chosen: list[SearchResult] = []
    dialog = PersonDialog(calls_page._choices.people, chosen.append, calls_page)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.edit.setText("fir")
    assert dialog.list.item(0).text() == "Firma & Syn   600 100 207"
    QTest.keyClick(dialog.edit, Qt.Key.Key_Down)
    dialog.list.itemActivated.emit(dialog.list.item(0))
    assert [one.number for one in chosen] == ["600100207"]


def test_recordings_are_narrowed_like_calls(calls_page: CallsPage, qtbot: QtBot) -> None:
    """Everything but «recorded», which they are; a long name has a line of its own and is not cut."""
    bar = FilterBar(lambda: date(2026, 3, 2), calls_page._choices, only_recorded=True)
    qtbot.addWidget(bar)
    bar.resize(690, 200)
    bar.show()
    bar.choose_period("today")
    assert not bar.is_narrowed
    bar._narrow["in"].click()
    bar.narrow_to("Grażyna Wąsowska-Brzęczyszczykiewiczowa", frozenset({"103"}))
    bar.more.costly.trigger()
    wanted = bar.wanted()
    assert (wanted.directions, wanted.numbers, wanted.with_cost) == (frozenset({"in"}), frozenset({"103"}), True)
    assert wanted.with_recording
    assert bar._with.width() >= bar._with.sizeHint().width()
    assert bar.search.geometry().right() <= bar.width()
    bar.widen()
    assert not bar.is_narrowed
    assert bar.wanted().with_recording
