"""The page of calls: rows, keys, search, details."""

from __future__ import annotations

import asyncio
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop_app.archive import calls as archive_calls
from desktop_app.models import calls as columns
from desktop_app.models.call_formatting import format_call_time
from desktop_app.models.calls import NOTE, CallMarks, CallModel
from desktop_app.pbx.records import Leg, Listing
from desktop_app.runtime.task_supervisor import TaskSupervisor
from desktop_app.services.archive_sync import ArchiveSync, CallFilter
from desktop_app.ui.calls_page import CallsPage
from tests.gui.conftest import EmptyExchange, Run, SimulatedOffice
from tests.support.legs import leg
from tests.support.rows import shown
from tests.support.wait import idle, until
from tests.support.widgets import button, entry, texts

ALL_CALLS = CallFilter(date(2026, 3, 1), date(2026, 3, 2))
ENTER, CONTROL = Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier


def test_a_call_with_a_note_has_a_mark_with_the_note_as_tooltip(calls_page: CallsPage) -> None:
    model = calls_page.model
    call = shown(model, 3)
    model.cells.marks = CallMarks(note_of={call.uniqueid: "<b>rabat 5%</b>"}.get)
    office: list[int] = []
    model.dataChanged.connect(lambda first, last: office.append(first.row()))
    model.notes_changed(call.uniqueid)
    assert office == [3]
    assert model.index(3, columns.PLAY).data(NOTE) == "<b>rabat 5%</b>"
    assert "&lt;b&gt;rabat 5%&lt;/b&gt;" in model.index(3, columns.PLAY).data(Qt.ItemDataRole.ToolTipRole)
    assert model.index(4, columns.PLAY).data(NOTE) is None


def test_left_and_right_in_the_table_skip_in_the_recording(calls_page: CallsPage) -> None:
    steps: list[int] = []
    calls_page.requests.skip.connect(steps.append)
    QTest.keyClick(calls_page.table, Qt.Key.Key_Left)
    QTest.keyClick(calls_page.table, Qt.Key.Key_Right)
    assert steps == [-1, 1]


def test_calls_are_listed_newest_first_with_totals(calls_page: CallsPage) -> None:
    model = calls_page.model
    rows = [shown(model, n).calldate for n in range(model.rowCount())]
    assert rows == sorted(rows, reverse=True)
    assert any(text.startswith("44 calls") for text in texts(calls_page))


def test_a_notice_about_other_days_goes_when_days_are_asked_for(calls_page: CallsPage, run: Run) -> None:
    def notices() -> list[str]:
        return [text for text in texts(calls_page) if text.startswith("Stopped")]

    async def asked_again() -> None:
        calls_page.model.show(ALL_CALLS)
        calls_page.model.stop()
        assert len(notices()) == 1
        calls_page.model.show(ALL_CALLS)
        assert notices() == []
        await until(lambda: not calls_page.model.is_loading)

    run(asked_again())


def test_filters_and_search_narrow(calls_page: CallsPage, run: Run) -> None:
    model = calls_page.model

    async def narrowed() -> None:
        calls_page.search.setText("firma 0207")
        await until(lambda: model.rowCount() == 1)
        assert shown(model, 0).from_number == "600100207"
        calls_page.search.setText("zzzz")
        await until(lambda: model.rowCount() == 0)
        calls_page.search.clear()
        await until(lambda: model.rowCount() == 44)
        QTest.mouseClick(button(calls_page.bar, "Recorded"), Qt.MouseButton.LeftButton)
        await until(lambda: model.rowCount() == 20)
        await idle()

    run(narrowed())


def test_enter_calls_back_and_space_plays(calls_page: CallsPage) -> None:
    called: list[str] = []
    played: list[str] = []
    calls_page.requests.call.connect(called.append)
    calls_page.requests.play.connect(played.append)
    model = calls_page.model
    row = next(n for n in range(model.rowCount()) if shown(model, n).has_recording)
    calls_page.table.selectRow(row)
    calls_page.table.setCurrentIndex(model.index(row, 0))
    QTest.keyClick(calls_page.table, ENTER)
    QTest.keyClick(calls_page.table, Qt.Key.Key_Space)
    assert called == [shown(model, row).from_number]
    assert played == [shown(model, row).uniqueid]


