"""Compose, calls, contacts, first run, player and theme."""

from __future__ import annotations

import asyncio
from dataclasses import fields
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from desktop_app.archive import calls as archive_calls
from desktop_app.config.settings import Settings
from desktop_app.models import calls as columns
from desktop_app.models.call_formatting import format_call_time
from desktop_app.models.calls import NOTE, CallMarks, CallModel
from desktop_app.models.contacts import ContactModel
from desktop_app.pbx.records import Answer, Leg
from desktop_app.runtime.task_supervisor import TaskSupervisor
from desktop_app.services.archive_sync import ArchiveSync
from desktop_app.services.connection_checks import CheckResult, Verdict
from desktop_app.services.directory import Contact
from desktop_app.ui.actions import Actions
from desktop_app.ui.calls_page import CallsPage
from desktop_app.ui.compose import Compose
from desktop_app.ui.contacts_page import ContactDialog, ContactsPage
from desktop_app.ui.first_run import FirstRunPage
from desktop_app.ui.theme import COLOUR_BLIND, DARK, LIGHT, Theme, Tokens
from tests.gui.conftest import NOW, NoNews, Run, Told
from tests.support.rows import shown
from tests.support.wait import until
from tests.unit.archive.test_archive import leg

ENTER, CONTROL = Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier


# ---- messages -------------------------------------------------------------------------------------


@pytest.fixture
def compose(qtbot: QtBot, theme: Theme) -> Compose:
    form = Compose(Actions(), lambda number: "Jan Nowak" if number == "600100200" else "", "101", lambda: NOW)
    qtbot.addWidget(form)
    form.show()
    return form


def test_a_message_leaves_once_and_the_box_is_empty(compose: Compose) -> None:
    sent: list[tuple[list[str], str, bool]] = []
    compose._actions.send_messages.connect(lambda *message: sent.append(message))
    compose._actions.send_messages.connect(lambda *message: compose.was_ordered())
    compose.to.setText("+48 600 100 200")
    compose.body.setPlainText("Cześć")
    compose.test.setChecked(True)
    QTest.keyClick(compose.body, ENTER, CONTROL)
    QTest.keyClick(compose.body, ENTER, CONTROL)
    assert sent == [(["600100200"], "Cześć", True)]


@pytest.mark.parametrize(
    ("to", "body", "ok"),
    [
        ("600100200", "x", True),
        ("22 635 44 10", "x", False),
        ("600100200", "", False),
        ("600100200", "x" * 1025, False),
    ],
)
def test_only_what_can_go_can_be_sent(compose: Compose, to: str, body: str, ok: bool) -> None:
    compose.to.setText(to)
    compose.body.setPlainText(body)
    assert compose.send.isEnabled() is ok
    assert compose._counter.text().startswith(f"{len(body)} of 1024 characters")


def test_several_recipients_are_several_messages_with_their_sum(compose: Compose) -> None:
    sent: list[tuple[list[str], str, bool]] = []
    compose._actions.send_messages.connect(lambda *message: sent.append(message))
    compose.to.setText("Jan Nowak <600 100 200>, +48 501 222 333; 600100200")
    compose.body.setPlainText("Zażółć " * 12)
    assert compose.send.text() == "Send 2 messages"
    assert compose._counter.text() == "84 of 1024 characters · UCS-2, 2 parts · 2 messages, 4 parts together"
    assert compose._fold.text() == "Without ż ó ł ć: 1 parts"
    compose._fold.click()
    assert compose._counter.text() == "84 of 1024 characters · GSM, 1 parts · 2 messages, 2 parts together"
    compose.to.setText("600100200, Anna")
    assert not compose.send.isEnabled()
    compose.to.setText("600100200, 501222333")
    compose.submit()
    assert sent == [(["600100200", "501222333"], "Zazolc " * 12, False)]


def test_a_template_is_filled_for_each_recipient(compose: Compose) -> None:
    kept: list[tuple[str, str]] = []
    compose.templated.connect(lambda name, text: kept.append((name, text)))
    assert compose.filled("{name} {number} {own}", "600100200") == "Jan Nowak 600 100 200 101"
    compose.offer_templates([("Oddzwonię", "Oddzwonię o {time}")])
    compose._fill_menu()
    compose._menu.actions()[0].trigger()
    assert compose.body.toPlainText() == "Oddzwonię o {time}"


# ---- calls ----------------------------------------------------------------------------------------


