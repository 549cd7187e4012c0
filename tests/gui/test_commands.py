"""The table of commands: unique ids and keys, and what the window builds from it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt, QTranslator
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.config.paths import resources
from desktop_app.config.settings import REDUCED_MOTION, THEME, Settings
from desktop_app.controllers.commands import command_table
from desktop_app.i18n.qt_translator import install
from desktop_app.i18n.text import install_translator
from desktop_app.models.finder import Finder
from desktop_app.models.lamps import LampModel
from desktop_app.models.panel_order import PanelOrder
from desktop_app.models.panel_view import PanelView
from desktop_app.models.player_state import PlaybackJumps
from desktop_app.ui.actions import Actions
from desktop_app.ui.calls_page import CallsPage
from desktop_app.ui.command_bar import CommandBar
from desktop_app.ui.command_table import Command, CommandTable, Context
from desktop_app.ui.icons import Icons
from desktop_app.ui.lamp_field import LampField
from desktop_app.ui.lamp_painter import LampPainter
from desktop_app.ui.look import Look
from desktop_app.ui.setting_fields import choice
from desktop_app.ui.shortcuts_dialog import ShortcutsDialog
from desktop_app.ui.theme import Theme
from desktop_app.ui.wallboard import Wallboard
from desktop_app.ui.waveform import Waveform
from desktop_app.ui.widget_commands import pressed_command, widget_commands
from desktop_app.ui.window import MainWindow
from tests.gui.conftest import SimulatedOffice
from tests.support.widgets import entry_text, entry_texts, press_key

TRANSLATIONS = resources() / "translations"


@pytest.fixture
def actions() -> Actions:
    return Actions()


@pytest.fixture
def settings() -> Settings:
    return Settings(None, None, {})


@pytest.fixture
def window(theme: Theme, icons: Icons, actions: Actions, qtbot: QtBot) -> MainWindow:
    made = MainWindow(Look(theme, icons), actions)
    qtbot.addWidget(made)
    return made


@pytest.fixture
def table(window: MainWindow, actions: Actions, settings: Settings) -> CommandTable:
    return command_table(window, actions, settings)


@pytest.fixture
def polish(qapp: QApplication) -> Iterator[None]:
    if not (TRANSLATIONS / "cloudpbx_pl.qm").exists():
        pytest.skip("bootstrap.py compiles the translations")
    install("pl", TRANSLATIONS)
    yield
    for translator in qapp.findChildren(QTranslator):
        QCoreApplication.removeTranslator(translator)
    install_translator(None)


# ---- the table ------------------------------------------------------------------------------------------


def test_an_id_used_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="redial"):
        CommandTable((Command("redial", "Redial"), Command("redial", "Call again")))


def test_a_key_with_two_meanings_in_one_context_is_refused() -> None:
    one = Command("one", "One", ("Ctrl+E",))
    with pytest.raises(ValueError, match=r"Ctrl\+E"):
        CommandTable((one, Command("two", "Two", ("Ctrl+E",))))
    CommandTable((one, Command("two", "Two", ("Ctrl+E",), context=Context.CALLS)))


def test_no_shortcut_of_the_window_hides_a_key_of_a_widget(table: CommandTable) -> None:
    """Shortcuts of the window come first.  The wallboard is a window of its own, and Esc steps back everywhere."""
    of_window = {key for command in table.of(Context.WINDOW) for key in command.keys}
    of_widgets = {
        key for command in widget_commands() if command.context is not Context.WALLBOARD for key in command.keys
    }
    assert of_window & of_widgets == {"Esc"}


def test_every_command_has_a_text_and_an_icon_that_exists(table: CommandTable) -> None:
    for command in table.all:
        assert command.text, command.id
        assert (resources() / "icons" / f"{command.icon}.svg").exists(), command.id


# ---- keys -----------------------------------------------------------------------------------------------


def test_each_key_of_the_window_runs_its_command(window: MainWindow, table: CommandTable, qtbot: QtBot) -> None:
    ran: list[str] = []

    def recorded(command: Command) -> Command:
        return replace(command, run=lambda: ran.append(command.id), is_enabled=lambda: True)

    commands = CommandTable(recorded(one) if one.context is Context.WINDOW else one for one in table.all)
    window.set_commands(commands)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    wanted = []
    for command in commands.of(Context.WINDOW):
        for key in command.keys:
            press_key(window, key)
            wanted.append(command.id)
    assert ran == wanted
    assert len(wanted) > 25


def test_a_disabled_command_does_not_run(window: MainWindow, qtbot: QtBot) -> None:
    ran: list[str] = []
    bar = Command("command-bar", "Command bar", ("Ctrl+K",), run=lambda: ran.append("ran"), is_enabled=lambda: False)
    others = [Command(one, one) for one in ("menu", "player.toggle", "player.slower", "player.faster", "player.loop")]
    window.set_commands(CommandTable((bar, *others)))
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    press_key(window, "Ctrl+K")
    assert ran == []


def test_each_key_of_the_panel_runs_its_command(
    office: SimulatedOffice, lamps: LampModel, theme: Theme, qtbot: QtBot
) -> None:
    field = LampField(PanelOrder(lamps, PanelView()), LampPainter(theme, lamps), theme)
    qtbot.addWidget(field)
    field.show()
    emitted: list[str] = []
    for identifier, signal in (
        ("panel.call", field.called),
        ("panel.write", field.written_to),
        ("panel.favourite", field.favourite),
        ("panel.history", field.history),
        ("panel.copy", field.copied),
        ("panel.close-group", field.toggled),
        ("panel.open-groups", field.opened_all),
    ):
        signal.connect(lambda *_, identifier=identifier: emitted.append(identifier))
    for command in widget_commands():
        if command.context is Context.PANEL:
            for key in command.keys:
                field.setCurrentIndex(field.model().index(0, 0))
                emitted.clear()
                press_key(field, key)
                assert emitted == ([] if command.id == "panel.move" else [command.id]), key


def test_each_key_of_the_calls_runs_its_command(calls_page: CallsPage, actions: Actions) -> None:
    orders = calls_page.requests
    emitted: list[str] = []
    for identifier, signal in (
        ("calls.call", orders.call),
        ("calls.write", orders.write),
        ("calls.play", orders.play),
    ):
        signal.connect(lambda _, identifier=identifier: emitted.append(identifier))
    orders.skip.connect(lambda steps: emitted.append("calls.on" if steps > 0 else "calls.back"))
    recorded = next(row for row in range(40) if (call := calls_page.model.call_at(row)) and call.has_recording)
    for command in widget_commands():
        if command.context is Context.CALLS and command.id != "calls.unfold":
            for key in command.keys:
                calls_page.table.selectRow(recorded)
                emitted.clear()
                press_key(calls_page.table, key)
                assert emitted == [command.id], key


def test_each_key_of_the_waveform_runs_its_command(theme: Theme, qtbot: QtBot) -> None:
    waveform = Waveform(theme, PlaybackJumps())
    qtbot.addWidget(waveform)
    waveform.set_time(30_000, 60_000)
    emitted: list[str] = []
    waveform.toggled.connect(lambda: emitted.append("waveform.toggle"))
    waveform.sought.connect(lambda ms: emitted.append("waveform.on" if ms > 30_000 else "waveform.back"))
    for command in widget_commands():
        if command.context is Context.PLAYER:
            emitted.clear()
            press_key(waveform, command.keys[0])
            assert emitted == [command.id]


@pytest.mark.parametrize("keypad", [Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier])
def test_each_key_of_a_widget_is_found_in_its_context_alone(keypad: Qt.KeyboardModifier) -> None:
    commands = widget_commands()
    ids = {(command.context, key): command.id for command in commands for key in command.keys}
    for key in {key for _, key in ids}:
        combination = QKeySequence(key)[0]  # type: ignore[index]
        event = QKeyEvent(QEvent.Type.KeyPress, combination.key(), combination.keyboardModifiers() | keypad)
        for context in Context:
            assert pressed_command(event, context) == ids.get((context, key), ""), (context, key)


def test_each_key_of_the_wallboard_closes_it(office: SimulatedOffice, theme: Theme, qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    for command in widget_commands():
        if command.context is Context.WALLBOARD:
            for key in command.keys:
                wallboard = Wallboard(office.board(), theme, parent)
                wallboard.show()
                press_key(wallboard, key)
                assert not wallboard.isVisible(), key


def test_the_menu_opens_with_its_key(window: MainWindow, table: CommandTable, qtbot: QtBot) -> None:
    window.set_commands(table)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    press_key(window, "Alt+M")
    assert window.menu_button.menu().isVisible()
    window.menu_button.menu().close()


# ---- what is built from the table -----------------------------------------------------------------------


def test_the_menu_holds_every_command_of_the_window_with_its_key_in_the_tooltip(
    window: MainWindow, table: CommandTable
) -> None:
    window.set_commands(table)
    wanted = [one.text for one in table.of(Context.WINDOW) if one.in_menu]
    assert sorted(entry_texts(window.menu_button.menu())) == sorted(wanted)
    tips = {entry_text(action): action.toolTip() for action in window.actions()}
    assert tips["Export calls"] == "Export calls (Ctrl+E)"
    assert "10 seconds back\tCtrl+←" in [action.text() for action in window.actions()]
    assert tips["10 seconds back"] == "10 seconds back (Ctrl+←)"
    assert tips["Export contacts"] == "Export contacts"


def test_the_menu_shows_which_commands_are_enabled(window: MainWindow, table: CommandTable) -> None:
    window.set_commands(table)
    menu = window.menu_button.menu()
    menu.aboutToShow.emit()
    enabled = {entry_text(action): action.isEnabled() for action in window.actions()}
    assert enabled["Do not disturb"]
    assert not enabled["Export calls"], "nothing is connected"
    menu.aboutToHide.emit()
    assert all(action.isEnabled() for action in window.actions()), "or a disabled action would lose its key"


def test_f1_lists_every_key(window: MainWindow, table: CommandTable) -> None:
    window.set_commands(table)
    window.show_keys()
    dialog = next(one for one in window.findChildren(ShortcutsDialog))
    said = [label.text() for label in dialog.findChildren(QLabel)]
    for command in table.all:
        if command.keys:
            assert command.text in said
            assert command.shown_keys in said
    dialog.close()


def test_the_player_shows_the_keys_of_its_commands(window: MainWindow, table: CommandTable) -> None:
    window.set_commands(table)
    tips = {button.toolTip() for button in window.player.findChildren(QWidget) if button.toolTip()}
    assert {"Play or pause (Ctrl+P)", "Speed ([, ])"} <= tips


# ---- the command bar ------------------------------------------------------------------------------------


@pytest.fixture
def bar(office: SimulatedOffice, lamps: LampModel, window: MainWindow, table: CommandTable) -> CommandBar:
    window.set_commands(table)
    window.command.set_finder(Finder(lamps, office.directory, lambda: ["501222333"]))
    window.command.setEnabled(True)
    window.show()
    return window.command


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [("theme", "theme"), ("dist", "quiet.do-not-disturb"), ("all keys", "keys"), ("LANG", "language")],
)
def test_the_command_bar_finds_commands_by_their_words(bar: CommandBar, typed: str, wanted: str) -> None:
    bar.start_with(typed)
    assert bar.found_commands()[0].id == wanted
    assert len(bar.found_commands()) <= 3


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("motyw", "theme"),
        ("theme", "theme"),
        ("jezyk", "language"),
        ("nie przeszkadzac", "quiet.do-not-disturb"),
        ("cisza", "quiet.do-not-disturb"),
    ],
)
def test_in_polish_it_finds_them_by_polish_and_english_words(
    polish: None, bar: CommandBar, typed: str, wanted: str
) -> None:
    bar.start_with(typed)
    assert wanted in [command.id for command in bar.found_commands()]


@pytest.mark.parametrize(("language", "typed"), [("en", "export"), ("pl", "eksport"), ("pl", "export")])
def test_export_is_found_while_an_exchange_is_connected(
    request: pytest.FixtureRequest, window: MainWindow, actions: Actions, settings: Settings, language: str, typed: str
) -> None:
    if language == "pl":
        request.getfixturevalue("polish")
    table = command_table(window, actions, settings)
    connected = CommandTable(replace(command, is_enabled=lambda: True) for command in table.all)
    assert {command.id for command in connected.find(typed)} == {"calls.export", "contacts.export"}
    assert not table.find(typed), "nothing is connected"


def test_enter_runs_the_command_once_and_calls_nobody(bar: CommandBar, settings: Settings) -> None:
    called: list[str] = []
    bar.called.connect(called.append)
    QTest.keyClicks(bar, "theme")
    QTest.keyClick(bar, Qt.Key.Key_Return)
    QTest.keyClick(bar, Qt.Key.Key_Return)
    assert settings.get(THEME) == "light"
    assert called == []
    assert bar.text() == ""


def test_people_come_before_commands(bar: CommandBar, office: SimulatedOffice) -> None:
    bar.start_with("an")
    assert [one.title for one in bar.found()] == ["Anna Kowalska"]
    bar.start_with("zo")
    assert bar.found()
    assert bar.found_commands() == []


def test_one_letter_finds_no_command(bar: CommandBar) -> None:
    bar.start_with("t")
    assert bar.found_commands() == []


# ---- settings -------------------------------------------------------------------------------------------


def test_the_theme_command_takes_each_choice_in_turn_and_says_it(
    table: CommandTable, settings: Settings, actions: Actions, qtbot: QtBot
) -> None:
    said: list[str] = []
    actions.notice.connect(said.append)
    field = choice(settings, "Theme", THEME, {})
    qtbot.addWidget(field)
    shown: list[str] = []
    for _ in THEME.choices:
        run = table["theme"].run
        assert run is not None
        run()
        shown.append(field.currentText())
    assert said == ["Theme: light", "Theme: dark", "Theme: as the system"]
    assert shown == ["light", "dark", "system"], "the field of the settings follows"
    assert isinstance(field, QComboBox)


def test_motion_is_reduced_and_shown_again(table: CommandTable, settings: Settings) -> None:
    run = table["motion"].run
    assert run is not None
    run()
    assert settings.get(REDUCED_MOTION)
    run()
    assert not settings.get(REDUCED_MOTION)


def test_a_locked_setting_has_no_command(window: MainWindow, actions: Actions, tmp_path: Path) -> None:
    machine = tmp_path / "machine.toml"
    machine.write_text('theme = "dark"\nlocked = ["theme"]\n')
    table = command_table(window, actions, Settings(None, machine, {}))
    assert table.find("theme") == []
    assert not table["theme"].can_run


@pytest.mark.parametrize("place", ["ż", "\U0001f3a7" * 100, "=" * 5000])
def test_a_damaged_place_of_the_window_is_ignored(place: str, window: MainWindow) -> None:
    before = window.geometry()
    window.restore(place)
    assert window.geometry() == before
