"""Who is who: names of extensions and of outside numbers, preferences, and the roster of the last session."""

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


class Desk:
    """A directory, an office, and the numbers that listeners were notified of (None: all)."""

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
        """The news since the last look."""
        news, self.news[:] = list(self.news), []
        return news


@pytest.fixture
def desk(archive: Archive) -> Desk:
    return Desk(archive)


def agent(name: str, extension: str = "101", queue: str = "K") -> AgentEvent:
    return AgentEvent(queue, extension, AgentState.FREE, False, name=name)


async def test_the_users_own_names_come_first(desk: Desk) -> None:
    desk.learns(agent("From queue"))
    assert desk.directory.name_of("101") == "From queue"
    await desk.bill(leg("1.1", src="101", clid='"From billing" <101>', dst="106"))
    assert desk.directory.name_of("101") == "From billing"
    await desk.directory.save_contact(Contact(0, "Contact", (("", "101"),)))
    assert desk.directory.name_of("101") == "Contact"
    desk.directory.set_preferences({"101": ExtensionPreferences(alias="Alias")})
    assert desk.directory.name_of("101") == "Alias"
    desk.directory.set_preferences({"101": ExtensionPreferences(is_favourite=True)})
    assert desk.directory.name_of("101") == "Contact"
    assert (desk.directory.name_of(""), desk.directory.name_of("102")) == ("", "")
    assert desk.taken() == [{"101"}, {"101"}, None, {"101"}, {"101"}]


async def test_a_number_is_described_with_its_name(desk: Desk) -> None:
    await desk.directory.save_contact(Contact(0, "Anna", (("", "+48 600 100 200"), ("", "101"))))
    assert desk.directory.described("0048600100200") == "Anna (600 100 200)"
    assert desk.directory.described("501222333") == "501 222 333"
    assert desk.directory.described("101") == "Anna (101)"
    assert desk.directory.described("abc") == "abc"


async def test_the_numbers_of_a_contact_belong_together(desk: Desk) -> None:
    await desk.directory.save_contact(Contact(0, "Ewa", (("", "22 100 20 00"), ("", "105"))))
    await desk.directory.save_contact(Contact(0, "Anna", (("", "101"), ("", "221002001"), ("", "+48 600 100 200"))))
    assert desk.directory.mobile_of("101") == "600100200"
    assert desk.directory.mobile_of("105") == ""
    assert desk.directory.mobile_of("109") == ""
    assert desk.directory.numbers_of("600 100 200") == {"101", "221002001", "600100200"}
    assert desk.directory.numbers_of("501222333") == {"501222333"}
    found = desk.directory.contact_of("0048600100200")
    assert found is not None
    assert found.name == "Anna"
    assert desk.directory.contact_of("501222333") is None


async def test_a_contact_that_is_deleted_is_forgotten(desk: Desk) -> None:
    await desk.directory.save_contact(Contact(0, "Anna", (("", "600100200"),)))
    desk.taken()
    await desk.directory.delete_contact(desk.directory.contacts[0].id)
    assert (desk.directory.contacts, desk.directory.name_of("600100200"), desk.taken()) == ([], "", [None])


@pytest.mark.parametrize(
    ("word", "found"),
    [("re", ("101",)), ("r", ()), ("60", ()), ("nowak", ("600100200",)), ("x", ()), ("recepcja", ("101",))],
)
async def test_a_word_of_two_letters_finds_numbers(desk: Desk, word: str, found: tuple[str, ...]) -> None:
    desk.directory.set_preferences({"101": ExtensionPreferences(alias="Recepcja")})
    await desk.directory.save_contact(Contact(0, "Nowak 60", (("", "600100200"),)))
    assert desk.directory.numbers_named(word) == found


async def test_a_hundred_numbers_are_found_at_most(desk: Desk) -> None:
    placed = {f"{number}": ExtensionPreferences(alias="Magazyn") for number in range(100, 220)}
    desk.directory.set_preferences(placed)
    assert desk.directory.numbers_named("magazyn") == tuple(placed)[:100]


# ---- names from billing and queues ---------------------------------------------------------------


