"""Ten tasks of a receptionist, with the number of keystrokes each takes, in the real window on the demo exchange."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QKeyCombination, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget

from desktop_app.app.application import Application
from desktop_app.archive.records import Contact
from desktop_app.config.paths import Profile
from desktop_app.config.settings import DO_NOT_DISTURB, Settings
from desktop_app.office import DeviceState
from desktop_app.ui.actions import Actions
from desktop_app.ui.icons import Icons
from desktop_app.ui.look import Look
from desktop_app.ui.theme import Theme
from desktop_app.ui.window import PANEL, MainWindow
from tests.gui.conftest import Run
from tests.support.application import NoKeyring, connect_to, connected
from tests.support.demo import RunningDemo, running_demo
from tests.support.rows import shown
from tests.support.wait import until

CONTROL = Qt.KeyboardModifier.ControlModifier


class Hands:
    """Presses keys in the focused widget and counts them."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self.pressed = 0

    async def press(self, key: str) -> None:
        """Press one key: a shortcut of the window, or a key of the focused widget."""
        self.pressed += 1
        wanted = QKeySequence(key)
        modal = QApplication.activeModalWidget()
        if modal is None:
            for action in self._window.actions():
                if action.shortcut() == wanted:
                    action.trigger()
                    await asyncio.sleep(0)
                    return
        combination = QKeyCombination.fromCombined(QKeySequence(key)[0].toCombined())  # type: ignore[index]
        target: QWidget = (
            (modal.focusWidget() or modal) if modal is not None else (self._window.focusWidget() or self._window)
        )
        QTest.keyClick(target, combination.key(), combination.keyboardModifiers())
        await asyncio.sleep(0)

    async def type(self, text: str) -> None:
        """Type letters, one key each."""
        for letter in text:
            self.pressed += 1
            target = self._window.focusWidget() or self._window
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                event = QKeyEvent(kind, Qt.Key.Key_unknown, Qt.KeyboardModifier.NoModifier, letter)
                QApplication.sendEvent(target, event)
            await asyncio.sleep(0)

    def counted(self) -> int:
        """Return the number of keys since the last call."""
        pressed, self.pressed = self.pressed, 0
        return pressed


Task = Callable[[Application, Hands, RunningDemo], Awaitable[None]]


async def call_a_colleague_by_name(program: Application, hands: Hands, demo: RunningDemo) -> None:
    await hands.type("anna")
    await until(lambda: program.window.command.found())
    assert hands.counted() <= 4
    await hands.press("Return")
    await until(lambda: demo.exchange.orders)
    assert demo.exchange.orders[-1]["cpb"] == "102"


async def call_back_the_last_missed(program: Application, hands: Hands, demo: RunningDemo) -> None:
    assert program.workspace is not None
    calls, table = program.workspace.calls, program.workspace.pages.calls.table
    await hands.press("Ctrl+M")
    await until(lambda: calls.rowCount() and table.currentIndex().isValid())
    newest = calls.other_number(shown(calls, 0))
    assert shown(calls, 0).outcome != "answered"
    await hands.press("Return")
    assert hands.counted() <= 3
    await until(lambda: demo.exchange.orders)
    assert demo.exchange.orders[-1]["cpb"] == newest


async def tell_a_busy_colleague_that_a_caller_waits(program: Application, hands: Hands, demo: RunningDemo) -> None:
    workspace = program.workspace
    assert workspace is not None
    await workspace.session.directory.save_contact(Contact(0, "Anna Kowalska", (("", "102"), ("", "600111222"))))
    field = workspace.pages.panel.field
    field.setCurrentIndex(workspace.pages.panel.order.index_of("102"))
    await hands.press("Ctrl+W")
    await hands.press("Ctrl+Return")
    assert hands.counted() <= 3
    await until(lambda: demo.exchange.orders)
    assert (demo.exchange.orders[-1]["order"], demo.exchange.orders[-1]["to"]) == ("sms", "600111222")


async def play_the_last_recording_with_a_number(program: Application, hands: Hands, demo: RunningDemo) -> None:
    workspace = program.workspace
    assert workspace is not None
    played: list[str] = []
    program.actions.play.connect(played.append)
    await until(lambda: workspace.recordings.rowCount() > 0)
    number = workspace.recordings.other_number(shown(workspace.recordings, 3))[-4:]
    await hands.press("Ctrl+3")
    await hands.type(number)
    await hands.press("Return")
    assert hands.counted() <= len(number) + 3
    await until(lambda: played)
    call = shown(workspace.recordings, 0)
    assert played == [call.uniqueid]
    assert number in workspace.recordings.other_number(call)


