"""Links, copied numbers, and what is said of a conversation, in the program on the demo exchange."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QMessageBox, QPushButton

from desktop_app.desktop.secrets import Secrets
from desktop_app.models.conversation import ENTRY
from desktop_app.profile import Profile
from desktop_app.program import Program
from desktop_app.services.session import ExchangeConfig
from desktop_app.settings import CLIPBOARD_WATCH, Settings
from desktop_app.ui.actions import Actions
from desktop_app.ui.icons import Icons
from desktop_app.ui.theme import Theme
from desktop_app.ui.window import MESSAGES, MainWindow
from tests.gui.conftest import Run
from tests.support.demo import KEY, RunningDemo, running_demo
from tests.support.wait import until

Work = Callable[[Program, RunningDemo], Awaitable[None]]
OnExchange = Callable[[Settings, Work], None]


@pytest.fixture
def on_exchange(qapp: QApplication, run: Run, theme: Theme, icons: Icons, tmp_path: Path) -> Iterator[OnExchange]:
    qapp.setQuitOnLastWindowClosed(False)

    def do(settings: Settings, work: Work) -> None:
        actions = Actions()
        window = MainWindow(theme, icons, actions)
        window.show()
        program = Program(Profile(tmp_path / "p"), settings, Secrets("test"), window, theme, actions, demo=True)

        async def connected() -> None:
            async with running_demo(pace=5) as demo:
                await program._connect(ExchangeConfig((demo.api,), demo.events, "MojaCentrala", "101"), KEY)
                desk = program.desk
                assert desk is not None
                await until(lambda: desk.session.live.connection.is_up)
                await work(program, demo)
                await program.stop()

        run(connected())

    yield do


def question() -> QMessageBox | None:
    box = QApplication.activeModalWidget()
    return box if isinstance(box, QMessageBox) else None


def press(words: str) -> None:
    box = question()
    assert box is not None
    next(button for button in box.findChildren(QPushButton) if button.text() == words).click()


def test_a_link_asks_and_a_no_orders_nothing(on_exchange: OnExchange) -> None:
    async def work(program: Program, demo: RunningDemo) -> None:
        program.wish({"link": "tel:+48600100200"})
        await until(question)
        assert question() is not None
        assert "600 100 200" in question().text()  # type: ignore[union-attr]
        press("Cancel")
        program.wish({"link": "tel:anna"})
        assert "no number" in program.window.notice.text()
        program.wish({"link": "tel:600100200,tel:501222333"})
        assert [found.number for found in program.window.command.found()] == ["600100200", "501222333"]
        await asyncio.sleep(0.1)
        assert demo.exchange.orders == []

    on_exchange(Settings(None, None, {}), work)


@pytest.mark.parametrize(("locked", "asks"), [(True, False), (False, True)])
def test_only_the_administrator_lets_links_dial_by_themselves(
    locked: bool, asks: bool, on_exchange: OnExchange, tmp_path: Path
) -> None:
    machine = tmp_path / "machine.toml"
    machine.write_text('links_unasked = ["tel"]\n' + ('locked = ["links_unasked"]\n' if locked else ""))

    async def work(program: Program, demo: RunningDemo) -> None:
        program.wish({"link": "callto:501222333"})
        await until(question)
        press("Cancel")
        program.wish({"link": "tel:112"})
        await until(question)
        press("Cancel")
        program.wish({"link": "tel:600100200"})
        if asks:
            await until(question)
            press("Cancel")
            assert demo.exchange.orders == []
        else:
            await until(lambda: demo.exchange.orders)
            assert [order["cpb"] for order in demo.exchange.orders] == ["600100200"]

    on_exchange(Settings(None, machine, {}), work)


def test_a_copied_number_is_offered_only_when_that_is_wished(on_exchange: OnExchange) -> None:
    settings = Settings(None, None, {})

    async def work(program: Program, demo: RunningDemo) -> None:
        clipboard = QGuiApplication.clipboard()
        clipboard.setText("tel. 600 100 200")
        await asyncio.sleep(0.05)
        assert program.reach.copied == ""
        settings.set(CLIPBOARD_WATCH, True)
        assert program.reach.copied == "600100200"
        clipboard.setText("600100200 and 501222333")
        await until(lambda: not program.reach.copied)
        assert program.window.isVisible()
        assert question() is None, "never a window"

    on_exchange(settings, work)


def test_a_conversation_holds_messages_and_calls_in_one_line_of_time(on_exchange: OnExchange) -> None:
    async def work(program: Program, demo: RunningDemo) -> None:
        desk = program.desk
        assert desk is not None
        await until(lambda: desk.calls.rowCount())
        program.window.show_page(MESSAGES)
        program.actions.write.emit("600100200")
        desk.pages.messages.compose.body.setPlainText("Oddzwonię")
        desk.pages.messages.compose.submit()
        model = desk.conversation

        def entries() -> list[object]:
            return [model.index(row).data(ENTRY) for row in range(model.rowCount())]

        await until(lambda: entries() and entries()[0].text == "Oddzwonię")  # type: ignore[attr-defined]
        kinds = {entry.title for entry in entries()}  # type: ignore[attr-defined]
        assert "message" in kinds
        assert len(kinds) > 1, "calls of the last week stand there too"
        moments = [entry.at for entry in entries()]  # type: ignore[attr-defined]
        assert moments == sorted(moments, reverse=True)
        await until(lambda: "1 message" in desk.pages.messages._sum.text())

    on_exchange(Settings(None, None, {}), work)


def test_settings_leave_without_a_secret(tmp_path: Path) -> None:
    settings = Settings(tmp_path / "settings.toml", None, {})
    settings.set(CLIPBOARD_WATCH, True)
    assert settings.exported() == "clipboard_watch = true\n"
