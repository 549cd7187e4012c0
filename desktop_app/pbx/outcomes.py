"""The three ends of an order (a call, a message): done, refused, not known.

An order has one attempt.  `NotKnown` is no failure to be repeated: the exchange may have carried it out.
"""

from __future__ import annotations

import msgspec

from desktop_app.pbx.states import SmsState


class Done(msgspec.Struct, frozen=True):
    """The exchange took the order.  A message has an `id` from now on, and a first state."""

    id: str = ""
    state: SmsState | None = None


class Refused(msgspec.Struct, frozen=True):
    """The order was not carried out.  `reason` is a word of ours or the exchange's own, plain text from outside."""

    reason: str


class NotKnown(msgspec.Struct, frozen=True):
    """The request may have left and no answer came that says yes or no.  `why` names what came instead."""

    why: str


# The reason of a refusal that is no passing one: nothing can be sent through this exchange.
NO_GATEWAY = "this exchange has no gateway for text messages"

Outcome = Done | Refused | NotKnown