def test_a_double_click_on_a_button_cell_does_not_call(calls_page: CallsPage) -> None:
    called: list[str] = []
    calls_page.requests.call.connect(called.append)
    calls_page.table.doubleClicked.emit(calls_page.model.index(0, columns.PLAY))
    assert called == []
    calls_page.table.doubleClicked.emit(calls_page.model.index(0, columns.WHO))
    assert len(called) == 1


def test_a_row_calls_the_number_it_shows(office: SimulatedOffice, run: Run) -> None:
    inside = [leg("1772438400.9", src="102", dst="105", clid='"Anna Kowalska" <102>', dstchannel="SIP/X-105-00000001")]
    run(office.archive.run(lambda db: archive_calls.save_legs(db, inside, "X")))
    call = run(office.archive.run(lambda db: archive_calls.find_call(db, "1772438400.9")))
    tasks = TaskSupervisor(lambda name, error: None)
    sync = ArchiveSync(EmptyExchange(), office.archive, "X", lambda: office.now)

    async def shown_number(model: CallModel) -> str:
        model.show(ALL_CALLS, ask=False)
        await until(lambda: model.rowCount())
        row = next(row for row in range(model.rowCount()) if shown(model, row).uniqueid == call.uniqueid)
        await idle()
        return str(model.index(row, columns.NUMBER).data())

    for own, number in (("101", "102"), ("102", "105"), ("105", "102")):
        model = CallModel(sync, office.directory, tasks, own)
        assert model.other_number(call) == number
        assert run(shown_number(model)) == number
    run(tasks.close())


def test_typing_does_not_cancel_a_request_to_the_exchange(office: SimulatedOffice, run: Run) -> None:
    asked, may_answer, answered = asyncio.Event(), asyncio.Event(), asyncio.Event()

    class Slow(EmptyExchange):
        async def legs(self, first: date, last: date) -> Listing[Leg]:
            asked.set()
            await may_answer.wait()
            answered.set()
            return Listing((), 0, False)

    tasks = TaskSupervisor(lambda name, error: pytest.fail(f"{name}: {error!r}"))
    model = CallModel(ArchiveSync(Slow(), office.archive, "X", lambda: office.now), office.directory, tasks, "101")

    async def both() -> None:
        model.show(ALL_CALLS)
        await until(asked.is_set)
        model.show(ALL_CALLS, ask=False)
        may_answer.set()
        await until(answered.is_set)
        await idle()
        await tasks.close()

    run(both())


def test_times_name_today_and_yesterday() -> None:
    today = date(2026, 3, 2)
    said = [
        format_call_time(f"{day} 09:05:00", today) for day in ("2026-03-02", "2026-03-01", "2026-02-07", "2025-12-31")
    ]
    assert said == ["today 9:05", "yesterday 9:05", "7.02 9:05", "31.12.2025 9:05"]
    assert format_call_time("nonsense", today) == "nonsense"


def test_the_chip_of_the_menu_names_the_conditions_that_are_set(calls_page: CallsPage, run: Run) -> None:
    model, more = calls_page.model, calls_page.more
    assert more.text() == "+ filter"

    async def narrowed() -> None:
        more.internal.trigger()
        await until(lambda: model.rowCount() == 0)
        assert more.text() == "Internal calls"
        more.clear()
        await until(lambda: model.rowCount() == 44)
        entry(more.menu(), "Talk at least", "2:00").trigger()
        await until(lambda: model.rowCount() == 0)
        assert (more.text(), more.isChecked()) == ("≥ 2:00", True)
        entry(more.menu(), "Talk at least", "1:00").trigger()
        await until(lambda: model.rowCount() > 0)
        assert all(shown(model, row).talk_s >= 60 for row in range(model.rowCount()))
        more.clear()
        await idle()
        assert (more.text(), more.isChecked(), model.rowCount()) == ("+ filter", False, 44)

    run(narrowed())