def test_a_noted_call_has_a_mark_that_tells_the_note(calls_page: CallsPage) -> None:
    model = calls_page._model
    call = shown(model, 3)
    model.cells.marks = CallMarks(note_of={call.uniqueid: "<b>rabat 5%</b>"}.get)
    told: list[int] = []
    model.dataChanged.connect(lambda first, last: told.append(first.row()))
    model.notes_changed(call.uniqueid)
    assert told == [3]
    assert model.index(3, columns.PLAY).data(NOTE) == "<b>rabat 5%</b>"
    assert "&lt;b&gt;rabat 5%&lt;/b&gt;" in model.index(3, columns.PLAY).data(Qt.ItemDataRole.ToolTipRole)
    assert model.index(4, columns.PLAY).data(NOTE) is None


def test_arrows_in_the_table_move_what_plays(calls_page: CallsPage) -> None:
    steps: list[int] = []
    calls_page._actions.skip.connect(steps.append)
    QTest.keyClick(calls_page.table, Qt.Key.Key_Left)
    QTest.keyClick(calls_page.table, Qt.Key.Key_Right)
    assert steps == [-1, 1]


def test_calls_are_listed_newest_first_with_their_sums(calls_page: CallsPage) -> None:
    model = calls_page._model
    rows = [shown(model, n).calldate for n in range(model.rowCount())]
    assert rows == sorted(rows, reverse=True)
    assert calls_page._totals.text().startswith("44 calls")


def test_filters_and_search_narrow(calls_page: CallsPage, run: Run) -> None:
    model = calls_page._model

    async def narrowed() -> None:
        calls_page.search.setText("firma 0207")
        await until(lambda: model.rowCount() == 1)
        assert shown(model, 0).from_number == "600100207"
        calls_page.search.setText("zzzz")
        await until(lambda: model.rowCount() == 0)
        calls_page.search.clear()
        await until(lambda: model.rowCount() == 44)
        QTest.mouseClick(calls_page.bar._narrow["recorded"], Qt.MouseButton.LeftButton)
        await until(lambda: model.rowCount() == 20)
        await until(lambda: not model._tasks.is_running(model._filling) and not model._tasks.is_running(model._asking))

    run(narrowed())


def test_enter_calls_back_and_space_plays(calls_page: CallsPage) -> None:
    called: list[str] = []
    played: list[str] = []
    calls_page._actions.call.connect(called.append)
    calls_page._actions.play.connect(played.append)
    model = calls_page._model
    row = next(n for n in range(model.rowCount()) if shown(model, n).has_recording)
    calls_page.table.selectRow(row)
    calls_page.table.setCurrentIndex(model.index(row, 0))
    QTest.keyClick(calls_page.table, ENTER)
    QTest.keyClick(calls_page.table, Qt.Key.Key_Space)
    assert called == [shown(model, row).from_number]
    assert played == [shown(model, row).uniqueid]


def test_two_clicks_on_the_triangle_do_not_call(calls_page: CallsPage) -> None:
    called: list[str] = []
    calls_page._actions.call.connect(called.append)
    calls_page.table.doubleClicked.emit(calls_page._model.index(0, columns.PLAY))
    assert called == []
    calls_page.table.doubleClicked.emit(calls_page._model.index(0, columns.WHO))
    assert len(called) == 1


def test_what_a_row_shows_is_what_it_calls(told: Told, run: Run) -> None:
    inside = [leg("1772438400.9", src="102", dst="105", clid='"Anna Kowalska" <102>', dstchannel="SIP/X-105-00000001")]
    run(told.archive.run(lambda db: archive_calls.save_legs(db, inside, "X")))
    call = run(told.archive.run(lambda db: archive_calls.call_of(db, "1772438400.9")))
    tasks = TaskSupervisor(lambda name, error: None)
    sync = ArchiveSync(NoNews(), told.archive, "X", lambda: told.now)
    for own, number in (("101", "102"), ("102", "105"), ("105", "102")):
        model = CallModel(sync, told.directory, tasks, own)
        assert model.other_number(call) == number
        assert model.cells.text(call, columns.NUMBER) == number
    run(tasks.close())


def test_typing_does_not_end_a_question_on_its_way(calls_page: CallsPage, run: Run) -> None:
    model = calls_page._model
    asked = asyncio.Event()

    class Slow(NoNews):
        async def legs(self, first: date, last: date) -> Answer:
            await asyncio.sleep(0.1)
            asked.set()
            return Answer((), 0, False)

    async def both() -> None:
        model._calls._source = Slow()
        calls_page.reload()
        await asyncio.sleep(0.02)
        calls_page.reload(ask=False)
        await until(asked.is_set)
        await until(lambda: not model._tasks.is_running(model._asking))
        await until(lambda: not model._tasks.is_running(model._filling))

    run(both())


