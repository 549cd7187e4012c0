"""Contacts: the page and the form."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from desktop_app.models.contacts import ContactModel
from desktop_app.services.directory import Contact
from desktop_app.ui.actions import Actions
from desktop_app.ui.contacts_page import ContactDialog, ContactsPage
from desktop_app.ui.theme import Theme
from tests.gui.conftest import Run, SimulatedOffice
from tests.support.widgets import button, named, texts


def test_a_contact_is_validated_saved_and_found(office: SimulatedOffice, theme: Theme, run: Run, qtbot: QtBot) -> None:
    model = ContactModel(office.directory)
    page = ContactsPage(model, Actions(), theme)
    qtbot.addWidget(page)
    dialog = ContactDialog(Contact(0, ""), page)
    submitted: list[Contact] = []
    dialog.submitted.connect(submitted.append)
    button(dialog, "Save").click()
    assert "A contact needs a name." in texts(dialog)
    named(dialog, QLineEdit, "Name").setText("Hurtownia")
    named(dialog, QLineEdit, "Number 1").setText("no number")
    button(dialog, "Save").click()
    assert any("is not a number" in text for text in texts(dialog))
    named(dialog, QLineEdit, "Number 1").setText("+48 600 100 299")
    button(dialog, "Save").click()
    run(office.directory.save_contact(submitted[0]))
    assert model.index(0).data() == "Hurtownia"
    assert office.directory.name_of("600100299") == "Hurtownia"
    model.set_text("299")
    assert model.rowCount() == 1
    model.set_text("nobody")
    assert model.rowCount() == 0


def test_all_numbers_of_a_contact_keep_their_labels(office: SimulatedOffice, theme: Theme, qtbot: QtBot) -> None:
    """A contact may have more numbers than the form shows at first; a deleted number takes its label with it."""
    page = ContactsPage(ContactModel(office.directory), Actions(), theme)
    qtbot.addWidget(page)
    numbers = tuple((f"label {n}", f"60010020{n}") for n in range(5))
    dialog = ContactDialog(Contact(7, "Hurtownia", numbers), page)
    submitted: list[Contact] = []
    dialog.submitted.connect(submitted.append)
    named(dialog, QLineEdit, "Number 2").clear()
    named(dialog, QLineEdit, "What number 6 is").setText("fax")
    named(dialog, QLineEdit, "Number 6").setText("22 635 44 10")
    button(dialog, "Save").click()
    assert submitted[0].numbers == (numbers[0], *numbers[2:], ("fax", "226354410"))