async def test_names_from_billing_are_told_once_and_renamed(desk: Desk) -> None:
    await desk.bill(leg("1772438400.1", clid='"Jan" <600100200>'), leg("1772438401.1", clid="<>", src="501222333"))
    assert desk.taken() == [{"600100200"}]
    await desk.directory.learn_from_billing()
    assert desk.taken() == []
    await desk.bill(leg("1772438500.1", clid='"Jan Nowak" <600100200>', calldate="2026-03-02 09:10:00"))
    assert desk.taken() == [{"600100200"}]
    assert desk.directory.name_of("600100200") == "Jan Nowak"


async def test_a_number_presented_as_its_own_name_is_no_name(desk: Desk) -> None:
    await desk.bill(leg("1.1", clid='"+48 600 100 200" <600100200>'))
    assert (desk.directory.name_of("600100200"), desk.taken()) == ("", [])


async def test_callers_are_outside_and_extensions_have_a_name(desk: Desk) -> None:
    await desk.bill(leg("1.1"), leg("1.2", src="105", clid='"Ewa" <105>', dst="106"))
    desk.learns(agent("Anna", "102"))
    await desk.directory.save_contact(Contact(0, "Jan", (("", "103"), ("", "501222333"))))
    assert desk.directory.callers() == [("600100200", "Jan Nowak")]
    assert desk.directory.extensions == {"102", "103", "105"}


async def test_the_first_queue_that_names_an_agent_holds(desk: Desk) -> None:
    desk.learns(agent(""), agent("Anna"), agent("Anna"), agent("Obca", queue="L"))
    assert (desk.directory.name_of("101"), desk.taken()) == ("Anna", [{"101"}])
    desk.learns(agent("Anna K."))
    assert (desk.directory.name_of("101"), desk.taken()) == ("Anna K.", [{"101"}])


async def test_a_queues_name_under_a_better_one_is_no_news(desk: Desk) -> None:
    desk.directory.set_preferences({"101": ExtensionPreferences(alias="Recepcja")})
    desk.taken()
    desk.learns(agent("Anna"), agent("Ewa", "102"))
    assert desk.taken() == [{"102"}]


async def test_other_changes_hold_no_name(desk: Desk) -> None:
    desk.office, _ = reduce(desk.office, agent("Anna"), T0)
    desk.directory.learn_from_office(
        desk.office,
        (
            Change(Part.LAMP, "K", "101"),
            Change(Part.QUEUE, "K"),
            Change(Part.QUEUE, "gone", "101"),
            Change(Part.QUEUE, "K", "109"),
        ),
    )
    assert (desk.directory.name_of("101"), desk.taken()) == ("", [])
    desk.directory.learn_from_office(desk.office, (Change(Part.LAMP, "x"), Change(Part.QUEUE, "K", "101")))
    assert (desk.directory.name_of("101"), desk.taken()) == ("Anna", [{"101"}])


# ---- preferences ---------------------------------------------------------------------------------


async def test_preferences_notify_of_the_extensions_that_moved(desk: Desk) -> None:
    front, back = ExtensionPreferences(group="Front"), ExtensionPreferences(group="Back")
    assert desk.directory.preferences("101") == ExtensionPreferences()
    desk.directory.set_preferences({"101": front, "102": ExtensionPreferences()})
    desk.directory.set_preferences({"101": front})
    desk.directory.set_preferences({"101": back, "102": front})
    assert desk.taken() == [{"101"}, {"101", "102"}]
    assert (desk.directory.preferences("101"), desk.directory.preferences("102")) == (back, front)


async def test_a_favourite_is_toggled_and_keeps_its_place(desk: Desk) -> None:
    desk.directory.set_preferences({"101": ExtensionPreferences(group="Front")})
    desk.directory.toggle_favourite("101")
    assert desk.directory.favourites == {"101"}
    assert desk.directory.preferences("101") == ExtensionPreferences(is_favourite=True, group="Front")
    desk.directory.toggle_favourite("101")
    assert desk.directory.favourites == set()


