"""Legs into calls: one call may leave several billing records, since a queue tries several agents.

All functions here are pure.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from functools import lru_cache
from typing import Any

from desktop_app.archive.call_flags import kind_of
from desktop_app.archive.records import Call
from desktop_app.pbx.device_names import extension_from_device
from desktop_app.pbx.exchange_time import unix_seconds
from desktop_app.pbx.records import Leg, RecordingEntry, caller_name, cost_in_grosze
from desktop_app.phone_numbers.kinds import is_extension
from desktop_app.phone_numbers.parsing import normalized

_LOST = (("BUSY", "busy"), ("NO ANSWER", "missed"), ("FAILED", "failed"))
_LOST_BY = dict(_LOST)


def is_message_id(uniqueid: str) -> bool:
    """True for the identifier of a text message: a long number without the dot that calls have."""
    return len(uniqueid) >= 15 and uniqueid.isdigit()


def group(legs: Sequence[Leg], pbx_name: str, *, has_recording: bool = False) -> Call:
    """The call that these legs (at least one, all with one uniqueid) are the legs of."""
    ordered = sorted(legs, key=lambda leg: (leg.calldate, leg.key))
    first = ordered[0]
    answered = [leg for leg in ordered if leg.disposition == "ANSWERED" and (leg.billsec_s or leg.lastapp != "Queue")]
    taker = answered[0] if answered else ordered[-1]
    costs = [leg.cost_grosze for leg in ordered if leg.cost_grosze is not None]
    began_s = unix_seconds(first.calldate, first.uniqueid)
    direction = _direction(first, taker, pbx_name)
    # Seconds from the start of the first leg to the answer, or to the end of the last attempt.
    last_s = began_s if taker is first else unix_seconds(taker.calldate, taker.uniqueid)
    ring_s = last_s - began_s + taker.duration_s - (taker.billsec_s if answered else 0)
    talk_s = sum([leg.billsec_s for leg in answered])
    cost = sum(costs) if costs else None
    outcome, is_queued = "answered" if answered else _lost(ordered), any(leg.lastapp == "Queue" for leg in ordered)
    return Call(
        began_s=began_s,
        uniqueid=first.uniqueid,
        kind=kind_of(direction, outcome, talk_s, cost, is_queued, has_recording),
        calldate=first.calldate,
        from_number=first.src,
        from_name=caller_name(first.clid),
        to_number=taker.dst if direction != "in" else first.dst,
        answered_by=_answered_by(taker, f"/{pbx_name}-", pbx_name) if answered and direction != "message" else "",
        ring_s=max(ring_s, 0),
        talk_s=talk_s,
        cost_grosze=cost,
        zone=next((leg.zone for leg in ordered if leg.zone), ""),
        legs=len(ordered),
    )


def alone(legs: Iterable[Leg], pbx_name: str, recorded: Container[str] = ()) -> list[list[Any]]:
    """The calls of legs that are the only ones of their calls; `recorded` are the uniqueids with a recording.

    The same as `group` of each, the short way, and as the fields of Call: nearly all calls are such, and ten thousand
    come in one answer.
    """
    own, found = f"/{pbx_name}-", []
    for leg in legs:
        uniqueid, talk_s, src, dst = leg.uniqueid, leg.billsec_s, leg.src, leg.dst
        is_queued, outcome, taker = leg.lastapp == "Queue", "answered", ""
        if is_message_id(uniqueid):
            direction = "message"
        elif not is_extension(src) and (not pbx_name or own not in leg.channel):
            direction = "in"
        else:
            direction = "internal" if is_extension(dst) else "out"
        if leg.disposition != "ANSWERED" or (is_queued and not talk_s):
            outcome, talk_s = _LOST_BY.get(leg.disposition, "missed"), 0
        elif direction != "message":
            taker = _answered_by(leg, own, pbx_name)
        cost, calldate, ring_s = cost_in_grosze(leg.cost), leg.calldate, leg.duration_s - talk_s
        kind = kind_of(direction, outcome, talk_s, cost, is_queued, uniqueid in recorded)
        began_s, name = unix_seconds(calldate, uniqueid), caller_name(leg.clid)
        ring_s = ring_s if ring_s > 0 else 0
        found.append([began_s, uniqueid, kind, calldate, src, name, dst, taker, ring_s, talk_s, cost, leg.zone, 1])
    return found


def unbilled(entry: RecordingEntry) -> Call:
    """The call of a recording that has no billing record: who it was with and when, and nothing that is not known."""
    direction = "in" if not is_extension(entry.src) else "internal" if is_extension(entry.dst) else "out"
    return Call(
        began_s=unix_seconds(entry.date, entry.uniqueid),
        uniqueid=entry.uniqueid,
        kind=kind_of(direction, "unknown", 0, None, False, True),
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
    """The plain number at the other end of a call with the world outside; empty for one inside or without a number."""
    if call.direction in ("internal", "message"):
        return ""
    return _dialled_back(call.from_number if call.direction == "in" else call.to_number)


@lru_cache(maxsize=8192)
def _dialled_back(number: str) -> str:
    plain = normalized(number)
    return plain if len(plain) > 5 and plain.isdigit() else ""


def far_end(leg: Leg, pbx_name: str) -> str:
    """The extension of the device on which a leg ended, else the number that was called."""
    return _answered_by(leg, f"/{pbx_name}-", pbx_name)


def _lost(legs: Sequence[Leg]) -> str:
    said = {leg.disposition for leg in legs}
    return next((word for disposition, word in _LOST if disposition in said), "missed")


def _direction(first: Leg, taker: Leg, pbx_name: str) -> str:
    """By the devices where they are the exchange's own, else by the numbers."""
    if is_message_id(first.uniqueid):
        return "message"
    own = f"/{pbx_name}-"
    if not is_extension(first.src) and (not pbx_name or own not in first.channel):
        return "in"
    return "internal" if is_extension(taker.dst) else "out"


def _answered_by(leg: Leg, own: str, pbx_name: str) -> str:
    """The extension of the device on which the call ended, else the number that was called."""
    _, ours, rest = leg.dstchannel.partition(own)
    if ours and is_extension(near := rest.partition("-")[0]):
        return near
    if is_extension(leg.src):  # a call of our own: the other end is no device of ours
        return leg.dst
    device = extension_from_device(leg.dstchannel, pbx_name)
    return device if is_extension(device) else leg.dst
