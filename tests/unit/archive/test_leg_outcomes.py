"""Who answered: a person on an end device, or a machine that nobody counts as one."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date

import pytest
from msgspec.structs import replace

from desktop_app.archive import call_backs, calls, queries
from desktop_app.archive.call_flags import MACHINES
from desktop_app.archive.grouping import group, single_leg_calls
from desktop_app.archive.leg_outcomes import is_feature_code
from desktop_app.archive.records import Call, CallFilter, Totals
from desktop_app.archive.store import Archive
from desktop_app.pbx.records import Leg
from tests.support.legs import leg

DAY = date(2026, 3, 2)


def only(one: Leg) -> Call:
    """Return the call of a single leg, which both ways of grouping agree on."""
    call = group([one], "PBX")
    assert Call(*single_leg_calls([one], "PBX")[0]) == call
    return call


@pytest.fixture
async def archive() -> AsyncIterator[Archive]:
    async with Archive(None, None) as opened:
        yield opened


@pytest.mark.parametrize(
    ("lastapp", "dstchannel", "billsec", "outcome"),
    [
        ("Dial", "SIP/PBX-105-0000000a", 60, "answered"),
        ("Queue", "SIP/PBX-105-0000000a", 60, "answered"),
        ("Queue", "Local/105@from-queue-0000001a;1", 60, "answered"),
        ("Queue", "", 45, "abandoned"),
        ("QUEUE", "", 45, "abandoned"),
        ("Queue", "SIP/PBX-105-0000000a", 0, "missed"),
        ("VoiceMail", "", 12, "voicemail"),
        ("VoiceMail", "SIP/PBX-105-0000000a", 12, "voicemail"),
        ("VoiceMailMain", "", 40, "voicemail"),
        ("MinivmRecord", "", 40, "voicemail"),
        ("Playback", "", 9, "announcement"),
        ("BackGround", "", 9, "announcement"),
        ("Background", "", 9, "announcement"),
        ("IVR", "", 9, "announcement"),
        ("Read", "", 9, "announcement"),
        ("WaitExten", "", 9, "announcement"),
        ("Hangup", "", 9, "announcement"),
        ("", "", 9, "announcement"),
        ("Playback", "SIP/PBX-105-0000000a", 60, "answered"),  # a talk, and an announcement after it
        ("Dial", "SIP/trunk-0000000a", 60, "answered"),  # forwarded to a mobile
    ],
)
def test_a_machine_that_answers_is_nobody(lastapp: str, dstchannel: str, billsec: int, outcome: str) -> None:
    call = only(leg(lastapp=lastapp, dstchannel=dstchannel, billsec_s=billsec, duration_s=70))
    assert call.outcome == outcome
    is_answered = outcome == "answered"
    assert call.talk_s == (billsec if is_answered else 0)
    assert call.ring_s == (70 - billsec if is_answered else 70), "a machine's call lasted as long as the caller waited"
    assert call.answered_by == ("105" if is_answered and "105" in dstchannel else "")


@pytest.mark.parametrize("dst", ["600", "105", "223334455", "s", "vmu101", "h", "t"])
def test_who_answered_is_never_guessed_from_the_number_called(dst: str) -> None:
    assert only(leg(dst=dst, dstchannel="SIP/trunk-0000000a")).answered_by == ""
    assert only(leg(dst=dst, dstchannel="", lastapp="Queue")).answered_by == ""


@pytest.mark.parametrize(
    ("disposition", "outcome", "word"),
    [
        ("NO ANSWER", "missed", ""),
        ("BUSY", "busy", ""),
        ("FAILED", "failed", ""),
        ("", "missed", ""),
        ("CONGESTION", "failed", "CONGESTION"),
        ("CHANUNAVAIL", "failed", "CHANUNAVAIL"),
        ("CANCEL", "failed", "CANCEL"),
        ("SOMETHING NEW", "failed", "SOMETHING NEW"),
    ],
)
def test_an_unusual_word_of_the_exchange_is_kept_and_is_not_missed(disposition: str, outcome: str, word: str) -> None:
    call = only(leg(disposition=disposition, billsec_s=0))
    assert (call.outcome, call.word) == (outcome, word)


@pytest.mark.parametrize("dst", ["*97", "*8101", "#21#", "*"])
@pytest.mark.parametrize("disposition", ["ANSWERED", "NO ANSWER"])
async def test_a_feature_code_is_neither_a_call_nor_answered(dst: str, disposition: str, archive: Archive) -> None:
    used = leg("1772438400.7", src="105", dst=dst, channel="SIP/PBX-105-01", dstchannel="", disposition=disposition)
    call = only(replace(used, lastapp="VoiceMailMain"))
    assert (call.direction, call.outcome, call.answered_by, call.talk_s) == ("internal", "unknown", "", 0)
    await archive.run(lambda db: calls.save_legs(db, [used, leg()], "PBX"))
    for text in ("", "10"):  # by a scan, and by the search index
        wanted = CallFilter(DAY, DAY, text=text)
        assert await archive.run(lambda db, wanted=wanted: queries.totals(db, wanted)) == Totals(1, 1, 60, 0)  # type: ignore[misc]


def test_only_what_a_phone_dials_for_a_function_is_a_feature_code() -> None:
    assert all(map(is_feature_code, ("*97", "*8101", "*21*600100200#", "#")))
    assert not any(map(is_feature_code, ("", "97", "600*100", "s", "*x", "1*")))


def waiting(second: int, duration: int, **changes: object) -> Leg:
    return replace(leg(calldate=f"2026-03-02 09:00:{second:02}", duration_s=duration), **changes)


@pytest.mark.parametrize(
    ("legs", "outcome"),
    [
        ([waiting(0, 45, lastapp="Queue", dstchannel="")], "abandoned"),
        (
            [
                waiting(0, 45, lastapp="Queue", dstchannel=""),
                waiting(5, 10, lastapp="Queue", disposition="NO ANSWER", billsec_s=0),
                waiting(20, 10, lastapp="Queue", disposition="BUSY", billsec_s=0),
            ],
            "abandoned",
        ),
        (
            [
                waiting(0, 20, lastapp="Queue", disposition="NO ANSWER", billsec_s=0),
                waiting(20, 12, lastapp="VoiceMail", dstchannel="", billsec_s=12),
            ],
            "voicemail",
        ),
        (
            [
                waiting(0, 9, lastapp="Playback", dstchannel="", billsec_s=9),
                waiting(9, 20, disposition="NO ANSWER", billsec_s=0),
            ],
            "missed",
        ),
        ([waiting(0, 9, lastapp="Playback", dstchannel=""), waiting(9, 3, disposition="BUSY", billsec_s=0)], "busy"),
        ([waiting(0, 9, lastapp="Playback", dstchannel="", billsec_s=9), waiting(9, 70)], "answered"),
        ([waiting(0, 45, lastapp="Queue", dstchannel=""), waiting(45, 70, lastapp="Queue")], "answered"),
    ],
)
def test_the_outcome_of_several_legs(legs: list[Leg], outcome: str) -> None:
    for order in (legs, legs[::-1]):
        call = group(order, "PBX")
        assert call.outcome == outcome
        assert call.answered_by == ("105" if outcome == "answered" else "")


def test_the_wait_in_a_queue_lasts_to_its_end() -> None:
    tried = waiting(5, 10, lastapp="Queue", disposition="NO ANSWER", billsec_s=0)
    call = group([waiting(0, 45, lastapp="Queue", dstchannel="", billsec_s=45), tried], "PBX")
    assert (call.ring_s, call.talk_s, call.is_queued) == (45, 0, True)


@pytest.mark.parametrize(
    ("legs", "talk_s"),
    [
        ([waiting(0, 170, billsec_s=158), waiting(0, 170, billsec_s=158, lastapp="Queue")], 158),
        ([waiting(0, 60, billsec_s=50), waiting(30, 60, billsec_s=60)], 80),
        ([waiting(0, 20, billsec_s=10), waiting(40, 20, billsec_s=10)], 20),
        ([waiting(0, 100, billsec_s=100), waiting(20, 10, billsec_s=10)], 100),
        ([waiting(0, 60, billsec_s=50), waiting(0, 50, billsec_s=50, lastapp="Playback", dstchannel="")], 50),
    ],
)
def test_talk_time_is_the_union_of_the_talks(legs: list[Leg], talk_s: int) -> None:
    """Queue and Dial may leave a leg each for the same seconds."""
    assert group(legs, "PBX").talk_s == talk_s


@pytest.mark.parametrize(
    ("src", "dst", "channel", "direction"),
    [
        ("600100200", "105", "SIP/PBX-105-01", "in"),
        ("600100200", "105", "SIP/trunk-01", "in"),
        ("223334455", "600100200", "SIP/PBX-105-01", "out"),
        ("600100200", "223334455", "SIP/trunk-01", "in"),
        ("105", "*97", "SIP/PBX-105-01", "internal"),
    ],
)
def test_an_outside_caller_of_an_inside_number_is_incoming(src: str, dst: str, channel: str, direction: str) -> None:
    assert only(leg(src=src, dst=dst, channel=channel)).direction == direction


# ---- the call-back list, filters ----------------------------------------------------------------------


@pytest.mark.parametrize("lastapp", ["Queue", "VoiceMail", "Playback", "BackGround"])
async def test_who_reached_a_machine_is_called_back_until_a_person_has_spoken(lastapp: str, archive: Archive) -> None:
    reached = leg(lastapp=lastapp, dstchannel="")
    later = replace(reached, uniqueid="1772440000.1", calldate="2026-03-02 09:26:40")

    async def save(one: Leg) -> list[str]:
        await archive.run(lambda db: calls.save_legs(db, [one], "PBX"))
        return [entry.number for entry in await archive.run(lambda db: call_backs.to_call_back(db, 0))]

    assert await save(reached) == ["600100200"]
    assert await save(later) == ["600100200"], "a machine closes no entry"
    spoken = replace(later, uniqueid="1772440800.1", calldate="2026-03-02 09:40:00", lastapp="Dial")
    assert await save(replace(spoken, dstchannel="SIP/PBX-105-0000000b")) == []


async def test_calls_of_machines_are_filtered_and_counted(archive: Archive) -> None:
    legs = [
        leg("1772438400.1"),
        leg("1772438400.2", lastapp="Queue", dstchannel=""),
        leg("1772438400.3", lastapp="VoiceMail", dstchannel=""),
        leg("1772438400.4", disposition="NO ANSWER", billsec_s=0),
    ]
    await archive.run(lambda db: calls.save_legs(db, legs, "PBX"))
    machines = CallFilter(DAY, DAY, outcomes=MACHINES)
    found = await archive.run(lambda db: queries.find(db, machines, -1))
    assert sorted(call.outcome for call in found) == ["abandoned", "voicemail"]
    assert await archive.run(lambda db: queries.totals(db, CallFilter(DAY, DAY))) == Totals(4, 1, 60, 0)


async def test_calls_of_an_earlier_version_are_grouped_anew(archive: Archive) -> None:
    """They said «answered by 600» of a caller who had left the queue."""
    legs = [leg("1772438400.1", lastapp="Queue", dstchannel="", dst="600"), leg("1772438500.1")]
    await archive.run(lambda db: calls.save_legs(db, legs, "PBX"))
    await archive.run(lambda db: db.execute("UPDATE calls SET kind = kind & ~28, answered_by = '600', talk_s = 45"))
    below = 2**63 - 1
    while below:
        below = await archive.run(lambda db, below=below: calls.regroup_batch(db, "PBX", below))  # type: ignore[misc]
    found = await archive.run(lambda db: queries.find(db, CallFilter(DAY, DAY), -1))
    assert sorted(found, key=lambda call: call.uniqueid) == [group([one], "PBX") for one in legs]
    (entry,) = await archive.run(lambda db: call_backs.to_call_back(db, 0))
    assert entry.last.uniqueid == "1772438400.1" or entry.times == 1
