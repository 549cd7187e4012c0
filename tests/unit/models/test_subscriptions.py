"""A closed model is not notified any more."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication

from desktop_app.archive.records import Contact
from desktop_app.archive.store import Archive
from desktop_app.models.contacts import ContactModel
from desktop_app.services.directory import Directory


async def test_a_closed_model_keeps_its_rows(qapp: QApplication) -> None:
    archive = Archive(None, None)
    await archive.open()
    directory = Directory(archive)
    model = ContactModel(directory)
    await directory.save_contact(Contact(0, "Anna", (("", "600100200"),)))
    assert model.rowCount() == 1
    model.close()
    await directory.save_contact(Contact(0, "Jan", (("", "600100201"),)))
    assert model.rowCount() == 1
    await archive.close()
