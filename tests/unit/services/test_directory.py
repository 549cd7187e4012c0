"""Search by the names that the user and their directory give to numbers."""

from __future__ import annotations

import pytest

from desktop_app.archive.records import Contact
from desktop_app.archive.store import Archive
from desktop_app.services.directory import Directory, ExtensionPreferences


@pytest.fixture
def directory(archive: Archive) -> Directory:
    return Directory(archive)


async def test_two_extensions_with_the_same_alias_are_both_found(directory: Directory) -> None:
    directory.set_preferences(
        {"101": ExtensionPreferences(alias="Recepcja"), "102": ExtensionPreferences(alias="Recepcja")}
    )
    assert directory.numbers_named("recep") == ("101", "102")


async def test_a_number_with_an_alias_and_a_contact_is_found_once(directory: Directory) -> None:
    directory.set_preferences({"101": ExtensionPreferences(alias="Łucja")})
    await directory.save_contact(Contact(0, "Łucja Nowak", (("", "101"), ("mobile", "600100200"))))
    assert directory.numbers_named("lucja") == ("101", "600100200")
