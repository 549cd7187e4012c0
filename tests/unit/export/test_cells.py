"""Cells and lines of exported calls: no formula, exact money, and the words of each column."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from desktop_app.archive.grouping import call_from_recording, group
from desktop_app.archive.records import Call
from desktop_app.export.call_columns import COLUMNS, COST_COLUMN, TIME_COLUMN, WORDS, cell_values
from desktop_app.export.call_lines import call_to_dict, format_call
from desktop_app.export.safe_cells import escape_formula, replace_control
from desktop_app.pbx.records import RecordingEntry
from tests.support.legs import leg

CALL = group([leg(cost=1205, zone="PL")], "PBX", has_recording=True)
NAMES = {"600100200": "Nowak", "105": "Anna"}


def name_of(number: str) -> str:
    return NAMES.get(number, "")


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("+48600100200", "'+48600100200"),
        ("-1", "'-1"),
        ("@x", "'@x"),
        ("   =1+1", "'   =1+1"),
        ("\t=x", "' =x"),
        ("\tx", "' x"),
        ("\rx", "' x"),
        ("\n=x", "' =x"),
        ("\nx", " x"),
        ("a=1", "a=1"),
        ("'=1", "'=1"),
        (" x", " x"),
        ("", ""),
    ],
)
def test_a_cell_is_no_formula_even_behind_blanks(text: str, cell: str) -> None:
    assert escape_formula(text) == cell


def test_control_characters_become_blanks() -> None:
    assert replace_control("a\x00b\x1fc\x20d\x7f=") == "a b c d\x7f="


@pytest.mark.parametrize(
    ("grosze", "cost"),
    [
        (None, ""),
        (0, "0.00"),
        (5, "0.05"),
        (24, "0.24"),
        (100, "1.00"),
        (1205, "12.05"),
        (-5, "-0.05"),
        (-250, "-2.50"),
    ],
)
def test_money_is_exact_and_keeps_its_sign(grosze: int | None, cost: str) -> None:
    assert cell_values(replace(CALL, cost_grosze=grosze), name_of, str, str)[COST_COLUMN] == cost


def test_the_cells_of_a_call_are_in_the_order_of_the_columns() -> None:
    assert dict(zip(COLUMNS, cell_values(CALL, name_of, str, str), strict=True)) == {
        "when": "2026-03-02 09:00:00",
        "direction": "in",
        "outcome": "answered",
        "from_number": "600100200",
        "from_name": "Nowak",
        "to_number": "105",
        "to_name": "Anna",
        "answered_by": "105",
        "ring_s": 10,
        "talk_s": 60,
        "cost_pln": "12.05",
        "zone": "PL",
        "recording": "yes",
        "uniqueid": "1772438400.1",
    }
    assert (TIME_COLUMN, COST_COLUMN) == (0, 10)


def test_only_text_from_outside_is_made_safe_and_only_our_words_are_translated() -> None:
    cells = cell_values(replace(CALL, from_name=""), name_of, "safe {}".format, "tr {}".format)
    assert cells == [
        "2026-03-02 09:00:00", "tr in", "tr answered", "safe 600100200", "safe Nowak", "safe 105", "safe Anna",
        "safe 105", 10, 60, "12.05", "safe PL", "tr yes", "safe 1772438400.1",
    ]  # fmt: skip
    assert cell_values(group([leg()], "PBX"), name_of, str, "tr {}".format)[12] == ""


def test_every_word_of_a_cell_can_be_translated() -> None:
    entry = RecordingEntry("1.1", "600100200", "105", "wav", "2026-03-02 09:00:00")
    every = [
        leg(disposition="BUSY", src="105", dst="600100200"),
        leg(disposition="FAILED", src="105", dst="106"),
        leg(disposition="NO ANSWER"),
        leg("3421756012963258480"),
        leg(lastapp="Queue", dstchannel=""),
        leg(lastapp="VoiceMail", dstchannel=""),
        leg(lastapp="Playback", dstchannel=""),
        leg(src="105", dst="*97"),
        leg(disposition="CONGESTION"),
    ]
    said: set[str] = set()

    def say(word: str) -> str:
        said.add(word)
        return word

    for call in [CALL, call_from_recording(entry), *(group([one], "PBX") for one in every)]:
        cell_values(call, name_of, str, say)
    assert said == set(WORDS) - {"calls"}


@pytest.mark.parametrize(
    ("call", "line"),
    [
        (CALL, "2026-03-02 09:00:00  600100200 Nowak ← 105 Anna  1:00 ●  1772438400.1"),
        (
            group([leg("1.1", src="105", dst="600100200", clid="", billsec_s=605, dstchannel="SIP/trunk-1")], "PBX"),
            "2026-03-02 09:00:00  105 Anna → 600100200 Nowak  10:05  1.1",
        ),
        (
            group([leg("1.2", src="105", dst="106", clid="", disposition="BUSY", billsec_s=0)], "PBX"),
            "2026-03-02 09:00:00  105 Anna ↔ 106   busy  1.2",
        ),
        (
            group([leg("3421756012963258480", src="105", clid="", dst="600100200", billsec_s=0)], "PBX"),
            "2026-03-02 09:00:00  105 Anna ✉ 600100200 Nowak  0:00  3421756012963258480",
        ),
    ],
)
def test_a_call_is_one_line_on_a_terminal(call: Call, line: str) -> None:
    assert format_call(call, name_of) == line


def test_a_call_as_json_has_words_in_place_of_its_flags() -> None:
    assert call_to_dict(CALL) == {
        "began_s": 1772438400,
        "uniqueid": "1772438400.1",
        "calldate": "2026-03-02 09:00:00",
        "from_number": "600100200",
        "from_name": "Jan Nowak",
        "to_number": "105",
        "answered_by": "105",
        "ring_s": 10,
        "talk_s": 60,
        "cost_grosze": 1205,
        "zone": "PL",
        "legs": 1,
        "direction": "in",
        "outcome": "answered",
        "is_queued": False,
        "has_recording": True,
    }
