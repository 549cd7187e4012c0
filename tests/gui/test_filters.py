"""The filter of the calls: periods, people, queues, saved filters, columns, time zones."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDateEdit, QMenu
from pytestqt.qtbot import QtBot

from desktop_app.archive import calls as archive_calls
from desktop_app.models import calls as columns
from desktop_app.models.call_formatting import both_clocks_text, utc_offset_note
from desktop_app.models.calls import MESSAGED, CallMarks
from desktop_app.models.finder import ResultKind, SearchResult
from desktop_app.pbx.exchange_time import to_utc
from desktop_app.services.archive_sync import CallFilter
from desktop_app.ui.calls_page import CallsPage
from desktop_app.ui.empty_state import EmptyState
from desktop_app.ui.filter_bar import FilterBar
from desktop_app.ui.filter_menu import Choices
from desktop_app.ui.person_dialog import PersonDialog
from desktop_app.ui.sync_progress_bar import SyncProgressBar
from tests.gui.conftest import Run, SimulatedOffice
from tests.support.legs import leg
from tests.support.rows import shown
from tests.support.wait import idle, until
from tests.support.widgets import button, child, entry, named, submenu, texts


def opened(menu: QMenu) -> list[str]:
    """Return the texts of a menu as it opens."""
    menu.aboutToShow.emit()
    return [action.text() for action in menu.actions() if not action.isSeparator()]


def test_the_chip_shows_the_calendar_period(calls_page: CallsPage, run: Run) -> None:
    async def chosen() -> None:
        bar = calls_page.bar
        days, today = button(bar, "Days"), button(bar, "Today")
        entry(days.menu(), "Last month").trigger()
        assert (days.text(), days.isChecked()) == ("Last month", True)
        assert not any(button(bar, text).isChecked() for text in ("Today", "Yesterday", "7 days", "30 days"))
        assert (bar.wanted().first, bar.wanted().last) == (date(2026, 2, 1), date(2026, 2, 28))
        named(bar, QDateEdit, "First day").setDate(QDate(2026, 2, 10))
        assert (days.text(), days.isChecked()) == ("Days", False)
        assert bar.wanted().first == date(2026, 2, 10)
        QTest.mouseClick(today, Qt.MouseButton.LeftButton)
        assert bar.wanted().first == bar.wanted().last == date(2026, 3, 2)
        QTest.mouseClick(today, Qt.MouseButton.LeftButton)  # a second click leaves it selected
        assert today.isChecked()
        await idle()

    run(chosen())


def test_a_queue_filters_by_its_agents_and_an_empty_queue_is_not_offered(
    calls_page: CallsPage, run: Run, office: SimulatedOffice
) -> None:
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
    run(office.archive.run(lambda db: archive_calls.save_legs(db, through, "X")))

    async def narrowed() -> None:
        more, model = calls_page.more, calls_page.model
        assert "Queue" in opened(more.menu())
        assert opened(submenu(entry(more.menu(), "Queue"))) == ["Kolejka1"]
        entry(more.menu(), "Queue", "Kolejka1").trigger()
        await until(lambda: model.rowCount() == 1)
        assert shown(model, 0).answered_by == "105"
        assert (more.text(), more.isChecked()) == ("Kolejka1", True)
        assert calls_page.wanted().through_queue
        more.clear()
        await until(lambda: model.rowCount() == 46)
        await idle()

    run(narrowed())


def test_the_filter_by_person_matches_all_their_numbers(calls_page: CallsPage, run: Run, qtbot: QtBot) -> None:
    async def narrowed() -> None:
        model = calls_page.model
        calls_page.more.person_wanted.emit()
        dialog = calls_page.findChild(PersonDialog)
        assert dialog is not None
        QTest.keyClicks(dialog.edit, "xyz")
        QTest.keyClick(dialog.edit, Qt.Key.Key_Return)  # no result: the dialog stays open
        assert dialog.isVisible()
        dialog.edit.setText("fir")
        QTest.keyClick(dialog.edit, Qt.Key.Key_Return)
        await until(lambda: model.rowCount() == 2)
        assert {shown(model, row).from_number for row in range(2)} == {"600100207", "600100208"}
        assert button(calls_page.bar, "with ").text() == "with Firma && Syn ✕"
        assert calls_page.step_back()
        await until(lambda: model.rowCount() == 44)
        await idle()

    run(narrowed())


def test_the_empty_state_clears_the_filter_with_one_click(calls_page: CallsPage, run: Run) -> None:
    async def widened() -> None:
        bar, empty = calls_page.bar, child(calls_page, EmptyState)
        bar.search.setText("nobody of this name")
        button(bar, "Missed").click()
        bar.more.costly.trigger()
        bar.narrow_to("Firma", frozenset({"600100207"}))
        days = (bar.wanted().first, bar.wanted().last)
        await until(empty.button.isVisible)
        empty.button.click()
        await until(lambda: calls_page.model.rowCount() == 44)
        assert not empty.isVisible()
        assert bar.wanted() == CallFilter(*days)
        await idle()
        named(bar, QDateEdit, "First day").setDate(QDate(2026, 1, 1))
        named(bar, QDateEdit, "Last day").setDate(QDate(2026, 1, 2))
        await until(empty.isVisible)
        assert not empty.button.isVisible(), "no condition is set that could be cleared"
        await idle()

    run(widened())


def test_a_new_search_scrolls_to_the_top_and_stepping_back_clears_it(calls_page: CallsPage, run: Run) -> None:
    async def searched() -> None:
        model, bar = calls_page.model, calls_page.table.verticalScrollBar()
        bar.setValue(bar.maximum())
        assert bar.value() > 0
        QTest.mouseClick(button(calls_page.bar, "Recorded"), Qt.MouseButton.LeftButton)
        await until(lambda: model.rowCount() == 20)
        assert bar.value() == 0
        await idle()
        bar.setValue(bar.maximum())
        assert bar.value() > 0
        model.show(calls_page.wanted(), ask=False)  # the same filter again keeps the scroll position
        await idle()
        assert bar.value() > 0
        calls_page.search.setText("60010021")
        await until(lambda: model.rowCount() == 5)
        assert calls_page.step_back()
        assert calls_page.search.text() == ""
        await until(lambda: model.rowCount() == 20)
        await idle()
        assert not calls_page.step_back()

    run(searched())


def test_a_saved_filter_restores_all_its_conditions(calls_page: CallsPage, run: Run, office: SimulatedOffice) -> None:
    async def scenario() -> None:
        bar, more = calls_page.bar, calls_page.more
        bar.choose_period("this month")
        bar.search.setText("firma")
        QTest.mouseClick(button(bar, "Missed"), Qt.MouseButton.LeftButton)
        more.costly.trigger()
        more.choose_queue("Kolejka1", frozenset({"105"}))
        bar.narrow_to("Jan", frozenset({"600100200"}))
        saved = bar.saved("Ważne & pilne")
        calls_page.show_missed()
        assert bar.wanted() != saved.wanted
        office.filters = [saved]
        entry(more.menu(), "Kept filters", "Ważne && pilne").trigger()
        again = bar.saved("Ważne & pilne")
        # The queue has another agent now.
        assert again.wanted.agents == {"105", "106"}
        assert (again.period, again.who, again.queue, again.wanted.text) == ("this month", "Jan", "Kolejka1", "firma")
        assert (again.wanted.outcomes, again.wanted.with_cost, again.wanted.numbers) == (
            saved.wanted.outcomes,
            True,
            frozenset({"600100200"}),
        )
        deleted: list[str] = []
        calls_page.requests.delete_filter.connect(deleted.append)
        entry(more.menu(), "Kept filters", "Forget", "Ważne && pilne").trigger()
        assert deleted == ["Ważne & pilne"]
        await idle()

    run(scenario())


def test_columns_are_chosen_and_hidden_in_a_narrow_window(calls_page: CallsPage) -> None:
    table = calls_page.table
    office: list[tuple[str, ...]] = []
    assert table.isColumnHidden(columns.ZONE)
    calls_page.columns.chosen.connect(office.append)
    calls_page.columns.ask()
    menu = next(menu for menu in table.findChildren(QMenu) if menu.isVisible())
    actions = {action.text(): action for action in menu.actions()}
    actions["Zone"].trigger()
    actions["With"].trigger()
    assert office[-1] == ("number", "rang", "talk", "cost", "zone")
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


def test_a_sync_of_several_requests_can_be_stopped(calls_page: CallsPage, run: Run) -> None:
    asking = child(calls_page, SyncProgressBar)
    stop = button(asking, "Stop")
    calls_page.model.syncing.emit(True)
    calls_page.model.sync_progress.emit(0, 1)
    assert not stop.isVisible()  # one request is answered soon
    calls_page.model.sync_progress.emit(3, 12)
    assert stop.isVisible()
    assert texts(asking) == ["Asking the exchange: 3 of 12"]
    calls_page.model.syncing.emit(False)
    assert not stop.isVisible()

    async def stopped() -> None:
        calls_page.reload()
        await asyncio.sleep(0)
        stop.click()
        assert any(text.startswith("Stopped") for text in texts(calls_page))
        await idle()
        assert any(text.startswith("Stopped") for text in texts(calls_page))
        assert calls_page.model.rowCount() == 44

    run(stopped())


def test_a_number_with_a_sent_message_has_a_mark(calls_page: CallsPage) -> None:
    model = calls_page.model
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
    moment = to_utc(text, uniqueid)
    assert moment is not None
    return int(moment.timestamp())


def test_the_utc_offset_is_shown_where_the_clocks_differ(monkeypatch: pytest.MonkeyPatch) -> None:
    with zone("Europe/Warsaw", monkeypatch):
        assert utc_offset_note(seconds("2026-03-02 10:00:00")) == ""
        assert both_clocks_text(seconds("2026-03-02 10:00:00")) == ""
    with zone("Europe/Berlin", monkeypatch):
        assert utc_offset_note(seconds("2026-03-02 10:00:00")) == ""
    with zone("America/New_York", monkeypatch):
        assert utc_offset_note(seconds("2026-03-02 10:00:00")) == "UTC+1"
        assert utc_offset_note(seconds("2026-07-02 10:00:00")) == "UTC+2"
        office = both_clocks_text(seconds("2026-03-02 03:00:00"))
        assert office == "03:00 at the exchange (UTC+1), 1.03 21:00 on this computer"
        assert both_clocks_text(0) == utc_offset_note(0) == ""


def test_the_repeated_hour_is_shown_with_its_offset(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = 1792886400, 1792890000  # 25 October 2026, 0:00 and 1:00 UTC: 2:00 in Warsaw, twice
    with zone("Europe/Warsaw", monkeypatch):
        assert utc_offset_note(seconds("2026-10-25 02:00:00", f"{first}.1")) == "UTC+2"
        assert utc_offset_note(seconds("2026-10-25 02:00:00", f"{second}.1")) == "UTC+1"
        assert utc_offset_note(seconds("2026-10-25 04:00:00")) == ""


def test_the_person_dialog_lists_people_with_their_numbers(qtbot: QtBot, calls_page: CallsPage) -> None:
    firm = SearchResult(ResultKind.CONTACT, "Firma & Syn", "600100207")
    chosen: list[SearchResult] = []
    dialog = PersonDialog(lambda text: [firm] if text == "fir" else [], chosen.append, calls_page)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.edit.setText("fir")
    assert dialog.list.item(0).text() == "Firma & Syn   600 100 207"
    QTest.keyClick(dialog.edit, Qt.Key.Key_Down)
    dialog.list.itemActivated.emit(dialog.list.item(0))
    assert [one.number for one in chosen] == ["600100207"]


def test_recordings_have_the_filters_of_calls(calls_page: CallsPage, qtbot: QtBot) -> None:
    """All but «recorded», which all of them are; a long name has its own row and is not cut off."""
    bar = FilterBar(Choices(today=lambda: date(2026, 3, 2)), only_recorded=True)
    qtbot.addWidget(bar)
    bar.resize(690, 200)
    bar.show()
    bar.choose_period("today")
    assert not bar.is_narrowed
    button(bar, "Incoming").click()
    bar.narrow_to("Grażyna Wąsowska-Brzęczyszczykiewiczowa", frozenset({"103"}))
    bar.more.costly.trigger()
    wanted = bar.wanted()
    assert (wanted.directions, wanted.numbers, wanted.with_cost) == (frozenset({"in"}), frozenset({"103"}), True)
    assert wanted.with_recording
    person = button(bar, "with ")
    assert person.width() >= person.sizeHint().width()
    assert bar.search.geometry().right() <= bar.width()
    bar.widen()
    assert not bar.is_narrowed
    assert bar.wanted().with_recording
