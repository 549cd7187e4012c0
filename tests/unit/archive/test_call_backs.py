"""The call-back list: one entry per number, closed by a talk in either direction or by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from desktop_app.archive import call_backs, calls, queries, recordings
from desktop_app.archive.connection import Connection
from desktop_app.archive.records import CallFilter
from desktop_app.pbx.records import Leg, RecordingEntry
from tests.support.legs import leg

DAY = date(2026, 3, 2)
AT = datetime(2026, 3, 2, 12, tzinfo=UTC)


def missed(minute: int, number: str = "600100200", **more: object) -> Leg:
    return leg(f"1772438{minute:03d}.1", calldate=f"2026-03-02 09:{minute:02d}:00", src=number, disposition="NO ANSWER",
               billsec_s=0, **more)  # fmt: skip


def talked(minute: int, **more: object) -> Leg:
    return leg(f"1772439{minute:03d}.1", calldate=f"2026-03-02 09:{minute:02d}:00", **more)


def listed(db: Connection, *legs: Leg) -> list[tuple[str, int, str]]:
    calls.save_legs(db, legs, "PBX")
    return [(one.number, one.times, one.last.calldate[11:16]) for one in call_backs.to_call_back(db, 0)]


def test_all_spellings_of_a_number_are_one_entry(db: Connection) -> None:
    rows = listed(db, missed(1), missed(5, "+48600100200"), missed(9, "0048600100200"), missed(7, "223334455"))
    assert rows == [("600100200", 3, "09:09"), ("223334455", 1, "09:07")]


@pytest.mark.parametrize(
    "closing",
    [
        talked(20),
        talked(20, src="105", dst="600100200", channel="SIP/PBX-105-1", dstchannel="SIP/trunk-1"),
        talked(20, src="105", dst="0048600100200", channel="SIP/PBX-105-1", dstchannel="SIP/trunk-1"),
    ],
)
def test_a_talk_in_either_direction_closes_an_entry_until_the_next_missed_call(db: Connection, closing: Leg) -> None:
    assert listed(db, missed(1), missed(2)) == [("600100200", 2, "09:02")]
    assert listed(db, closing) == []
    assert listed(db, missed(30)) == [("600100200", 1, "09:30")]


def test_an_unanswered_attempt_closes_nothing(db: Connection) -> None:
    tried = talked(20, src="105", dst="600100200", channel="SIP/PBX-105-1", disposition="NO ANSWER", billsec_s=0)
    assert listed(db, missed(1), tried) == [("600100200", 1, "09:01")]


def test_withheld_and_internal_numbers_are_not_listed(db: Connection) -> None:
    inside = missed(3, "106", channel="SIP/PBX-106-1")
    assert listed(db, missed(1, ""), missed(2, "anonymous"), inside) == []


def test_a_call_that_a_later_agent_answered_is_not_missed(db: Connection) -> None:
    tried = leg(lastapp="Queue", disposition="NO ANSWER", billsec_s=0, dst="106")
    assert listed(db, tried, leg(lastapp="Queue", dst="107", calldate="2026-03-02 09:00:14")) == []


def test_closing_by_hand_lasts_until_the_next_missed_call(db: Connection) -> None:
    listed(db, missed(1), missed(2))
    (entry,) = call_backs.to_call_back(db, 0)
    call_backs.close(db, entry, "wrote a mail", AT)
    assert call_backs.to_call_back(db, 0) == []
    assert listed(db, missed(3)) == [("600100200", 1, "09:03")]
    assert call_backs.to_call_back(db, 0)[0].note == "wrote a mail"
    call_backs.reopen(db, "600100200")
    assert listed(db) == [("600100200", 3, "09:03")]


@pytest.mark.parametrize(("disposition", "times"), [("NO ANSWER", 1), ("BUSY", 1), ("FAILED", 1), ("ANSWERED", 0)])
def test_every_unanswered_incoming_call_is_listed(db: Connection, disposition: str, times: int) -> None:
    calls.save_legs(db, [leg(disposition=disposition)], "PBX")
    assert [entry.times for entry in call_backs.to_call_back(db, 0)] == [times] * times


def test_recordings_and_outgoing_calls_are_not_missed(db: Connection) -> None:
    recordings.save_recordings(db, [RecordingEntry("1.1", "600100200", "105", "wav", "2026-03-02 09:00:00")])
    calls.save_legs(db, [leg(src="105", dst="600100200", disposition="NO ANSWER", billsec_s=0)], "PBX")
    assert call_backs.to_call_back(db, 0) == []


def test_calls_are_listed_from_a_second_on(db: Connection) -> None:
    listed(db, missed(0))
    began_s = call_backs.to_call_back(db, 0)[0].last.began_s
    assert [entry.times for entry in call_backs.to_call_back(db, began_s)] == [1]
    assert call_backs.to_call_back(db, began_s + 1) == []


def test_an_earlier_talk_closes_nothing_and_a_talk_between_closes_the_earlier_ones(db: Connection) -> None:
    assert listed(db, talked(0), missed(1)) == [("600100200", 1, "09:01")]
    assert listed(db, missed(5), talked(3), missed(6)) == [("600100200", 2, "09:06")]
    assert listed(db, missed(2, "600100201")) == [("600100200", 2, "09:06"), ("600100201", 1, "09:02")]
    assert listed(db, missed(9, "600100201")) == [("600100201", 2, "09:09"), ("600100200", 2, "09:06")]


def test_a_closed_entry_keeps_its_last_note_and_closing_is_by_number(db: Connection) -> None:
    listed(db, missed(1), missed(2, "600100201"))
    first, second = reversed(call_backs.to_call_back(db, 0))
    assert first.note == second.note == ""
    call_backs.close(db, first, "one", AT)
    call_backs.close(db, first, "two", AT)
    assert call_backs.to_call_back(db, 0) == [second]
    assert db.execute("SELECT party, note, at FROM closed").fetchall() == [("600100200", "two", AT.isoformat())]
    call_backs.reopen(db, "600100201")
    assert call_backs.to_call_back(db, 0) == [second]
    call_backs.reopen(db, "600100200")
    assert call_backs.to_call_back(db, 0) == [second, first]


def test_an_entry_whose_call_was_purged_is_closed_up_to_nothing(db: Connection) -> None:
    listed(db, missed(1))
    (entry,) = call_backs.to_call_back(db, 0)
    calls.delete_calls(db, list(queries.find_ids(db, CallFilter(DAY, DAY), -1)))
    call_backs.close(db, entry, "", AT)
    assert db.execute("SELECT until_id FROM closed").get == 0
    assert listed(db, missed(2)) == [("600100200", 1, "09:02")]