def test_a_call_expands_into_its_legs_and_collapses(calls_page: CallsPage, office: SimulatedOffice, run: Run) -> None:
    """The legs stay expanded when calls are added above, and a leg that is billed later is added."""
    model, table = calls_page.model, calls_page.table
    tried = leg(
        "99.1",
        calldate="2026-03-02 10:00:00",
        dst="700",
        dstchannel="SIP/X-102-1",
        disposition="NO ANSWER",
        billsec_s=0,
        duration_s=14,
    )
    taken = leg(
        "99.1", calldate="2026-03-02 10:00:14", dst="700", dstchannel="SIP/X-105-2", duration_s=70, billsec_s=60
    )
    later = leg("99.2", calldate="2026-03-02 10:30:00")

    async def keep(*legs: Leg) -> None:
        await office.archive.run(lambda db: archive_calls.save_legs(db, legs, "X"))
        calls_page.reload(ask=False)
        await idle()

    async def details() -> None:
        await keep(tried, taken)
        assert model.index(0, columns.FOLD).data(Qt.ItemDataRole.ToolTipRole) == "<qt>2 attempts</qt>"
        low = table.rowHeight(0)
        table.clicked.emit(model.index(0, columns.FOLD))
        await until(lambda: table.rowHeight(0) > low)
        legs = model.details.legs_of(model.id_at(0))
        assert legs[0][:5] == ("10:00:00", "Anna Kowalska", "102", "0:14", "missed")
        assert legs[1][:5] == ("10:00:14", "Łukasz Żółciński", "105", "0:10", "1:00")
        said = model.index(0, columns.WHO).data(Qt.ItemDataRole.AccessibleTextRole)
        assert "10:00:00, Anna Kowalska, 0:14, missed; 10:00:14, Łukasz Żółciński" in said
        high = table.rowHeight(0)
        await keep(later, leg("99.1", calldate="2026-03-02 10:00:20", dst="106", disposition="BUSY", billsec_s=0))
        assert (table.rowHeight(0), table.rowHeight(2)) == (low, low)
        assert table.rowHeight(1) > high, "a third attempt was billed later"
        table.selectRow(1)
        QTest.keyClick(table, Qt.Key.Key_Return, Qt.KeyboardModifier.AltModifier)
        await until(lambda: table.rowHeight(1) == low)

    run(details())


def test_row_heights_follow_their_calls_through_a_filter(calls_page: CallsPage, run: Run) -> None:
    model, table = calls_page.model, calls_page.table

    async def narrowed() -> None:
        low = table.rowHeight(0)
        model.toggle_details(3)
        await until(lambda: table.rowHeight(3) > low)
        name = shown(model, 3).from_name
        calls_page.search.setText(name)
        await until(lambda: model.rowCount() < 10)
        await idle()
        heights = {shown(model, row).from_name: table.rowHeight(row) for row in range(model.rowCount())}
        assert heights.pop(name) > low
        assert set(heights.values()) <= {low}

    run(narrowed())


def test_showing_missed_calls_clears_earlier_conditions(calls_page: CallsPage, run: Run) -> None:
    async def both() -> None:
        calls_page.more.queued.trigger()
        assert calls_page.wanted().through_queue
        calls_page.show_missed()
        assert not calls_page.wanted().through_queue
        calls_page.more.queued.trigger()
        calls_page.show_number("600100200")
        assert not calls_page.wanted().through_queue
        await idle()

    run(both())


def test_the_selected_call_stays_selected_when_rows_are_added(
    calls_page: CallsPage, run: Run, office: SimulatedOffice
) -> None:
    model = calls_page.model
    calls_page.table.selectRow(12)
    chosen = shown(model, 12).uniqueid
    around = [
        leg(f"1772438{n}.7", calldate=f"2026-03-02 08:{n - 410:02d}:30", src="223334455") for n in (412, 430, 440, 449)
    ]
    run(office.archive.run(lambda db: archive_calls.save_legs(db, around, "X")))

    async def again() -> None:
        calls_page.reload(ask=False)
        await until(lambda: model.rowCount() == 48)
        await idle()

    run(again())
    row = calls_page.table.currentIndex().row()
    assert row > 12
    assert shown(model, row).uniqueid == chosen
