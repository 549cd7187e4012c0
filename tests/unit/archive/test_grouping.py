"""Grouping of legs into calls."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import astuple, replace

from desktop_app.archive.grouping import group, outside_party, single_leg_calls
from desktop_app.pbx.records import Leg, instant_of, seconds_of
from tests.support.call_strategies import some_legs
from tests.support.legs import leg


def test_legs_of_a_queue_become_one_call() -> None:
    tried = [
        leg(
            dst="121", dstchannel="SIP/PBX-121-1", disposition="NO ANSWER", billsec_s=0, duration_s=14, lastapp="Queue"
        ),
        leg(
            calldate="2026-03-02 09:00:14",
            dst="122",
            dstchannel="SIP/PBX-122-0000000b",
            duration_s=65,
            billsec_s=60,
            lastapp="Queue",
        ),
    ]
    call = group(tried, "PBX")
    assert (call.outcome, call.answered_by, call.legs) == ("answered", "122", 2)
    assert (call.ring_s, call.talk_s) == (19, 60)
    assert call.direction == "in"
    assert group(tried[:1], "PBX").outcome == "missed"


@pytest.mark.parametrize(
    ("src", "dst", "uniqueid", "direction"),
    [
        ("600100200", "105", "1.1", "in"),
        ("105", "600100200", "1.1", "out"),
        ("105", "106", "1.1", "internal"),
        ("105", "112", "1.1", "out"),
        ("101", "600100200", "3421756012963258480", "message"),
    ],
)
def test_direction_by_numbers(src: str, dst: str, uniqueid: str, direction: str) -> None:
    assert group([leg(uniqueid, src=src, dst=dst)], "PBX").direction == direction


def test_cost_is_the_sum_of_all_legs() -> None:
    assert group([leg(cost=12), leg(cost=7, dst="9"), leg(dst="8")], "PBX").cost_grosze == 19
    assert group([leg()], "PBX").cost_grosze is None


@settings(max_examples=100, deadline=None)
@given(some_legs(), st.booleans())
def test_the_fast_path_for_single_legs_equals_group(legs: list[Leg], recorded: bool) -> None:
    ones = [replace(leg, uniqueid=uniqueid) for leg in legs for uniqueid in ("1772400000.1", "3421756012963258480")]
    expected = [list(astuple(group([one], "PBX", has_recording=recorded))) for one in ones]
    assert single_leg_calls(ones, "PBX", {one.uniqueid for one in ones} if recorded else set()) == expected


@given(st.sampled_from(["2026-03-29", "2026-10-25", "2026-03-02"]), st.integers(0, 86399))
def test_seconds_of_equals_instant_of(day: str, second: int) -> None:
    calldate = f"{day} {second // 3600:02d}:{second // 60 % 60:02d}:{second % 60:02d}"
    for uniqueid in ("", "1792890000.1", "1792893600.1"):
        moment = instant_of(calldate, uniqueid)
        assert moment is not None
        assert seconds_of(calldate, uniqueid) == int(moment.timestamp())


def test_the_outside_party_is_a_number_that_can_be_called() -> None:
    assert outside_party(group([leg(src="+48600100200")], "PBX")) == "600100200"
    assert outside_party(group([leg(src="105", dst="0048600100200")], "PBX")) == "600100200"
    assert outside_party(group([leg(src="anonymous")], "PBX")) == ""
    assert outside_party(group([leg(src="105", dst="106")], "PBX")) == ""
