"""Legs into calls: one call may leave several billing records, since a queue tries several agents.

All functions here are pure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from desktop_app.archive.records import Call
from desktop_app.pbx.events import extension_of_device
from desktop_app.pbx.records import Leg, caller_name, instant_of
from desktop_app.text import folded

# A number of up to five digits is inside the exchange: Polish numbers outside have nine, emergency ones three.
_INSIDE = re.compile(r"[0-9]{2,5}")
_EMERGENCY = ("112", "999", "998", "997")
_OUTCOMES = (("ANSWERED", "answered"), ("BUSY", "busy"), ("NO ANSWER", "missed"), ("FAILED", "failed"))


def is_inside(number: str) -> bool:
    """True for an extension's number."""
    return bool(_INSIDE.fullmatch(number)) and number not in _EMERGENCY


def is_message_id(uniqueid: str) -> bool:
    """True for the identifier of a text message: a long number without the dot that calls have."""
    return uniqueid.isdigit() and len(uniqueid) >= 15


def group(legs: Sequence[Leg], pbx_name: str) -> Call:
    """The call that these legs (at least one, all with one uniqueid) are the legs of."""
    ordered = sorted(legs, key=lambda leg: (leg.calldate, leg.key))
    first = ordered[0]
    answered = [leg for leg in ordered if leg.disposition == "ANSWERED" and (leg.billsec_s or leg.lastapp != "Queue")]
    outcome = _outcome(ordered, bool(answered))
    taker = answered[0] if answered else ordered[-1]
    costs = [leg.cost_grosze for leg in ordered if leg.cost_grosze is not None]
    began_s = _seconds(first)
    direction = _direction(first, taker)
    talk_from = taker if answered else ordered[-1]
    ring_s = _seconds(talk_from) - began_s + talk_from.duration_s - (talk_from.billsec_s if answered else 0)
    return Call(
        uniqueid=first.uniqueid,
        began_s=began_s,
        calldate=first.calldate,
        direction=direction,
        outcome=outcome,
        from_number=first.src,
        from_name=caller_name(first.clid),
        to_number=taker.dst if direction != "in" else first.dst,
        answered_by=_answered_by(taker, pbx_name) if answered and direction != "message" else "",
        ring_s=max(ring_s, 0),
        talk_s=sum(leg.billsec_s for leg in answered),
        cost_grosze=sum(costs) if costs else None,
        zone=next((leg.zone for leg in ordered if leg.zone), ""),
        legs=len(ordered),
    )


def _seconds(leg: Leg) -> int:
    moment = instant_of(leg.calldate, leg.uniqueid)
    return int(moment.timestamp()) if moment else 0


def _outcome(legs: Sequence[Leg], is_answered: bool) -> str:
    """Answered by anyone beats the rest."""
    if is_answered:
        return "answered"
    said = {leg.disposition for leg in legs}
    return next((word for disposition, word in _OUTCOMES[1:] if disposition in said), "missed")


def _direction(first: Leg, taker: Leg) -> str:
    if is_message_id(first.uniqueid):
        return "message"
    if not is_inside(first.src):
        return "in"
    return "internal" if is_inside(taker.dst) else "out"


def _answered_by(leg: Leg, pbx_name: str) -> str:
    """The extension of the device on which the call ended, else the number that was called."""
    device = extension_of_device(leg.dstchannel, pbx_name)
    return device if is_inside(device) else leg.dst


def search_text(call: Call, legs: Sequence[Leg]) -> str:
    """Everything one may look for a call by, folded: names, numbers, who was tried."""
    words = [call.from_name, call.from_number, call.to_number, call.answered_by, *(leg.dst for leg in legs)]
    return folded(" ".join(dict.fromkeys(word for word in words if word)))
