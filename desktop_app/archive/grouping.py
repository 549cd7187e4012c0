"""Grouping of legs into calls.  A call leaves several legs when a queue tries several agents or a call is transferred.

All functions are pure.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from functools import lru_cache
from typing import Any

from desktop_app.archive.call_flags import encode_flags
from desktop_app.archive.records import Call
from desktop_app.pbx.device_names import extension_from_device
from desktop_app.pbx.exchange_time import unix_seconds
from desktop_app.pbx.records import Leg, RecordingEntry, caller_name, cost_in_grosze
from desktop_app.phone_numbers.kinds import is_extension
from desktop_app.phone_numbers.parsing import normalized

# By precedence: a call whose legs differ has the first outcome that any leg has.
_UNANSWERED = {"BUSY": "busy", "NO ANSWER": "missed", "FAILED": "failed"}


def is_message_id(uniqueid: str) -> bool:
    """True for the identifier of a text message: 15 digits or more, without the dot that calls have."""
    return len(uniqueid) >= 15 and uniqueid.isdigit()


def group(legs: Sequence[Leg], pbx_name: str, *, has_recording: bool = False) -> Call:
    """Merge the legs of one call (the same `uniqueid`, at least one) into a `Call`.

    The first answered leg decides who answered, else the last leg tells whom the call tried.  `talk_s` is the sum over
    the answered legs, `ring_s` the time from the first leg to the answer or to the end of the last attempt.
    """
    ordered = sorted(legs, key=lambda leg: (leg.calldate, leg.key))
    first = ordered[0]
    answered = [leg for leg in ordered if leg.disposition == "ANSWERED" and (leg.billsec_s or leg.lastapp != "Queue")]
    decisive = answered[0] if answered else ordered[-1]
    costs = [leg.cost_grosze for leg in ordered if leg.cost_grosze is not None]
    began_s = unix_seconds(first.calldate, first.uniqueid)
    direction = _direction(first, decisive, pbx_name)
    decisive_s = began_s if decisive is first else unix_seconds(decisive.calldate, decisive.uniqueid)
    ring_s = decisive_s - began_s + decisive.duration_s - (decisive.billsec_s if answered else 0)
    talk_s = sum([leg.billsec_s for leg in answered])
    cost = sum(costs) if costs else None
    outcome = "answered" if answered else _unanswered(ordered)
    is_queued = any(leg.lastapp == "Queue" for leg in ordered)
    return Call(
        began_s=began_s,
        uniqueid=first.uniqueid,
        flags=encode_flags(direction, outcome, talk_s, cost, is_queued, has_recording),
        calldate=first.calldate,
        from_number=first.src,
        from_name=caller_name(first.clid),
        to_number=decisive.dst if direction != "in" else first.dst,
        answered_by=leg_destination(decisive, pbx_name) if answered and direction != "message" else "",
        ring_s=max(ring_s, 0),
        talk_s=talk_s,
        cost_grosze=cost,
        zone=next((leg.zone for leg in ordered if leg.zone), ""),
        legs=len(ordered),
    )


def single_leg_calls(legs: Iterable[Leg], pbx_name: str, recorded: Container[str] = ()) -> list[list[Any]]:
    """Return the fields of a `Call` for each leg that is the only one of its call.

    Equal to `group` of each leg, in half the time: nearly all calls have one leg, and an answer holds
    10 000.  `recorded` holds the uniqueids that have a recording.
    """
    own, calls = f"/{pbx_name}-", []
    for leg in legs:
        uniqueid, talk_s, src, dst = leg.uniqueid, leg.billsec_s, leg.src, leg.dst
        is_queued, outcome, answered_by = leg.lastapp == "Queue", "answered", ""
        if is_message_id(uniqueid):
            direction = "message"
        elif not is_extension(src) and (not pbx_name or own not in leg.channel):
            direction = "in"
        else:
            direction = "internal" if is_extension(dst) else "out"
        if leg.disposition != "ANSWERED" or (is_queued and not talk_s):
            outcome, talk_s = _UNANSWERED.get(leg.disposition, "missed"), 0
        elif direction != "message":
            answered_by = _destination(leg, own, pbx_name)
        cost, calldate, ring_s = cost_in_grosze(leg.cost), leg.calldate, leg.duration_s - talk_s
        flags = encode_flags(direction, outcome, talk_s, cost, is_queued, uniqueid in recorded)
        began_s, name = unix_seconds(calldate, uniqueid), caller_name(leg.clid)
        ring_s = ring_s if ring_s > 0 else 0
        fields = [began_s, uniqueid, flags, calldate, src, name, dst, answered_by, ring_s, talk_s, cost, leg.zone, 1]
        calls.append(fields)
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


def leg_destination(leg: Leg, pbx_name: str) -> str:
    """Return the extension of the device on which a leg ended, else the number that was called."""
    return _destination(leg, f"/{pbx_name}-", pbx_name)


def _unanswered(legs: Sequence[Leg]) -> str:
    dispositions = {leg.disposition for leg in legs}
    return next((outcome for disposition, outcome in _UNANSWERED.items() if disposition in dispositions), "missed")


def _direction(first: Leg, decisive: Leg, pbx_name: str) -> str:
    """Return the direction by the calling device if it is the exchange's own, else by the numbers.

    An outgoing call that presents the company's number has that number as `src`; the device in `channel` tells then.
    """
    if is_message_id(first.uniqueid):
        return "message"
    own = f"/{pbx_name}-"
    if not is_extension(first.src) and (not pbx_name or own not in first.channel):
        return "in"
    return "internal" if is_extension(decisive.dst) else "out"


def _destination(leg: Leg, own: str, pbx_name: str) -> str:
    """See `leg_destination`; `own` is what device names of this exchange hold before the extension."""
    _, ours, rest = leg.dstchannel.partition(own)
    if ours and is_extension(near := rest.partition("-")[0]):
        return near
    if is_extension(leg.src):  # an outgoing call, which ends on no device of this exchange
        return leg.dst
    device = extension_from_device(leg.dstchannel, pbx_name)
    return device if is_extension(device) else leg.dst
