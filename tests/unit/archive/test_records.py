"""What the stored records mean where a field is left out."""

from __future__ import annotations

from datetime import UTC, date, datetime

from desktop_app.archive import (
    call_backs,
    calls,
    contacts,
    deferred_indexing,
    messages,
    queries,
    queue_thresholds,
    roster,
)
from desktop_app.archive.connection import Connection
from desktop_app.archive.records import (
    CallBack,
    CallFilter,
    Contact,
    ExtensionPreferences,
    QueueThresholds,
    RosterEntry,
    StoredMessage,
)
from desktop_app.office import DeviceState
from tests.support.legs import leg

DAY = date(2026, 3, 2)
AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
NONE: frozenset[str] = frozenset()


def test_a_new_filter_has_no_condition(db: Connection) -> None:
    plain = CallFilter(DAY, DAY)
    assert queries.find(db, plain, -1) == []
    assert plain.flags() is None
    assert plain == CallFilter(DAY, DAY, "", NONE, NONE, False, False, False, 0, NONE, NONE, ())


def test_a_call_that_was_not_called_back_has_no_note(db: Connection) -> None:
    calls.save_legs(db, [leg(disposition="NO ANSWER", billsec_s=0)], "PBX")
    deferred_indexing.index_all(db)
    last = calls.find_call(db, "1772438400.1")
    assert last is not None
    assert call_backs.to_call_back(db, 0) == [CallBack("600100200", 1, last)]
    assert CallBack("600100200", 1, last).note == ""


def test_a_message_that_is_being_sent_has_no_answer_yet(db: Connection) -> None:
    row = messages.add_message(db, AT, "600100200", "x", is_test=False)
    (message,) = messages.list_messages(db, -1)
    assert message == StoredMessage(row, AT, "600100200", "x", False, "sending")
    assert message == StoredMessage(row, AT, "600100200", "x", False, "sending", "", None, None, "", None)


def test_a_new_contact_has_no_numbers_and_no_note(db: Connection) -> None:
    saved = contacts.save_contact(db, Contact(0, "Jan"))
    assert saved == Contact(saved.id, "Jan", (), "")
    assert contacts.list_contacts(db) == [saved]


def test_an_extension_that_was_never_seen_and_never_arranged(db: Connection) -> None:
    roster.save_roster(db, [RosterEntry("105")])
    plain = ExtensionPreferences(False, "", "", False, None)
    assert roster.load_roster(db) == [RosterEntry("105", "", DeviceState.UNKNOWN, None, None, plain)]
    assert RosterEntry("105") == RosterEntry("105", "", DeviceState.UNKNOWN, None, None, plain)


def test_a_queue_turns_red_at_five_callers_or_three_minutes_unless_set_otherwise(db: Connection) -> None:
    queue_thresholds.save_thresholds(db, "K", QueueThresholds())
    assert queue_thresholds.load_thresholds(db) == {"K": QueueThresholds(2, 5, 60, 180, None, None, False, True)}
    assert QueueThresholds() == QueueThresholds(2, 5, 60, 180, None, None, False, True)