def test_days_are_said_as_one_says_them() -> None:
    today = date(2026, 3, 2)
    said = [
        format_call_time(f"{day} 09:05:00", today) for day in ("2026-03-02", "2026-03-01", "2026-02-07", "2025-12-31")
    ]
    assert said == ["today 9:05", "yesterday 9:05", "7.02 9:05", "31.12.2025 9:05"]
    assert format_call_time("nonsense", today) == "nonsense"


# ---- contacts and first run -------------------------------------------------------------------------


def test_a_contact_is_added_shown_and_checked(told: Told, theme: Theme, run: Run, qtbot: QtBot) -> None:
    model = ContactModel(told.directory)
    page = ContactsPage(model, Actions(), theme)
    qtbot.addWidget(page)
    dialog = ContactDialog(Contact(0, ""), page)
    kept: list[Contact] = []
    dialog.kept.connect(kept.append)
    dialog._save()
    assert dialog._trouble.text() == "A contact needs a name."
    dialog._name.setText("Hurtownia")
    dialog._numbers[0][1].setText("no number")
    dialog._save()
    assert "is not a number" in dialog._trouble.text()
    dialog._numbers[0][1].setText("+48 600 100 299")
    dialog._save()
    run(told.directory.save_contact(kept[0]))
    assert model.index(0).data() == "Hurtownia"
    assert told.directory.name_of("600100299") == "Hurtownia"
    model.set_text("299")
    assert model.rowCount() == 1
    model.set_text("nobody")
    assert model.rowCount() == 0


def test_a_contact_keeps_all_its_numbers_under_their_labels(told: Told, theme: Theme, qtbot: QtBot) -> None:
    """More than one sees at first, as a vCard may bring; and a number taken away takes its own label along."""
    page = ContactsPage(ContactModel(told.directory), Actions(), theme)
    qtbot.addWidget(page)
    numbers = tuple((f"label {n}", f"60010020{n}") for n in range(5))
    dialog = ContactDialog(Contact(7, "Hurtownia", numbers), page)
    kept: list[Contact] = []
    dialog.kept.connect(kept.append)
    dialog._numbers[1][1].clear()
    dialog._numbers[5][0].setText("fax")
    dialog._numbers[5][1].setText("22 635 44 10")
    dialog._save()
    assert kept[0].numbers == (numbers[0], *numbers[2:], ("fax", "226354410"))


def test_first_run_offers_the_demo_and_says_what_was_found(theme: Theme, qtbot: QtBot, tmp_path: Path) -> None:
    machine = tmp_path / "machine.toml"
    machine.write_text('pbx_name = "Firma"\nlocked = ["pbx_name"]\n')
    page = FirstRunPage(Settings(None, machine, {}))
    qtbot.addWidget(page)
    page.show()
    with qtbot.waitSignal(page.demo):
        QTest.mouseClick(page.demo_button, Qt.MouseButton.LeftButton)
    assert not page.form.pbx_name.isEnabled()
    assert page.form.pbx_name.text() == "Firma"
    tried: list[tuple[str, ...]] = []
    page.form.tried.connect(lambda *typed: tried.append(typed))
    page.form.key.setText(" geheim ")
    QTest.mouseClick(page.form.try_button, Qt.MouseButton.LeftButton)
    assert tried[0][2:] == ("Firma", "", "geheim")
    page.form.show_findings(
        [CheckResult("rest", Verdict.PASSED, "it works"), CheckResult("events", Verdict.FAILED, "it does not")]
    )
    said = [label.text() for label in page.form.findChildren(QLabel)]
    assert "✓  it works" in said
    assert "✗  it does not" in said
    assert str(machine) in " ".join(said)


# ---- the theme ------------------------------------------------------------------------------------------


