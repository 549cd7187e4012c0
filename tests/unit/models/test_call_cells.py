"""The cells of the call table as text."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from desktop_app.archive.grouping import group
from desktop_app.archive.records import Call
from desktop_app.archive.store import Archive
from desktop_app.models.call_cells import (
    COST,
    FOLD,
    NUMBER,
    PLAY,
    RANG,
    TALKED,
    WAY,
    WHEN,
    WHO,
    WITH,
    ZONE,
    CallCells,
    CallMarks,
)
from desktop_app.services.directory import Directory, ExtensionPreferences
from tests.support.legs import leg

TODAY = date(2026, 3, 2)
COLUMNS = (WHO, NUMBER, WITH, RANG, TALKED, COST, ZONE)


@pytest.fixture
def cells() -> CallCells:
    directory = Directory(Archive(None, None))
    directory.set_preferences({"105": ExtensionPreferences(alias="Recepcja")})
    return CallCells(directory, "101", lambda: TODAY, CallMarks())


def call(*, has_recording: bool = False, **changes: object) -> Call:
    return group([leg("1772438400.1", **changes)], "PBX", has_recording=has_recording)


def texts(cells: CallCells, one: Call) -> list[str]:
    return [cells.text(one, column) for column in COLUMNS]


def test_an_answered_call_from_outside(cells: CallCells) -> None:
    one = call(cost=1205, zone="Polska")
    assert texts(cells, one) == ["Jan Nowak", "600 100 200", "Recepcja", "0:10", "1:00", "12,05 zł", "Polska"]
    assert cells.text(one, WHEN).startswith("today 9:00")
    assert [cells.text(one, column) for column in (FOLD, WAY, PLAY)] == ["", "", ""]
    assert cells.icon_text(one, WAY) == "incoming"


def test_a_missed_call_has_no_colleague(cells: CallCells) -> None:
    one = call(clid="<600100200>", disposition="NO ANSWER", billsec_s=0)
    assert texts(cells, one)[:5] == ["unknown", "600 100 200", "—", "1:10", "missed"]


def test_a_call_out_names_the_caller(cells: CallCells) -> None:
    one = call(src="105", dst="600100200", channel="SIP/PBX-105-00000001", dstchannel="SIP/trunk-1", clid="<105>")
    assert texts(cells, one)[:3] == ["unknown", "600 100 200", "Recepcja"]
    assert cells.icon_text(one, WAY) == "outgoing"


@pytest.mark.parametrize(
    ("src", "dst", "other", "colleague"),
    [("105", "102", "105", "102"), ("101", "105", "105", "101"), ("105", "101", "105", "101")],
)
def test_an_internal_call_shows_the_other_extension(
    cells: CallCells, src: str, dst: str, other: str, colleague: str
) -> None:
    one = call(src=src, dst=dst, channel=f"SIP/PBX-{src}-01", dstchannel=f"SIP/PBX-{dst}-02", clid=f"<{src}>")
    assert cells.other_number(one) == other
    assert texts(cells, one)[:3] == ["Recepcja", "105", colleague]
    assert cells.icon_text(one, WAY) == "internal"


def test_the_icons_of_marks_are_named(cells: CallCells) -> None:
    one = call(has_recording=True)
    assert cells.icon_text(one, PLAY) == "play the recording"
    sent = datetime(2026, 3, 1, 12, 5).astimezone()
    cells.marks = CallMarks({one.uniqueid: "rabat"}.get, {"600100200": sent}.get)
    assert cells.icon_text(one, PLAY) == "play the recording, note: rabat, last message sent 1.03.2026 12:05"
    assert cells.messaged_at(one) == sent
    cells.marks = CallMarks(lambda uniqueid: "")
    assert cells.icon_text(call(), PLAY) == "notes in the recording"
    cells.marks = CallMarks()
    assert cells.icon_text(call(), PLAY) == ""


def test_the_sign_to_unfold_names_the_attempts(cells: CallCells) -> None:
    assert cells.icon_text(call(), FOLD) == ""
    twice = group([leg(dstchannel="SIP/PBX-106-0000000b", disposition="NO ANSWER", billsec_s=0), leg()], "PBX")
    assert cells.icon_text(twice, FOLD) == "2 attempts"
    assert cells.icon_text(twice, ZONE) == ""
