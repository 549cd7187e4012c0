"""The call-back list on the calls page."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from pytestqt.qtbot import QtBot

from desktop_app.archive import calls
from desktop_app.models.call_backs import CallBackModel
from desktop_app.services.call_backs import CallBacks
from desktop_app.ui.actions import Actions
from desktop_app.ui.call_back_card import CallBackCard
from desktop_app.ui.text_dialog import TextDialog
from desktop_app.ui.theme import Theme
from tests.gui.conftest import NOW, Run, SimulatedOffice
from tests.support.widgets import button, texts
from tests.unit.archive.test_call_backs import missed, talked


def test_the_card_counts_calls_back_and_goes_when_nobody_waits(
    office: SimulatedOffice, theme: Theme, run: Run, qtbot: QtBot
) -> None:
    call_backs = CallBacks(office.archive, lambda: office.now)
    model = CallBackModel(call_backs, office.directory, NOW.date)
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal, model)
    actions = Actions()
    card = CallBackCard(model, actions)
    qtbot.addWidget(card)
    called: list[str] = []
    actions.call.connect(called.append)
    card.closed.connect(lambda entry, note: run(call_backs.close(entry, note)))
    assert card.isHidden()  # nobody waits

    def tell(*legs: object) -> None:
        run(office.archive.run(lambda db: calls.save_legs(db, legs, "X")))  # type: ignore[arg-type]
        run(call_backs.refresh())

    tell(missed(1), missed(2), missed(5, "223334455"))
    card.resize(900, 60)
    card.show()
    assert "2" in texts(card)
    assert model.summary(3) == "Jan Nowak (today 9:05) · Jan Nowak (2×, today 9:02)"
    QTest.mouseClick(button(card, "Call back the first"), Qt.MouseButton.LeftButton)
    assert called == ["223334455"]
    button(card, "Show all").click()
    assert card.table.isVisible()
    card.table.setCurrentIndex(model.index(1, 0))
    QTest.keyClick(card.table, Qt.Key.Key_Return)
    assert called[1:] == ["600100200"]
    QTest.keyClick(card.table, Qt.Key.Key_Delete)
    (dialog,) = card.findChildren(TextDialog)
    QTest.keyClicks(dialog.edit, "not needed")
    QTest.keyClick(dialog.edit, Qt.Key.Key_Return)
    assert called[1:] == ["600100200"], "nobody is called by the Enter of a note"
    assert [entry.number for entry in call_backs.entries] == ["223334455"]
    tell(talked(40, src="223334455"))
    assert card.isHidden()