async def test_an_import_sets_a_group_where_none_was(desk: Desk) -> None:
    desk.directory.set_preferences({"102": ExtensionPreferences(group="Own", is_favourite=True)})
    desk.taken()

    def proposal(name: str, group: str, *numbers: str) -> Proposal:
        labelled = tuple(("", number) for number in numbers)
        return Proposal(ImportedContact(name, labelled, group), ImportStatus.NEW, Contact(0, name, labelled))

    await desk.directory.import_contacts(
        iter(
            [proposal("Anna", "Sales", "101", "600100200"), proposal("Ewa", "Sales", "102"), proposal("Jan", "", "103")]
        )
    )
    groups = {one: desk.directory.preferences(one).group for one in ("101", "102", "103", "600100200")}
    assert groups == {"101": "Sales", "102": "Own", "103": "", "600100200": ""}
    assert [desk.directory.name_of(one) for one in ("101", "600100200", "102", "103")] == ["Anna", "Anna", "Ewa", "Jan"]
    assert desk.taken() == [None]


# ---- the roster ----------------------------------------------------------------------------------


async def test_the_roster_comes_back_in_the_next_session(desk: Desk) -> None:
    desk.learns(device("101", 1), agent("Anna", "102"), device("104", 0))
    desk.directory.set_preferences(
        {"103": ExtensionPreferences(alias="Magazyn"), "101": ExtensionPreferences(is_favourite=True)}
    )
    await desk.directory.save_roster(desk.office)
    again = Desk(desk.archive)
    lamps = await again.directory.load()
    assert {(lamp.extension, lamp.state, lamp.seen_at) for lamp in lamps} == {
        ("101", DeviceState.IN_USE, T0),
        ("102", DeviceState.UNKNOWN, None),
        ("103", DeviceState.UNKNOWN, None),
        ("104", DeviceState.IDLE, T0),
    }
    assert {lamp.extension: lamp.since for lamp in lamps}["101"] == desk.office.lamps["101"].since
    assert again.directory.name_of("102") == "Anna"
    assert again.directory.numbers_named("ann") == ("102",)
    assert again.directory.extensions == {"102"}
    assert again.directory.favourites == {"101"}
    assert again.directory.name_of("103") == "Magazyn"
    again.learns(agent("Anna Nowa", "102"))
    assert again.directory.name_of("102") == "Anna Nowa", "what is known now comes before what was"


async def test_only_what_is_different_is_written(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[list[str]] = []
    save = roster.save_roster

    def save_roster(db: Connection, entries: Iterable[RosterEntry]) -> None:
        entries = list(entries)
        written.append([one.extension for one in entries])
        save(db, entries)

    monkeypatch.setattr(roster, "save_roster", save_roster)
    desk.learns(device("102", 0), device("101", 0))
    for _ in range(2):
        await desk.directory.save_roster(desk.office)
    desk.learns(device("102", 1))
    await desk.directory.save_roster(desk.office)
    again = Desk(desk.archive)
    await again.directory.load()
    await again.directory.save_roster(desk.office)
    assert written == [["101", "102"], ["102"]]


async def test_the_roster_keeps_the_exchanges_name_and_not_the_users(desk: Desk) -> None:
    await desk.bill(leg("1.2", src="105", clid='"Ewa" <105>', dst="106"))
    desk.learns(agent("Anna", "101"), agent("Inna", "105"))
    desk.directory.set_preferences({"105": ExtensionPreferences(alias="Szefowa")})
    await desk.directory.save_roster(desk.office)
    entries = {one.extension: one.name for one in await desk.archive.run(roster.load_roster)}
    assert entries == {"101": "Anna", "105": "Ewa"}
    again = Desk(desk.archive)
    await again.directory.load()
    await again.directory.save_roster(desk.office)
    assert {one.extension: one.name for one in await desk.archive.run(roster.load_roster)} == entries


async def test_a_subscription_ends(desk: Desk) -> None:
    desk.end()
    desk.directory.toggle_favourite("101")
    assert desk.news == []


def fail(*what: object) -> None:
    raise KeyError(what)


async def test_a_listener_that_fails_is_logged(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    desk.directory.subscribe(fail)
    desk.directory.toggle_favourite("101")
    assert "a listener to names failed" in caplog.text
