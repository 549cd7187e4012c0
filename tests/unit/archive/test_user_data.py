"""What the user enters: contacts, roster, notes, templates, watches and other small tables."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import apsw
import pytest
from msgspec.structs import replace

from desktop_app.archive import (
    availability_watch,
    contacts,
    dial_history,
    key_values,
    missed_calls,
    notes,
    queue_thresholds,
    roster,
    templates,
)
from desktop_app.archive.connection import Connection
from desktop_app.archive.records import (
    Contact,
    ExtensionPreferences,
    MissedCall,
    Note,
    QueueThresholds,
    RosterEntry,
    WatchedExtension,
)
from desktop_app.office import DeviceState

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)


def test_contacts_are_saved_replaced_and_deleted(db: Connection) -> None:
    jan = contacts.save_contact(db, Contact(0, "Jan", (("", "600100200"), ("work", "105")), "n"))
    ala = contacts.save_contact(db, Contact(0, "Ala", (("home", "600100201"),)))
    assert (jan.id, ala.id) == (1, 2)
    assert contacts.list_contacts(db) == [ala, jan]
    renamed = replace(jan, name="Aba", numbers=(("mobile", "600100202"),), note="")
    assert contacts.save_contact(db, renamed) == renamed
    assert contacts.list_contacts(db) == [renamed, ala]
    contacts.delete_contact(db, jan.id)
    assert contacts.list_contacts(db) == [ala]
    assert db.execute("SELECT number FROM contact_numbers").fetchall() == [("600100201",)]


def test_many_contacts_are_saved_together_or_not_at_all(db: Connection) -> None:
    contacts.save_contacts(db, [Contact(0, "Jan"), Contact(0, "Ala", (("", "105"),))])
    assert contacts.list_contacts(db) == [Contact(2, "Ala", (("", "105"),)), Contact(1, "Jan")]
    broken: tuple[tuple[str, str], ...] = (("", None),)  # type: ignore[assignment]
    with pytest.raises(apsw.ConstraintError):
        contacts.save_contacts(db, [Contact(0, "Ola"), Contact(0, "X", broken)])
    assert [contact.name for contact in contacts.list_contacts(db)] == ["Ala", "Jan"]


def test_the_roster_keeps_state_and_arrangement(db: Connection) -> None:
    entries = [
        RosterEntry("101", "Anna", DeviceState.IN_USE, AT, None, ExtensionPreferences(True, "Ania", "Biuro", True, 3)),
        RosterEntry("102", "Ola", DeviceState.UNKNOWN, None, AT),
    ]
    roster.save_roster(db, entries)
    assert sorted(roster.load_roster(db), key=lambda entry: entry.extension) == entries
    moved = replace(entries[1], preferences=ExtensionPreferences(position=7))
    roster.save_roster(db, [moved])
    assert sorted(roster.load_roster(db), key=lambda entry: entry.extension) == [entries[0], moved]


def test_a_call_has_one_note_about_the_whole_and_any_number_at_positions(db: Connection) -> None:
    notes.add_note(db, "1.1", 5000, "later", AT)
    notes.add_note(db, "1.1", 1000, "sooner", AT)
    notes.add_note(db, "2.2", None, "other", AT)
    notes.add_note(db, "3.3", 10, "place only", AT)
    whole = notes.add_note(db, "1.1", None, "first words", AT)
    assert whole == 5
    whole = notes.add_note(db, "1.1", None, "Łódź", AT)
    assert notes.notes_of(db, "1.1") == [
        Note(whole, "1.1", None, "Łódź"),
        Note(2, "1.1", 1000, "sooner"),
        Note(1, "1.1", 5000, "later"),
    ]
    assert notes.note_summaries(db) == {"1.1": "Łódź", "2.2": "other", "3.3": ""}
    assert db.execute("SELECT folded, made_at FROM notes WHERE id = ?", (whole,)).fetchall() == [
        ("lodz", "2026-03-02T09:00:00+00:00")
    ]
    notes.delete_note(db, whole)
    assert [note.text for note in notes.notes_of(db, "1.1")] == ["sooner", "later"]


def test_small_texts_by_name(db: Connection) -> None:
    assert key_values.get_value(db, key_values.DRAFT) == ""
    key_values.set_value(db, key_values.DRAFT, "one")
    key_values.set_value(db, key_values.NO_GATEWAY, "2026-03-02")
    key_values.set_value(db, key_values.DRAFT, "two")
    assert key_values.get_value(db, key_values.DRAFT) == "two"
    key_values.set_value(db, key_values.DRAFT, "")
    assert db.execute("SELECT name, value FROM kept").fetchall() == [("no gateway since", "2026-03-02")]
    assert key_values.DRAFT == "draft"


def test_templates_by_name(db: Connection) -> None:
    for name, body in (("b", "B"), ("a", "A"), ("b", "B2"), ("c", "C"), ("c", "")):
        templates.save_template(db, name, body)
    assert templates.list_templates(db) == [("a", "A"), ("b", "B2")]


def test_the_dial_history_holds_each_number_once(db: Connection) -> None:
    for minute, number in enumerate(("105", "600100200", "105")):
        dial_history.add_number(db, number, AT + timedelta(minutes=minute))
    assert dial_history.list_numbers(db) == ["105", "600100200"]
    for minute in range(dial_history.MAX_NUMBERS - 1):
        dial_history.add_number(db, f"6002{minute:05d}", AT + timedelta(hours=1, minutes=minute))
    kept = dial_history.list_numbers(db)
    assert (len(kept), kept[0], kept[-1]) == (50, "600200048", "105")


def test_missed_calls_are_bounded_and_cleared(db: Connection) -> None:
    missed = [MissedCall(AT + timedelta(seconds=number), str(number), "Jan", "Sales") for number in range(202)]
    for call in missed:
        missed_calls.add_missed_call(db, call)
    assert missed_calls.list_missed_calls(db) == missed[:1:-1]
    assert missed_calls.MAX_MISSED_CALLS == 200
    missed_calls.clear_missed_calls(db)
    assert missed_calls.list_missed_calls(db) == []


def test_watches_replace_the_earlier_ones(db: Connection) -> None:
    availability_watch.save_watches(db, [WatchedExtension("101", AT), WatchedExtension("102", AT)])
    watches = [WatchedExtension("103", AT)]
    availability_watch.save_watches(db, watches)
    assert availability_watch.load_watches(db) == watches


def test_thresholds_by_queue(db: Connection) -> None:
    sales = QueueThresholds(1, 2, 3, 4, 5, 6, is_heard=True, is_on_wallboard=False)
    queue_thresholds.save_thresholds(db, "Sales", replace(sales, waiting_red=9))
    queue_thresholds.save_thresholds(db, "Sales", sales)
    queue_thresholds.save_thresholds(db, "Service", QueueThresholds(None, None))
    assert queue_thresholds.load_thresholds(db) == {"Sales": sales, "Service": QueueThresholds(None, None)}