async def see_who_is_free_in_a_group(program: Application, hands: Hands, demo: RunningDemo) -> None:
    assert program.workspace is not None
    order = program.workspace.pages.panel.order
    await hands.press("F7")
    assert hands.counted() <= 1
    rows = [order.row_at(row) for row in range(order.rowCount())]
    assert rows
    assert all(row.is_live and row.lamp.state is DeviceState.IDLE for row in rows)
    assert len(order.sections()) >= 2, "sorted by group"


async def pause_pop_ups(program: Application, hands: Hands, demo: RunningDemo) -> None:
    await hands.press("Ctrl+D")
    assert hands.counted() <= 2
    assert program.settings.get(DO_NOT_DISTURB)
    await hands.press("Ctrl+D")


async def redial(program: Application, hands: Hands, demo: RunningDemo) -> None:
    assert program.workspace is not None
    await program.workspace.session.dial_history.add("501222333", program.workspace.session.clock())
    await hands.press("Ctrl+R")
    assert hands.counted() <= 2
    await until(lambda: demo.exchange.orders)
    assert demo.exchange.orders[-1]["cpb"] == "501222333"


async def open_history_of_the_ringing_caller(program: Application, hands: Hands, demo: RunningDemo) -> None:
    workspace = program.workspace
    assert workspace is not None
    demo.exchange.ring_in("101", "322511800", "Hurtownia Malwa", 30)
    await until(lambda: workspace.session.alerts.ring is not None)
    await hands.press("Ctrl+I")
    assert hands.counted() <= 2
    await until(lambda: workspace.calls.wanted is not None and workspace.calls.wanted.numbers == {"322511800"})


async def export_todays_calls(program: Application, hands: Hands, demo: RunningDemo) -> None:
    folder = Path.home()
    await hands.press("Ctrl+E")
    await until(lambda: isinstance(QApplication.activeModalWidget(), QFileDialog))
    await hands.press("Return")
    assert hands.counted() <= 4
    await until(lambda: list(folder.glob("calls-*.xlsx")))


async def copy_a_colleagues_number(program: Application, hands: Hands, demo: RunningDemo) -> None:
    assert program.workspace is not None
    await hands.press("Down")
    await hands.press("Ctrl+C")
    assert hands.counted() <= 3
    copied = QGuiApplication.clipboard().text()
    assert copied == program.workspace.pages.panel.field.current_extension() != ""


TASKS: tuple[Task, ...] = (
    call_a_colleague_by_name,
    call_back_the_last_missed,
    tell_a_busy_colleague_that_a_caller_waits,
    play_the_last_recording_with_a_number,
    see_who_is_free_in_a_group,
    pause_pop_ups,
    redial,
    open_history_of_the_ringing_caller,
    export_todays_calls,
    copy_a_colleagues_number,
)


@pytest.fixture
def program(
    qapp: QApplication, run: Run, theme: Theme, icons: Icons, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Application]:
    qapp.setQuitOnLastWindowClosed(False)
    QApplication.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs, True)
    monkeypatch.setenv("HOME", str(tmp_path))
    # Playback is tested elsewhere, with a sound device; here the sound library is missing.
    monkeypatch.setitem(sys.modules, "desktop_app.desktop.audio", None)
    window = MainWindow(Look(theme, icons), Actions())
    window.show()
    window.activateWindow()
    yield Application(Profile(tmp_path / "p"), NoKeyring(), Settings(None, None, {}), window)
    QApplication.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs, False)


@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.__name__)
def test_a_task_takes_few_keys(task: Task, program: Application, run: Run) -> None:
    async def do() -> None:
        async with running_demo(pace=1) as demo, program:
            workspace = await connected(program, connect_to(demo))
            live = workspace.session.live

            def is_everybody_known() -> bool:
                for phone in demo.exchange.board.phones.values():
                    demo.exchange.board.announce(phone)
                return sum(map(live.office.is_live, live.office.lamps.values())) >= 24

            await until(is_everybody_known)
            await until(lambda: workspace.session.directory.name_of("102") and workspace.calls.rowCount())
            program.window.show_page(PANEL)
            await task(program, Hands(program.window), demo)

    run(do())
