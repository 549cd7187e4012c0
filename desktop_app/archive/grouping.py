"""Grouping of legs into calls.  A call leaves several legs when a queue tries several agents or a call is transferred.

All functions are pure.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from functools import lru_cache
from typing import Any

from desktop_app.archive.call_flags import SERVICE, encode_flags
from desktop_app.archive.leg_outcomes import PRECEDENCE, UNANSWERED, is_feature_code, outcome_of, taker
from desktop_app.archive.records import Call
from desktop_app.pbx.exchange_time import unix_seconds
from desktop_app.pbx.records import Leg, RecordingEntry, caller_name, cost_in_grosze
from desktop_app.phone_numbers.kinds import is_extension
from desktop_app.phone_numbers.parsing import normalized

# The word of a call that used a function of the exchange: it is no call, and nobody answered it.
FEATURE_CODE = "feature code"


def is_message_id(uniqueid: str) -> bool:
    """True for the identifier of a text message: 15 digits or more, without the dot that calls have."""
    return len(uniqueid) >= 15 and uniqueid.isdigit()


def group(legs: Sequence[Leg], pbx_name: str, *, has_recording: bool = False) -> Call:
    """Merge the legs of one call (the same `uniqueid`, at least one) into a `Call`.

    The first leg that a person answered decides who answered; without one, the last leg of the outcome tells how the
    call ended.  `talk_s` is the length of the union of the talks, since two legs may cover the same seconds; `ring_s`
    the time from the first leg to the answer, or to the end.
    """
    ordered = sorted(legs, key=lambda leg: (leg.calldate, leg.key))
    first = ordered[0]
    is_message = is_message_id(first.uniqueid)
    outcomes = ["answered" if is_message and leg.disposition == "ANSWERED" else outcome_of(leg) for leg in ordered]
    outcome, word = _special(first, next(name for name in PRECEDENCE if name in outcomes), ordered)
    answered = [leg for leg, how in zip(ordered, outcomes, strict=True) if how == "answered"]
    decisive = answered[0] if answered else ordered[-1]
    costs = [leg.cost_grosze for leg in ordered if leg.cost_grosze is not None]
    began_s = unix_seconds(first.calldate, first.uniqueid)
    direction = "message" if is_message else _direction(first, decisive, pbx_name)
    ring_s = _answered_at(decisive) - began_s if outcome == "answered" else max(map(_ended_at, ordered)) - began_s
    talk_s = _union_s(answered) if outcome == "answered" else 0
    cost = sum(costs) if costs else None
    return Call(
        began_s=began_s,
        uniqueid=first.uniqueid,
        flags=encode_flags(
            direction, outcome, talk_s, cost, any(leg.lastapp == "Queue" for leg in ordered), has_recording
        )
        | (SERVICE if word == FEATURE_CODE else 0),
        calldate=first.calldate,
        from_number=first.src,
        from_name=caller_name(first.clid),
        to_number=decisive.dst if direction != "in" else first.dst,
        answered_by=taker(decisive, f"/{pbx_name}-", pbx_name) if outcome == "answered" and not is_message else "",
        ring_s=max(ring_s, 0),
        talk_s=talk_s,
        cost_grosze=cost,
        zone=next((leg.zone for leg in ordered if leg.zone), ""),
        legs=len(ordered),
        word=word,
    )


def _special(first: Leg, outcome: str, legs: Sequence[Leg]) -> tuple[str, str]:
    """Return the outcome and the exchange's own word for it, which only unusual ones have."""
    if is_feature_code(first.dst) and is_extension(first.src):
        return "unknown", FEATURE_CODE
    if outcome == "failed":
        return outcome, next((leg.disposition for leg in legs if leg.disposition not in UNANSWERED), "")
    return outcome, ""


def _union_s(legs: Iterable[Leg]) -> int:
    """Return the seconds covered by the talks of these legs, each of which ends with its leg."""
    total, until = 0, 0
    for begin, end in sorted((_answered_at(leg), _ended_at(leg)) for leg in legs):
        total += max(0, end - max(begin, until))
        until = max(until, end)
    return total