def contrast(one: str, two: str) -> float:
    def luminance(color: str) -> float:
        parts = [
            part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4
            for part in (QColor(color).redF(), QColor(color).greenF(), QColor(color).blueF())
        ]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    light, dark = sorted((luminance(one), luminance(two)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def palettes() -> list[Tokens]:
    plain = [LIGHT, DARK]
    blind = [Tokens(**{**t.__dict__, **COLOUR_BLIND[n]}) for t, n in ((LIGHT, "light"), (DARK, "dark"))]
    return plain + blind


@pytest.mark.parametrize("tokens", palettes(), ids=["light", "dark", "light blind", "dark blind"])
def test_every_text_keeps_its_contrast(tokens: Tokens) -> None:
    states = ("idle", "ringing", "busy", "away")
    pairs = [(text, ground) for text in ("text", "dim", "faint") for ground in ("background", "card")]
    pairs += [(state, ground) for state in states for ground in ("card", f"{state}_tint")]
    pairs += [("dim", f"{state}_tint") for state in states] + [("on_accent", "accent"), ("accent", "accent_tint")]
    pairs += [("text", "accent_tint"), ("on_accent", "busy")]
    low = {pair: contrast(getattr(tokens, pair[0]), getattr(tokens, pair[1])) for pair in pairs}
    assert {pair: round(ratio, 2) for pair, ratio in low.items() if ratio < 4.5} == {}
    assert len(fields(tokens)) == 18


def test_dark_follows_the_choice(theme: Theme) -> None:
    theme.set_mode("dark")
    assert theme.is_dark
    assert QPushButton().palette().window().color() == QColor(DARK.background)
    theme.set_mode("light")
    assert not theme.is_dark


def test_rarer_conditions_are_in_a_menu_and_their_chip_says_them(calls_page: CallsPage, run: Run) -> None:
    model, more = calls_page._model, calls_page.more
    assert more.text() == "+ filter"

    async def narrowed() -> None:
        more.internal.trigger()
        await until(lambda: model.rowCount() == 0)
        assert more.text() == "Internal calls"
        more.clear()
        await until(lambda: model.rowCount() == 44)
        long = next(action for action in more._lengths.actions() if action.data() == 120)
        long.trigger()
        await until(lambda: model.rowCount() == 0)
        assert (more.text(), more.isChecked()) == ("≥ 2:00", True)
        next(action for action in more._lengths.actions() if action.data() == 60).trigger()
        await until(lambda: model.rowCount() > 0)
        assert all(shown(model, row).talk_s >= 60 for row in range(model.rowCount()))
        more.clear()
        await until(lambda: not model._tasks.is_running(model._filling))
        assert (more.text(), more.isChecked(), model.rowCount()) == ("+ filter", False, 44)

    run(narrowed())


def test_a_call_unfolds_into_its_legs_and_folds_again(calls_page: CallsPage, told: Told, run: Run) -> None:
    """Whom each attempt tried stands underneath, and stays there when other calls come; a leg that comes is added."""
    model, table = calls_page._model, calls_page.table
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
        await told.archive.run(lambda db: archive_calls.save_legs(db, legs, "X"))
        calls_page.reload(ask=False)
        await until(lambda: not model._tasks.is_running(model._filling))

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


def test_heights_follow_their_calls_when_other_rows_are_shown(calls_page: CallsPage, run: Run) -> None:
    model, table = calls_page._model, calls_page.table

    async def narrowed() -> None:
        low = table.rowHeight(0)
        model.toggle_details(3)
        await until(lambda: table.rowHeight(3) > low)
        name = shown(model, 3).from_name
        calls_page.search.setText(name)
        await until(lambda: model.rowCount() < 10 and not model._tasks.is_running(model._filling))
        heights = {shown(model, row).from_name: table.rowHeight(row) for row in range(model.rowCount())}
        assert heights.pop(name) > low
        assert set(heights.values()) <= {low}

    run(narrowed())


def test_what_was_missed_is_not_hidden_by_a_condition_set_before(calls_page: CallsPage, run: Run) -> None:
    async def both() -> None:
        calls_page.more.queued.trigger()
        assert calls_page.wanted().through_queue
        calls_page.show_missed()
        assert not calls_page.wanted().through_queue
        calls_page.more.queued.trigger()
        calls_page.show_number("600100200")
        assert not calls_page.wanted().through_queue
        await until(lambda: not calls_page._model._tasks.is_running(calls_page._model._filling))
        await until(lambda: not calls_page._model._tasks.is_running(calls_page._model._asking))

    run(both())


def test_a_chosen_call_stays_chosen_when_others_come_around_it(calls_page: CallsPage, run: Run, told: Told) -> None:
    model = calls_page._model
    calls_page.table.selectRow(12)
    chosen = shown(model, 12).uniqueid
    around = [
        leg(f"1772438{n}.7", calldate=f"2026-03-02 08:{n - 410:02d}:30", src="223334455") for n in (412, 430, 440, 449)
    ]
    run(told.archive.run(lambda db: archive_calls.save_legs(db, around, "X")))

    async def again() -> None:
        calls_page.reload(ask=False)
        await until(lambda: model.rowCount() == 48)
        await until(lambda: not model._tasks.is_running(model._filling))

    run(again())
    row = calls_page.table.currentIndex().row()
    assert row > 12
    assert shown(model, row).uniqueid == chosen
