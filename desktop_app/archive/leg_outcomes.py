"""How a leg ended: with a person, with a machine, or not at all.  Pure functions.

ANSWERED says that the channel was answered, which an announcement does as well: see pbx/PROTOCOL.md, «Answered by a
machine».
"""

from __future__ import annotations

import re
from functools import lru_cache

from desktop_app.pbx.device_names import extension_from_device
from desktop_app.pbx.records import Leg
from desktop_app.phone_numbers.kinds import is_extension

# The exchange's words for a call without an answer.  Any other word counts as a failure and is shown as it is.
UNANSWERED = {"BUSY": "busy", "NO ANSWER": "missed", "FAILED": "failed", "": "missed"}
# A call whose legs differ and of which none was answered by a person has the first of these outcomes.
PRECEDENCE = ("answered", "voicemail", "abandoned", "busy", "missed", "failed", "announcement")
# Applications that connect two parties.  Every other one plays or records sound.
_CONNECTING = frozenset(("dial", "queue", "bridge", "followme", "page", "pickup", "retrydial", ""))
_FEATURE_CODE = re.compile(r"[*#][0-9*#]*")


def is_person(leg: Leg) -> bool:
    """Return True if a person answered this leg."""
    return leg.disposition == "ANSWERED" and outcome_of_answer(leg.lastapp, leg.dstchannel, leg.billsec_s) == "answered"


def outcome_of(leg: Leg) -> str:
    """Return the outcome of a leg, one of PRECEDENCE."""
    if leg.disposition == "ANSWERED":
        return outcome_of_answer(leg.lastapp, leg.dstchannel, leg.billsec_s)
    return UNANSWERED.get(leg.disposition, "failed")


def outcome_of_answer(lastapp: str, dstchannel: str, billsec_s: int) -> str:
    """Return who answered: a person («answered»), or which machine.

    A person answers on an end device.  Voicemail follows a device that did not answer, whose name may still be in
    `dstchannel`.
    """
    application = lastapp.lower()
    if "voicemail" in application or application.startswith("minivm"):
        return "voicemail"
    if application == "queue":
        if dstchannel:
            return "answered" if billsec_s else "missed"
        return "abandoned"
    return "answered" if dstchannel else "announcement"


@lru_cache(maxsize=1024)
def is_feature_code(number: str) -> bool:
    """Return True for what a phone dials to use a function of the exchange: *97, *8101."""
    return _FEATURE_CODE.fullmatch(number) is not None


def destination(leg: Leg, pbx_name: str) -> str:
    """Return the extension of the device on which a leg ended, else the number that was called."""
    return taker(leg, f"/{pbx_name}-", pbx_name) or leg.dst


def taker(leg: Leg, own: str, pbx_name: str) -> str:
    """Return who answered a leg that a person answered: an extension, or for a call from inside the number called.

    Empty if neither is known, as for an incoming call that was forwarded.  `own` is what device names of this exchange
    hold before the extension.
    """
    _, ours, rest = leg.dstchannel.partition(own)
    if ours and is_extension(near := rest.partition("-")[0]):
        return near
    if is_extension(leg.src):  # an outgoing call, which ends on no device of this exchange
        return leg.dst
    device = extension_from_device(leg.dstchannel, pbx_name)
    return device if is_extension(device) else ""
