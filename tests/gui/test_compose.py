"""The form for text messages."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop_app.ui.actions import Actions
from desktop_app.ui.compose import Compose
from desktop_app.ui.theme import Theme
from tests.gui.conftest import NOW
from tests.support.widgets import button, entry, texts

ENTER, CONTROL = Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def actions() -> Actions:
    return Actions()


@pytest.fixture
def compose(qtbot: QtBot, theme: Theme, actions: Actions) -> Compose:
    form = Compose(actions, lambda number: "Jan Nowak" if number == "600100200" else "", "101", lambda: NOW)
    qtbot.addWidget(form)
    form.show()
    return form


def test_a_message_is_sent_once(compose: Compose, actions: Actions) -> None:
    sent: list[tuple[list[str], str, bool]] = []
    actions.send_messages.connect(lambda *message: sent.append(message))
    actions.send_messages.connect(lambda *message: compose.was_ordered())
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
def test_send_is_enabled_only_for_a_valid_message(compose: Compose, to: str, body: str, ok: bool) -> None:
    compose.to.setText(to)
    compose.body.setPlainText(body)
    assert compose.send.isEnabled() is ok
    assert any(text.startswith(f"{len(body)} of 1024 characters") for text in texts(compose))


def test_several_recipients_get_separate_messages_with_a_total_of_parts(compose: Compose, actions: Actions) -> None:
    sent: list[tuple[list[str], str, bool]] = []
    actions.send_messages.connect(lambda *message: sent.append(message))
    compose.to.setText("Jan Nowak <600 100 200>, +48 501 222 333; 600100200")
    compose.body.setPlainText("Zażółć " * 12)
    assert compose.send.text() == "Send 2 messages"
    assert "84 of 1024 characters · UCS-2, 2 parts · 2 messages, 4 parts together" in texts(compose)
    assert button(compose, "Without").text() == "Without ż ó ł ć: 1 parts"
    button(compose, "Without").click()
    assert "84 of 1024 characters · GSM, 1 parts · 2 messages, 2 parts together" in texts(compose)
    compose.to.setText("600100200, Anna")
    assert not compose.send.isEnabled()
    compose.to.setText("600100200, 501222333")
    compose.submit()
    assert sent == [(["600100200", "501222333"], "Zazolc " * 12, False)]


def test_a_template_is_filled_for_each_recipient(compose: Compose) -> None:
    saved: list[tuple[str, str]] = []
    compose.templated.connect(lambda name, text: saved.append((name, text)))
    assert compose.filled("{name} {number} {own}", "600100200") == "Jan Nowak 600 100 200 101"
    compose.offer_templates([("Oddzwonię", "Oddzwonię o {time}")])
    entry(button(compose, "Templates").menu(), "Oddzwonię").trigger()
    assert compose.body.toPlainText() == "Oddzwonię o {time}"
