"""Links, copied numbers, conversations and drafts, in the program on the demo exchange."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QMessageBox, QPushButton

from desktop_app.app.application import Application
from desktop_app.config.settings import CLIPBOARD_WATCH, Settings
from desktop_app.models.conversation import ENTRY
from desktop_app.services.dialler import Question
from desktop_app.ui.window import MESSAGES
from tests.gui.conftest import OnExchange
from tests.support.demo import RunningDemo
from tests.support.wait import until
from tests.support.widgets import texts


def question() -> QMessageBox | None:
    box = QApplication.activeModalWidget()
    return box if isinstance(box, QMessageBox) else None


def press(words: str) -> None:
    box = question()
    assert box is not None
    next(button for button in box.findChildren(QPushButton) if button.text() == words).click()


def test_a_declined_link_orders_nothing(on_exchange: OnExchange) -> None:
    async def work(program: Application, demo: RunningDemo) -> None:
        program.take_request({"link": "tel:+48600100200"})
        await until(question)
        assert question() is not None
        assert "600 100 200" in question().text()  # type: ignore[union-attr]
        press("Cancel")
        program.take_request({"link": "tel:anna"})
        assert "no number" in program.window.notice.text()
        program.take_request({"link": "tel:600100200,tel:501222333"})
        assert [found.number for found in program.window.command.found()] == ["600100200", "501222333"]
        program.take_request({"link": "tel:501222333"})
        await until(question)
        press("Call")
        await until(lambda: demo.exchange.orders)
        assert [order["cpb"] for order in demo.exchange.orders] == ["501222333"], "the declined one was not sent"

    on_exchange(Settings(None, None, {}), work)


@pytest.mark.parametrize(("locked", "asks"), [(True, False), (False, True)])
def test_links_dial_without_a_question_only_if_the_administrator_allows_it(
    locked: bool, asks: bool, on_exchange: OnExchange, tmp_path: Path
) -> None:
    machine = tmp_path / "machine.toml"
    machine.write_text('links_unasked = ["tel"]\n' + ('locked = ["links_unasked"]\n' if locked else ""))

    async def work(program: Application, demo: RunningDemo) -> None:
        program.take_request({"link": "callto:501222333"})
        await until(question)
        press("Cancel")
        program.take_request({"link": "tel:112"})
        await until(question)
        press("Cancel")
        program.take_request({"link": "tel:600100200"})
        if asks:
            await until(question)
            press("Cancel")
            assert demo.exchange.orders == []
        else:
            await until(lambda: demo.exchange.orders)
            assert [order["cpb"] for order in demo.exchange.orders] == ["600100200"]

    on_exchange(Settings(None, machine, {}), work)


def test_a_copied_number_is_offered_only_if_enabled(on_exchange: OnExchange) -> None:
    settings = Settings(None, None, {})

    async def work(program: Application, demo: RunningDemo) -> None:
        clipboard = QGuiApplication.clipboard()
        changes: list[bool] = []
        clipboard.dataChanged.connect(lambda: changes.append(True))
        clipboard.setText("tel. 600 100 200")
        await until(lambda: changes)
        assert program.integration.copied == ""
        settings.set(CLIPBOARD_WATCH, True)
        await until(lambda: program.integration.copied == "600100200")
        clipboard.setText("600100200 and 501222333")
        await until(lambda: not program.integration.copied)
        assert program.window.isVisible()
        assert question() is None, "never a window"

    on_exchange(settings, work)


def test_a_conversation_lists_messages_and_calls_in_order_of_time(on_exchange: OnExchange) -> None:
    async def work(program: Application, demo: RunningDemo) -> None:
        workspace = program.workspace
        assert workspace is not None
        await until(lambda: workspace.calls.rowCount())
        program.window.show_page(MESSAGES)
        program.actions.write.emit("600100200")
        workspace.pages.messages.compose.body.setPlainText("Oddzwonię")
        workspace.pages.messages.compose.submit()
        model = workspace.conversation

        def entries() -> list[object]:
            return [model.index(row).data(ENTRY) for row in range(model.rowCount())]

        await until(lambda: entries() and entries()[0].text == "Oddzwonię")  # type: ignore[attr-defined]
        kinds = {entry.title for entry in entries()}  # type: ignore[attr-defined]
        assert "message" in kinds
        assert len(kinds) > 1, "calls of the last week stand there too"
        moments = [entry.at for entry in entries()]  # type: ignore[attr-defined]
        assert moments == sorted(moments, reverse=True)
        await until(lambda: any("1 message" in text for text in texts(workspace.pages.messages)))

    on_exchange(Settings(None, None, {}), work)


def test_exported_settings_hold_no_secret(tmp_path: Path) -> None:
    settings = Settings(tmp_path / "settings.toml", None, {})
    settings.set(CLIPBOARD_WATCH, True)
    assert settings.exported() == "clipboard_watch = true\n"


def test_a_repeated_link_asks_once_and_a_confirmation_checks_again(on_exchange: OnExchange) -> None:
    async def work(program: Application, demo: RunningDemo) -> None:
        for _ in range(2):
            program.take_request({"link": "tel:600100200"})
        await until(question)
        program.actions.call.emit("600100200")  # ordered from the window at the same time
        workspace = program.workspace
        assert workspace is not None
        while await workspace.session.dialler.question("600100200") is not Question.AGAIN:
            await asyncio.sleep(0.005)
        press("Call")
        await until(lambda: question() is not None and "a moment ago" in question().text())  # type: ignore[union-attr]
        press("Cancel")
        await until(lambda: question() is None)
        program.take_request({"link": "tel:501222333"})
        await until(question)
        press("Call")
        await until(lambda: len(demo.exchange.orders) > 1)
        assert [order["cpb"] for order in demo.exchange.orders] == ["600100200", "501222333"]

    on_exchange(Settings(None, None, {}), work)


def test_one_question_is_open_however_many_links_arrive(on_exchange: OnExchange) -> None:
    """A page that fires links must not pile up questions, nor change the one about to be answered."""

    async def work(program: Application, demo: RunningDemo) -> None:
        notices: list[str] = []
        program.actions.notice.connect(notices.append)
        for number in range(20):
            program.take_request({"link": f"tel:6001002{number:02}"})
        await until(question)
        first = question()
        assert first is not None
        asked = first.text()
        await until(lambda: len(notices) == 19)
        assert "ignored" in notices[-1]
        assert len([box for box in program.window.findChildren(QMessageBox) if box.isVisible()]) == 1
        assert first.text() == asked
        press("Call")
        await until(lambda: demo.exchange.orders)
        assert question() is None
        assert len(demo.exchange.orders) == 1

    on_exchange(Settings(None, None, {}), work)


def test_a_number_in_a_question_keeps_its_order(on_exchange: OnExchange) -> None:
    """Behind a name written from right to left the groups of digits would swap."""

    async def work(program: Application, demo: RunningDemo) -> None:
        program.take_request({"link": "tel:501222333"})
        await until(question)
        assert "\u2066501 222 333\u2069" in question().text()  # type: ignore[union-attr]
        press("Cancel")

    on_exchange(Settings(None, None, {}), work)


def test_an_unfinished_text_becomes_a_draft_and_a_sent_one_does_not(on_exchange: OnExchange) -> None:
    async def work(program: Application, demo: RunningDemo) -> None:
        workspace = program.workspace
        assert workspace is not None
        compose = workspace.pages.messages.compose
        compose.body.setPlainText("private words for a customer")
        compose.test.setChecked(True)
        compose.begin("600111222", "A caller waits.")
        assert compose.body.toPlainText() == "A caller waits."
        assert not compose.test.isChecked()
        compose.submit()
        await until(lambda: demo.exchange.orders)
        assert demo.exchange.orders[0]["body"] == "A caller waits."
        await until(lambda: workspace.session.messenger.draft == "")
        next(b for b in program.window.notice.findChildren(QPushButton) if b.text() == "Put it back").click()

    on_exchange(Settings(None, None, {}), work)


def test_a_refused_message_is_not_lost(on_exchange: OnExchange) -> None:
    async def work(program: Application, demo: RunningDemo) -> None:
        workspace = program.workspace
        assert workspace is not None
        demo.exchange.has_sms_gateway = False
        compose = workspace.pages.messages.compose
        compose.begin("600111222", "Ważne")
        compose.submit()
        await until(lambda: workspace.session.messenger.has_no_gateway)
        await until(lambda: compose.body.toPlainText() == "Ważne")
        await until(lambda: any("no gateway for text messages" in text for text in texts(workspace.pages.messages)))

    on_exchange(Settings(None, None, {}), work)
