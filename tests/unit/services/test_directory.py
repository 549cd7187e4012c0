"""Names of extensions and outside numbers, preferences, and the stored roster."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

import pytest

from desktop_app.archive import calls, deferred_indexing, roster
from desktop_app.archive.connection import Connection
from desktop_app.archive.records import Contact, RosterEntry
from desktop_app.archive.store import Archive
from desktop_app.office import AgentState, Change, DeviceState, Office, Part, mark_stale, reduce
from desktop_app.pbx.events import AgentEvent, Event
from desktop_app.pbx.records import Leg
from desktop_app.services.contact_import import ImportedContact, ImportStatus, Proposal
from desktop_app.services.directory import Directory, ExtensionPreferences
from tests.support.events import device
from tests.support.legs import leg
from tests.support.listeners import fail


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


# ---- names ---------------------------------------------------------------------------------------

T0 = datetime(2026, 3, 2, 9, tzinfo=UTC)


class FilledDirectory:
    """A directory, an office, and the numbers of each notification (None means all)."""

    def __init__(self, archive: Archive) -> None:
        self.archive = archive
        self.directory = Directory(archive)
        self.office = mark_stale(Office())[0]
        self.news: list[set[str] | None] = []
        self.end = self.directory.subscribe(lambda numbers: self.news.append(None if numbers is None else set(numbers)))

    async def bill(self, *legs: Leg) -> None:
        await self.archive.run(lambda db: calls.save_legs(db, legs, "PBX"))
        await self.archive.run(deferred_indexing.index_all)
        await self.directory.learn_from_billing()

    def learns(self, *events: Event) -> None:
        for event in events:
            self.office, changes = reduce(self.office, event, T0)
            self.directory.learn_from_office(self.office, changes)

    def taken(self) -> list[set[str] | None]:
        """Return the notifications since the last call."""
        news, self.news[:] = list(self.news), []
        return news


@pytest.fixture
def filled(archive: Archive) -> FilledDirectory:
    return FilledDirectory(archive)


def agent(name: str, extension: str = "101", queue: str = "K") -> AgentEvent:
    return AgentEvent(queue, extension, AgentState.FREE, False, name=name)


async def test_the_users_own_names_come_first(filled: FilledDirectory) -> None:
    filled.learns(agent("From queue"))
    assert filled.directory.name_of("101") == "From queue"
    await filled.bill(leg("1.1", src="101", clid='"From billing" <101>', dst="106"))
    assert filled.directory.name_of("101") == "From billing"
    await filled.directory.save_contact(Contact(0, "Contact", (("", "101"),)))
    assert filled.directory.name_of("101") == "Contact"
    filled.directory.set_preferences({"101": ExtensionPreferences(alias="Alias")})
    assert filled.directory.name_of("101") == "Alias"
    filled.directory.set_preferences({"101": ExtensionPreferences(is_favourite=True)})
    assert filled.directory.name_of("101") == "Contact"
    assert (filled.directory.name_of(""), filled.directory.name_of("102")) == ("", "")
    assert filled.taken() == [{"101"}, {"101"}, None, {"101"}, {"101"}]


async def test_a_number_is_described_with_its_name(filled: FilledDirectory) -> None:
    await filled.directory.save_contact(Contact(0, "Anna", (("", "+48 600 100 200"), ("", "101"))))
    assert filled.directory.described("0048600100200") == "Anna (600 100 200)"
    assert filled.directory.described("501222333") == "501 222 333"
    assert filled.directory.described("101") == "Anna (101)"
    assert filled.directory.described("abc") == "abc"


async def test_the_numbers_of_a_contact_belong_together(filled: FilledDirectory) -> None:
    await filled.directory.save_contact(Contact(0, "Ewa", (("", "22 100 20 00"), ("", "105"))))
    await filled.directory.save_contact(Contact(0, "Anna", (("", "101"), ("", "221002001"), ("", "+48 600 100 200"))))
    assert filled.directory.mobile_of("101") == "600100200"
    assert filled.directory.mobile_of("105") == ""
    assert filled.directory.mobile_of("109") == ""
    assert filled.directory.numbers_of("600 100 200") == {"101", "221002001", "600100200"}
    assert filled.directory.numbers_of("501222333") == {"501222333"}
    found = filled.directory.contact_of("0048600100200")
    assert found is not None
    assert found.name == "Anna"
    assert filled.directory.contact_of("501222333") is None


async def test_a_contact_that_is_deleted_is_forgotten(filled: FilledDirectory) -> None:
    await filled.directory.save_contact(Contact(0, "Anna", (("", "600100200"),)))
    filled.taken()
    await filled.directory.delete_contact(filled.directory.contacts[0].id)
    assert (filled.directory.contacts, filled.directory.name_of("600100200"), filled.taken()) == ([], "", [None])


@pytest.mark.parametrize(
    ("word", "found"),
    [("re", ("101",)), ("r", ()), ("60", ()), ("nowak", ("600100200",)), ("x", ()), ("recepcja", ("101",))],
)
async def test_a_word_of_two_letters_finds_numbers(filled: FilledDirectory, word: str, found: tuple[str, ...]) -> None:
    filled.directory.set_preferences({"101": ExtensionPreferences(alias="Recepcja")})
    await filled.directory.save_contact(Contact(0, "Nowak 60", (("", "600100200"),)))
    assert filled.directory.numbers_named(word) == found


async def test_a_hundred_numbers_are_found_at_most(filled: FilledDirectory) -> None:
    placed = {f"{number}": ExtensionPreferences(alias="Magazyn") for number in range(100, 220)}
    filled.directory.set_preferences(placed)
    assert filled.directory.numbers_named("magazyn") == tuple(placed)[:100]


# ---- names from billing and queues ---------------------------------------------------------------


async def test_names_from_billing_are_notified_once_and_can_change(filled: FilledDirectory) -> None:
    await filled.bill(leg("1772438400.1", clid='"Jan" <600100200>'), leg("1772438401.1", clid="<>", src="501222333"))
    assert filled.taken() == [{"600100200"}]
    await filled.directory.learn_from_billing()
    assert filled.taken() == []
    await filled.bill(leg("1772438500.1", clid='"Jan Nowak" <600100200>', calldate="2026-03-02 09:10:00"))
    assert filled.taken() == [{"600100200"}]
    assert filled.directory.name_of("600100200") == "Jan Nowak"


async def test_a_number_presented_as_its_own_name_is_no_name(filled: FilledDirectory) -> None:
    await filled.bill(leg("1.1", clid='"+48 600 100 200" <600100200>'))
    assert (filled.directory.name_of("600100200"), filled.taken()) == ("", [])


async def test_callers_are_outside_and_extensions_have_a_name(filled: FilledDirectory) -> None:
    await filled.bill(leg("1.1"), leg("1.2", src="105", clid='"Ewa" <105>', dst="106"))
    filled.learns(agent("Anna", "102"))
    await filled.directory.save_contact(Contact(0, "Jan", (("", "103"), ("", "501222333"))))
    assert filled.directory.callers() == [("600100200", "Jan Nowak")]
    assert filled.directory.extensions == {"102", "103", "105"}


async def test_the_first_queue_that_names_an_agent_is_used(filled: FilledDirectory) -> None:
    filled.learns(agent(""), agent("Anna"), agent("Anna"), agent("Obca", queue="L"))
    assert (filled.directory.name_of("101"), filled.taken()) == ("Anna", [{"101"}])
    filled.learns(agent("Anna K."))
    assert (filled.directory.name_of("101"), filled.taken()) == ("Anna K.", [{"101"}])


async def test_a_queues_name_is_not_notified_if_another_is_preferred(filled: FilledDirectory) -> None:
    filled.directory.set_preferences({"101": ExtensionPreferences(alias="Recepcja")})
    filled.taken()
    filled.learns(agent("Anna"), agent("Ewa", "102"))
    assert filled.taken() == [{"102"}]


async def test_other_changes_hold_no_name(filled: FilledDirectory) -> None:
    filled.office, _ = reduce(filled.office, agent("Anna"), T0)
    filled.directory.learn_from_office(
        filled.office,
        (
            Change(Part.LAMP, "K", "101"),
            Change(Part.QUEUE, "K"),
            Change(Part.QUEUE, "gone", "101"),
            Change(Part.QUEUE, "K", "109"),
        ),
    )
    assert (filled.directory.name_of("101"), filled.taken()) == ("", [])
    filled.directory.learn_from_office(filled.office, (Change(Part.LAMP, "x"), Change(Part.QUEUE, "K", "101")))
    assert (filled.directory.name_of("101"), filled.taken()) == ("Anna", [{"101"}])


# ---- preferences ---------------------------------------------------------------------------------


async def test_preferences_notify_of_the_extensions_that_moved(filled: FilledDirectory) -> None:
    front, back = ExtensionPreferences(group="Front"), ExtensionPreferences(group="Back")
    assert filled.directory.preferences("101") == ExtensionPreferences()
    filled.directory.set_preferences({"101": front, "102": ExtensionPreferences()})
    filled.directory.set_preferences({"101": front})
    filled.directory.set_preferences({"101": back, "102": front})
    assert filled.taken() == [{"101"}, {"101", "102"}]
    assert (filled.directory.preferences("101"), filled.directory.preferences("102")) == (back, front)


async def test_a_favourite_is_toggled_and_keeps_its_place(filled: FilledDirectory) -> None:
    filled.directory.set_preferences({"101": ExtensionPreferences(group="Front")})
    filled.directory.toggle_favourite("101")
    assert filled.directory.favourites == {"101"}
    assert filled.directory.preferences("101") == ExtensionPreferences(is_favourite=True, group="Front")
    filled.directory.toggle_favourite("101")
    assert filled.directory.favourites == set()


async def test_an_import_sets_a_group_where_none_was(filled: FilledDirectory) -> None:
    filled.directory.set_preferences({"102": ExtensionPreferences(group="Own", is_favourite=True)})
    filled.taken()

    def proposal(name: str, group: str, *numbers: str) -> Proposal:
        labelled = tuple(("", number) for number in numbers)
        return Proposal(ImportedContact(name, labelled, group), ImportStatus.NEW, Contact(0, name, labelled))

    await filled.directory.import_contacts(
        iter(
            [proposal("Anna", "Sales", "101", "600100200"), proposal("Ewa", "Sales", "102"), proposal("Jan", "", "103")]
        )
    )
    groups = {one: filled.directory.preferences(one).group for one in ("101", "102", "103", "600100200")}
    assert groups == {"101": "Sales", "102": "Own", "103": "", "600100200": ""}
    assert [filled.directory.name_of(one) for one in ("101", "600100200", "102", "103")] == [
        "Anna",
        "Anna",
        "Ewa",
        "Jan",
    ]
    assert filled.taken() == [None]


# ---- the roster ----------------------------------------------------------------------------------


async def test_the_roster_is_restored_in_the_next_session(filled: FilledDirectory) -> None:
    filled.learns(device("101", 1), agent("Anna", "102"), device("104", 0))
    filled.directory.set_preferences(
        {"103": ExtensionPreferences(alias="Magazyn"), "101": ExtensionPreferences(is_favourite=True)}
    )
    await filled.directory.save_roster(filled.office)
    again = FilledDirectory(filled.archive)
    lamps = await again.directory.load()
    assert {(lamp.extension, lamp.state, lamp.seen_at) for lamp in lamps} == {
        ("101", DeviceState.IN_USE, T0),
        ("102", DeviceState.UNKNOWN, None),
        ("103", DeviceState.UNKNOWN, None),
        ("104", DeviceState.IDLE, T0),
    }
    assert {lamp.extension: lamp.since for lamp in lamps}["101"] == filled.office.lamps["101"].since
    assert again.directory.name_of("102") == "Anna"
    assert again.directory.numbers_named("ann") == ("102",)
    assert again.directory.extensions == {"102"}
    assert again.directory.favourites == {"101"}
    assert again.directory.name_of("103") == "Magazyn"
    again.learns(agent("Anna Nowa", "102"))
    assert again.directory.name_of("102") == "Anna Nowa", "what is known now comes before what was"


async def test_only_changed_entries_are_written(filled: FilledDirectory, monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[list[str]] = []
    save = roster.save_roster

    def save_roster(db: Connection, entries: Iterable[RosterEntry]) -> None:
        entries = list(entries)
        written.append([one.extension for one in entries])
        save(db, entries)

    monkeypatch.setattr(roster, "save_roster", save_roster)
    filled.learns(device("102", 0), device("101", 0))
    for _ in range(2):
        await filled.directory.save_roster(filled.office)
    filled.learns(device("102", 1))
    await filled.directory.save_roster(filled.office)
    again = FilledDirectory(filled.archive)
    await again.directory.load()
    await again.directory.save_roster(filled.office)
    assert written == [["101", "102"], ["102"]]


async def test_the_roster_keeps_the_exchanges_name_and_not_the_users(filled: FilledDirectory) -> None:
    await filled.bill(leg("1.2", src="105", clid='"Ewa" <105>', dst="106"))
    filled.learns(agent("Anna", "101"), agent("Inna", "105"))
    filled.directory.set_preferences({"105": ExtensionPreferences(alias="Szefowa")})
    await filled.directory.save_roster(filled.office)
    entries = {one.extension: one.name for one in await filled.archive.run(roster.load_roster)}
    assert entries == {"101": "Anna", "105": "Ewa"}
    again = FilledDirectory(filled.archive)
    await again.directory.load()
    await again.directory.save_roster(filled.office)
    assert {one.extension: one.name for one in await filled.archive.run(roster.load_roster)} == entries


async def test_a_subscription_ends(filled: FilledDirectory) -> None:
    filled.end()
    filled.directory.toggle_favourite("101")
    assert filled.news == []


def test_a_listener_that_fails_is_logged(filled: FilledDirectory, caplog: pytest.LogCaptureFixture) -> None:
    filled.directory.subscribe(fail)
    filled.directory.toggle_favourite("101")
    assert "a listener to names failed" in caplog.text
