"""Grouping of legs into calls."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from msgspec.structs import astuple, replace

from desktop_app.archive.grouping import (
    call_from_recording,
    group,
    is_message_id,
    outside_party,
    single_leg_calls,
)
from desktop_app.archive.leg_outcomes import destination as leg_destination
from desktop_app.archive.records import Call
from desktop_app.pbx.exchange_time import to_utc, unix_seconds
from desktop_app.pbx.records import Leg, RecordingEntry
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
@example("2026-10-25", 2 * 3600)  # the hour that occurs twice
@example("2026-10-25", 3 * 3600 - 1)
@example("2026-03-29", 2 * 3600 + 1800)  # the hour that does not occur
def test_seconds_of_equals_instant_of(day: str, second: int) -> None:
    calldate = f"{day} {second // 3600:02d}:{second // 60 % 60:02d}:{second % 60:02d}"
    for uniqueid in ("", "1792890000.1", "1792893600.1"):
        moment = to_utc(calldate, uniqueid)
        assert moment is not None
        assert unix_seconds(calldate, uniqueid) == int(moment.timestamp())


def test_the_outside_party_is_a_number_that_can_be_called() -> None:
    assert outside_party(group([leg(src="+48600100200")], "PBX")) == "600100200"
    assert outside_party(group([leg(src="105", dst="0048600100200")], "PBX")) == "600100200"
    assert outside_party(group([leg(src="anonymous")], "PBX")) == ""
    assert outside_party(group([leg(src="105", dst="106")], "PBX")) == ""


def test_the_first_answered_leg_is_the_taker() -> None:
    legs = [
        leg(dst="121", dstchannel="SIP/PBX-121-0000000a", disposition="NO ANSWER", billsec_s=0, duration_s=10),
        leg(calldate="2026-03-02 09:00:10", dst="122", dstchannel="SIP/PBX-122-0000000b", duration_s=25, billsec_s=20),
        leg(calldate="2026-03-02 09:00:40", dst="123", dstchannel="SIP/PBX-123-0000000c", duration_s=35, billsec_s=30),
    ]
    call = group(list(reversed(legs)), "PBX")
    assert (call.answered_by, call.to_number, call.calldate) == ("122", "121", "2026-03-02 09:00:00")
    assert (call.ring_s, call.talk_s, call.legs, call.is_queued) == (15, 50, 3, False)


def test_an_unanswered_call_rings_until_the_end_of_its_last_attempt() -> None:
    tried = leg(disposition="NO ANSWER", billsec_s=0, duration_s=12, lastapp="Queue")
    call = group([tried, replace(tried, calldate="2026-03-02 09:00:20", dst="106", duration_s=7)], "PBX")
    assert (call.ring_s, call.talk_s, call.answered_by, call.to_number) == (27, 0, "", "105")
    assert call.is_queued


def test_an_outgoing_call_goes_to_the_number_of_its_answered_leg() -> None:
    tried = leg(src="105", dst="600100200", channel="SIP/PBX-105-1", disposition="BUSY", billsec_s=0, dstchannel="")
    reached = replace(
        tried,
        calldate="2026-03-02 09:00:30",
        dst="600100201",
        dstchannel="SIP/trunk-2",
        disposition="ANSWERED",
        billsec_s=5,
    )
    call = group([tried, reached], "PBX")
    assert (call.direction, call.to_number, call.answered_by) == ("out", "600100201", "600100201")


def test_no_ring_time_is_negative() -> None:
    assert group([leg(duration_s=10, billsec_s=60)], "PBX").ring_s == 0
    (fields,) = single_leg_calls([leg(duration_s=10, billsec_s=60)], "PBX")
    assert fields[8] == 0


def test_the_zone_is_that_of_the_first_leg_that_has_one() -> None:
    legs = [
        leg(zone=""),
        leg(calldate="2026-03-02 09:00:10", zone="PL"),
        leg(calldate="2026-03-02 09:00:20", zone="DE"),
    ]
    assert group(legs, "PBX").zone == "PL"
    assert group(legs[:1], "PBX").zone == ""


@pytest.mark.parametrize(
    ("dispositions", "outcome"),
    [
        (("FAILED", "NO ANSWER", "BUSY"), "busy"),
        (("FAILED", "NO ANSWER"), "missed"),
        (("FAILED", "CONGESTION"), "failed"),
        (("CONGESTION",), "failed"),
    ],
)
def test_the_outcome_of_unanswered_legs_has_a_precedence(dispositions: tuple[str, ...], outcome: str) -> None:
    legs = [
        leg(disposition=disposition, billsec_s=0, calldate=f"2026-03-02 09:00:0{place}")
        for place, disposition in enumerate(dispositions)
    ]
    assert group(legs, "PBX").outcome == outcome


@pytest.mark.parametrize(
    ("lastapp", "billsec", "outcome"), [("Queue", 0, "missed"), ("Queue", 1, "answered"), ("Dial", 0, "answered")]
)
def test_a_queue_that_answers_for_no_second_has_answered_nobody(lastapp: str, billsec: int, outcome: str) -> None:
    one = leg(lastapp=lastapp, billsec_s=billsec)
    assert group([one], "PBX").outcome == outcome
    call = Call(*single_leg_calls([one], "PBX")[0])
    assert (call.outcome, call.answered_by) == (outcome, "105" if outcome == "answered" else "")


@pytest.mark.parametrize(
    ("channel", "pbx_name", "direction"),
    [
        ("SIP/PBX-105-1", "PBX", "out"),
        ("SIP/trunk-1", "PBX", "in"),
        ("SIP/PBX-105-1", "", "in"),
        ("SIP/PBX-105-1", "P", "in"),
    ],
)
def test_a_call_with_the_company_number_is_outgoing_by_its_device(channel: str, pbx_name: str, direction: str) -> None:
    one = leg(src="223334455", dst="600100200", channel=channel)
    assert group([one], pbx_name).direction == direction
    assert Call(*single_leg_calls([one], pbx_name)[0]).direction == direction


@pytest.mark.parametrize(
    ("src", "dst", "dstchannel", "destination"),
    [
        ("600100200", "223334455", "SIP/PBX-105-0000000a", "105"),
        ("600100200", "223334455", "SIP\\PBX-105", "105"),
        ("600100200", "223334455", "SIP\\PBX-x-105", "223334455"),
        ("600100200", "223334455", "SIP/PBX-105-0000000a/PBX-106-0000000b", "105"),
        ("600100200", "223334455", "SIP/PBX-105-0000000a-1", "105"),
        ("600100200", "223334455", "SIP/trunk-x", "223334455"),
        ("600100200", "223334455", "", "223334455"),
        ("105", "600100200", "SIP/OTHER-106-0000000a", "600100200"),
        ("600100200", "223334455", "SIP/OTHER-106-0000000a", "106"),
        ("600100200", "223334455", "SIP/PBX-trunk-0000000a", "223334455"),
    ],
)
def test_a_leg_ends_on_a_device_of_the_exchange_or_on_its_number(
    src: str, dst: str, dstchannel: str, destination: str
) -> None:
    one = leg(src=src, dst=dst, dstchannel=dstchannel)
    assert leg_destination(one, "PBX") == destination
    call = Call(*single_leg_calls([one], "PBX")[0])
    assert call == group([one], "PBX")
    expected = destination if dstchannel and (destination != dst or src == "105") else ""
    assert call.answered_by == expected, "who answered is never guessed from the number that was called"


@pytest.mark.parametrize(
    ("uniqueid", "is_message"),
    [("123456789012345", True), ("12345678901234", False), ("1772438400.12345", False), ("x23456789012345", False)],
)
def test_messages_are_told_from_calls_by_their_identifier(uniqueid: str, is_message: bool) -> None:
    assert is_message_id(uniqueid) == is_message


def test_a_message_has_no_answerer() -> None:
    one = leg("3421756012963258480", src="105", dst="600100200")
    assert group([one], "PBX").answered_by == Call(*single_leg_calls([one], "PBX")[0]).answered_by == ""


@pytest.mark.parametrize(
    ("src", "dst", "direction"), [("600100200", "105", "in"), ("105", "106", "internal"), ("105", "600100200", "out")]
)
def test_a_recording_alone_tells_parties_and_time(src: str, dst: str, direction: str) -> None:
    call = call_from_recording(RecordingEntry("1772438400.1", src, dst, "wav", "2026-03-02 09:00:00"))
    assert (call.direction, call.outcome, call.has_recording, call.is_queued) == (direction, "unknown", True, False)
    assert astuple(call)[0:2] == (1772438400, "1772438400.1")
    assert call.flags >> 8 == 0, "no talk time"
    assert astuple(call)[3:] == ("2026-03-02 09:00:00", src, "", dst, "", 0, 0, None, "", 0, "")


@pytest.mark.parametrize(
    ("number", "party"), [("12345", ""), ("123456", "123456"), ("*12345", ""), ("1234567", "1234567")]
)
def test_a_short_code_is_no_outside_party(number: str, party: str) -> None:
    assert outside_party(group([leg(src="105", dst=number)], "PBX")) == party
    assert outside_party(group([leg("3421756012963258480", src="105", dst="600100200")], "PBX")) == ""


@pytest.mark.parametrize(("uniqueid", "began_s"), [("1792887600.1", 1792888200), ("1792891200.1", 1792891800)])
def test_the_identifier_tells_the_two_passes_of_the_doubled_hour_apart(uniqueid: str, began_s: int) -> None:
    one = leg(uniqueid, calldate="2026-10-25 02:30:00")
    assert group([one], "PBX").began_s == single_leg_calls([one], "PBX")[0][0] == began_s
    entry = RecordingEntry(uniqueid, "600100200", "105", "wav", one.calldate)
    assert call_from_recording(entry).began_s == began_s
    tried = leg(uniqueid, calldate="2026-10-25 02:20:00", disposition="NO ANSWER", billsec_s=0)
    assert group([tried, one], "PBX").ring_s == 610
    assert not group([one], "PBX").has_recording
