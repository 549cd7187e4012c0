"""The call-back list: one entry per number, closed by a talk in either direction or by hand."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from desktop_app.archive import call_backs, calls
from desktop_app.archive.connection import Connection
from desktop_app.pbx.records import Leg
from tests.support.legs import leg

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
