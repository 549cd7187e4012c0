"""First run: the connection form, its findings, and the demo."""

from __future__ import annotations

from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from desktop_app.config.settings import Settings
from desktop_app.services.connection_checks import CheckResult, Verdict
from desktop_app.ui.first_run_page import FirstRunPage
from desktop_app.ui.theme import Theme

ENTER, CONTROL = Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier


def test_first_run_offers_the_demo_and_shows_the_findings(theme: Theme, qtbot: QtBot, tmp_path: Path) -> None:
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


@pytest.fixture
def first_run(theme: Theme, qtbot: QtBot) -> FirstRunPage:
    page = FirstRunPage(Settings(None, None, {}))
    qtbot.addWidget(page)
    page.show()
    return page


def test_while_the_connection_is_tested_nothing_else_can_be_started(first_run: FirstRunPage) -> None:
    started: list[str] = []
    first_run.form.tried.connect(lambda *_: started.append("tried"))
    first_run.form.submitted.connect(lambda *_: started.append("submitted"))
    first_run.demo.connect(lambda: started.append("demo"))
    buttons = (first_run.form.try_button, first_run.form.keep_button, first_run.demo_button)
    for one in (first_run.form.try_button, *buttons):
        QTest.mouseClick(one, Qt.MouseButton.LeftButton)
    QTest.keyClick(first_run.form.key, ENTER)
    assert started == ["tried"]
    first_run.form.show_findings([CheckResult("rest", Verdict.PASSED, "it works")])
    assert all(one.isEnabled() for one in buttons)


def test_findings_are_dropped_after_the_page_was_deleted(theme: Theme, qapp: QApplication) -> None:
    """The page is deleted when an exchange is connected, while a connection test may still be running."""
    page = FirstRunPage(Settings(None, None, {}))
    form = page.form
    shiboken6.delete(page)
    form.show_findings([CheckResult("rest", Verdict.PASSED, "it works")])
    form.set_busy(False)
    page.say("The exchange does not answer.")
