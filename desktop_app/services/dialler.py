"""Calls ordered from the own phone.  Each order has one attempt and three outcomes: done, refused, not known.

The same call ordered twice at once (a double click, Enter held down, the command line beside the window) is one order.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from enum import Enum
from typing import Protocol

from desktop_app.office import ACTIVE, DeviceState, Office
from desktop_app.pbx.outcomes import Done, NotKnown, Outcome, Refused
from desktop_app.phone_numbers.dial_plan import DialRules, to_dial
from desktop_app.phone_numbers.kinds import is_emergency
from desktop_app.phone_numbers.parsing import parse_number
from desktop_app.runtime.clock import Clock
from desktop_app.runtime.lifetimes import finish
from desktop_app.services.order_claims import Claim
from desktop_app.services.order_guard import OrderGuard

OUR_RING_S = 60.0

__all__ = ["Dialler", "Done", "NotKnown", "Outcome", "Question", "Refused"]


class CallOrders(Protocol):
    """The part of the REST client that orders calls."""

    async def dial(self, own: str, number: str) -> Outcome: ...


class Question(Enum):
    """What the user must confirm before a call is ordered."""

    EMERGENCY = "emergency"
    AGAIN = "again"
    ANOTHER = "another"
    BUSY = "busy"
    UNAVAILABLE = "unavailable"


class Dialler:
    """Orders calls from the own phone, `own` (an extension, or empty where none is set).

    `office` returns what is known now, so that a busy phone is asked about.  `guard` knows the orders of other programs
    too, `rules` how the exchange wants its numbers.
    """

    def __init__(
        self,
        exchange: CallOrders,
        own: str,
        clock: Clock,
        office: Callable[[], Office],
        guard: OrderGuard,
        rules: Callable[[], DialRules] = DialRules,
    ) -> None:
        self._exchange = exchange
        self._office = office
        self._own = own
        self._clock = clock
        self._guard = guard
        self._rules = rules
        self._last: tuple[str, datetime] | None = None
        self._is_ring_over = False

    async def question(self, number: str) -> Question | None:
        """What to ask before this number is dialled; None when nothing has to be asked."""
        plain = parse_number(number)
        if plain is None:
            return None
        if is_emergency(plain):
            return Question.EMERGENCY
        found = await self._guard.look(plain)
        if found in (Claim.AGAIN, Claim.ANOTHER):
            return Question.AGAIN if found is Claim.AGAIN else Question.ANOTHER
        lamp = self._office().lamps.get(self._own)
        if lamp is None or not self._office().is_live(lamp):
            return None
        if lamp.state is DeviceState.UNAVAILABLE:
            return Question.UNAVAILABLE
        return Question.BUSY if lamp.state in ACTIVE else None

    def is_ringing_for_us(self, number: str) -> bool:
        """True when the own phone, ringing with this number, rings because of the call that was ordered last."""
        if self._last is None or self._is_ring_over or (self._clock() - self._last[1]).total_seconds() > OUR_RING_S:
            return False
        return number in ("", self._own, to_dial(self._last[0], self._rules())) or parse_number(number) == self._last[0]

    def own_ring_is_over(self) -> None:
        """The own phone has stopped ringing for an order, so its next ring is an incoming call."""
        self._is_ring_over = True

    async def call(
        self, number: str, *, again: bool = False, leaving: Callable[[str], None] = lambda plain: None
    ) -> Outcome:
        """Order one call and return its outcome.  A number that cannot be dialled is refused before anything is sent.

        `again` says that the user confirmed to call a number once more that was called a moment ago.  `leaving` is
        called with the plain number just before the order is sent.
        """
        plain = parse_number(number)
        if plain is None:
            return Refused("this is not a number that can be dialled")
        if not self._own:
            return Refused("your own extension is not set")
        if plain == self._own:
            return Refused("this is your own phone")
        claim = await self._guard.claim(plain, again=again)
        if claim is Claim.UNDER_WAY:
            return Refused("this call is being placed already")
        if claim is Claim.AGAIN:
            return Refused("this number was called a moment ago")
        may_have_happened = True  # also when no answer comes
        try:
            outcome = await self._order(plain, leaving)
            may_have_happened = not isinstance(outcome, Refused)
        finally:
            await finish(self._guard.release(plain, happened=may_have_happened))
        return outcome

    async def _order(self, plain: str, leaving: Callable[[str], None]) -> Outcome:
        before = self._last, self._is_ring_over
        self._last, self._is_ring_over = (plain, self._clock()), False
        leaving(plain)
        outcome = await self._exchange.dial(self._own, to_dial(plain, self._rules()))
        if isinstance(outcome, Refused):  # no ring belongs to this order, so the next one is an incoming call
            self._last, self._is_ring_over = before
        return outcome