def _answered_at(leg: Leg) -> int:
    return _ended_at(leg) - leg.billsec_s


def _ended_at(leg: Leg) -> int:
    return unix_seconds(leg.calldate, leg.uniqueid) + leg.duration_s


def single_leg_calls(legs: Iterable[Leg], pbx_name: str, recorded: Container[str] = ()) -> list[list[Any]]:
    """Return the fields of a `Call` for each leg that is the only one of its call.

    Equal to `group` of each leg, in half the time: nearly all calls have one leg, and an answer holds
    10 000.  `recorded` holds the uniqueids that have a recording.
    """
    own, calls = f"/{pbx_name}-", []
    for leg in legs:
        uniqueid, talk_s, src, dst = leg.uniqueid, leg.billsec_s, leg.src, leg.dst
        is_queued, answered_by, word, service = leg.lastapp == "Queue", "", "", 0
        is_inside = is_extension(src)
        if is_message_id(uniqueid):
            direction, outcome = "message", "answered" if leg.disposition == "ANSWERED" else outcome_of(leg)
        else:
            direction = _way(is_inside, own in leg.channel if pbx_name else False, dst)
            outcome = outcome_of(leg)
            if outcome == "answered":
                answered_by = taker(leg, own, pbx_name)
        if outcome == "failed" or (is_inside and dst[:1] in ("*", "#")):
            outcome, word = _special(leg, outcome, (leg,))
            answered_by = answered_by if outcome == "answered" else ""
            service = SERVICE if word == FEATURE_CODE else 0
        if outcome != "answered":
            talk_s = 0
        cost, calldate, ring_s = cost_in_grosze(leg.cost), leg.calldate, leg.duration_s - talk_s
        flags = encode_flags(direction, outcome, talk_s, cost, is_queued, uniqueid in recorded) | service
        began_s, name = unix_seconds(calldate, uniqueid), caller_name(leg.clid)
        ring_s = ring_s if ring_s > 0 else 0
        fields = [began_s, uniqueid, flags, calldate, src, name, dst, answered_by, ring_s, talk_s, cost, leg.zone, 1]
        calls.append([*fields, word])
    return calls


def call_from_recording(entry: RecordingEntry) -> Call:
    """Return the call of a recording without a billing record: parties and time, the outcome `unknown`, and no legs."""
    direction = "in" if not is_extension(entry.src) else "internal" if is_extension(entry.dst) else "out"
    return Call(
        began_s=unix_seconds(entry.date, entry.uniqueid),
        uniqueid=entry.uniqueid,
        flags=encode_flags(direction, "unknown", 0, None, False, True),
        calldate=entry.date,
        from_number=entry.src,
        from_name="",
        to_number=entry.dst,
        answered_by="",
        ring_s=0,
        talk_s=0,
        cost_grosze=None,
        zone="",
        legs=0,
    )


def outside_party(call: Call) -> str:
    """Return the plain number of the outside party; empty for internal calls, messages and withheld numbers."""
    if call.direction in ("internal", "message"):
        return ""
    return _outside_number(call.from_number if call.direction == "in" else call.to_number)


@lru_cache(maxsize=8192)
def _outside_number(number: str) -> str:
    plain = normalized(number)
    return plain if len(plain) > 5 and plain.isdigit() else ""


def _direction(first: Leg, decisive: Leg, pbx_name: str) -> str:
    return _way(is_extension(first.src), bool(pbx_name) and f"/{pbx_name}-" in first.channel, decisive.dst)


def _way(is_from_inside: bool, is_own_device: bool, dst: str) -> str:
    """Return the direction of a call by its numbers, and by the device that began it where they do not tell.

    An outgoing call that presents the company's number has that number as `src`; the device in `channel` tells then.
    An outside caller of an inside number is incoming, whatever the device.
    """
    is_to_inside = is_extension(dst) or is_feature_code(dst)
    if is_from_inside:
        return "internal" if is_to_inside else "out"
    return "out" if is_own_device and not is_to_inside else "in"
