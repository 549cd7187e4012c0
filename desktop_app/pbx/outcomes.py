"""The three outcomes of an order (dial, send an SMS): done, refused or not known.

An order is sent once.  `NotKnown` must not be retried: the exchange may have carried it out.
See PROTOCOL.md, «Orders».
"""

from __future__ import annotations

import msgspec

from desktop_app.pbx.states import SmsState


class Done(msgspec.Struct, frozen=True):
    """The exchange accepted the order.  For a message, `id` identifies it and `state` is its first state."""

    id: str = ""
    state: SmsState | None = None


class Refused(msgspec.Struct, frozen=True):
    """The order was not carried out.  `reason` is one of our phrases or plain text from the exchange."""

    reason: str


class NotKnown(msgspec.Struct, frozen=True):
    """The order may have been carried out: the response was lost or unclear.  `why` says which."""

    why: str


# The one permanent reason: no message can be sent through this exchange.
NO_GATEWAY = "this exchange has no gateway for text messages"
GATEWAY_REFUSES = "the SMS gateway refused it"

Outcome = Done | Refused | NotKnown
