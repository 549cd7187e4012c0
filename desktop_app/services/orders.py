"""Orders to the exchange: a call, a message.  Each has one attempt and three ends.

Two hands that order the same thing at once (a double click, Enter held down, the command line beside the window)
make one order.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from enum import Enum
from typing import Protocol
from zoneinfo import ZoneInfo

from desktop_app.archive import key_values as kept_orders
from desktop_app.archive import messages, templates
from desktop_app.archive.records import KeptMessage
from desktop_app.archive.store import Archive
from desktop_app.office import ACTIVE, Change, DeviceState, Office, Part, SmsState
from desktop_app.pbx.outcomes import NO_GATEWAY, Done, NotKnown, Outcome, Refused
from desktop_app.phone_numbers.dial_plan import DialRules, to_dial
from desktop_app.phone_numbers.kinds import is_emergency, sms_number
from desktop_app.phone_numbers.parsing import parse_number
from desktop_app.runtime.clock import Clock
from desktop_app.services.live_feed import LiveFeed
from desktop_app.services.order_guard import Claim, OrderGuard

OUR_RING_S = 60.0
MESSAGE_LIMIT = 1024
WARSAW = ZoneInfo("Europe/Warsaw")

__all__ = ["Dialler", "Done", "Messenger", "NotKnown", "Outcome", "Question", "Refused"]


class Orders(Protocol):
    """The part of the REST client that orders."""

    async def dial(self, own: str, number: str) -> Outcome: ...

    async def send_sms(self, to: str, body: str, *, test: bool) -> Outcome: ...


class Question(Enum):
    """What a person must say yes to before a call is placed."""

    EMERGENCY = "emergency"
    AGAIN = "again"
    ANOTHER = "another"
    BUSY = "busy"
    UNAVAILABLE = "unavailable"


class Dialler:
    """Places calls from the own phone.  `office` tells what is known now, so that a busy phone is asked about.

    `guard` knows the orders of other programs too, `rules` how the exchange wants its numbers.
    """

    def __init__(
        self,
        rest: Orders,
        own: str,
        clock: Clock,
        office: Callable[[], Office],
        guard: OrderGuard | None = None,
        rules: Callable[[], DialRules] = DialRules,
    ) -> None:
        self._rest = rest
        self._office = office
        self._own = own
        self._clock = clock
        self._guard = guard or OrderGuard(now_s=lambda: clock().timestamp())
        self._rules = rules
        self._last: tuple[str, datetime] | None = None
        self._is_ring_over = False

    def question(self, number: str) -> Question | None:
        """What to ask before this number is dialled, if anything."""
        plain = parse_number(number)
        if plain is None:
            return None
        if is_emergency(plain):
            return Question.EMERGENCY
        found = self._guard.look(plain)
        if found in (Claim.AGAIN, Claim.ANOTHER):
            return Question.AGAIN if found is Claim.AGAIN else Question.ANOTHER
        lamp = self._office().lamps.get(self._own)
        if lamp is None or not self._office().is_live(lamp):
            return None
        if lamp.state is DeviceState.UNAVAILABLE:
            return Question.UNAVAILABLE
        return Question.BUSY if lamp.state in ACTIVE else None

    def is_ringing_for_us(self, number: str) -> bool:
        """True when a ring of the own phone by this number is the first half of a call that we ordered."""
        if self._last is None or self._is_ring_over or (self._clock() - self._last[1]).total_seconds() > OUR_RING_S:
            return False
        return number in ("", self._own, to_dial(self._last[0], self._rules())) or parse_number(number) == self._last[0]

    def own_ring_is_over(self) -> None:
        """The own phone is free again after our order's ring: whoever rings it next is somebody who calls us."""
        self._is_ring_over = True

    async def call(
        self, number: str, *, again: bool = False, leaving: Callable[[str], None] = lambda plain: None
    ) -> Outcome:
        """Order one call.  What cannot be dialled is refused before anything leaves.

        `again` says that a person was asked, and wants the number that was called a moment ago; `leaving` is told the
        number just before the order leaves.
        """
        plain = parse_number(number)
        if plain is None:
            return Refused("this is not a number that can be dialled")
        if not self._own:
            return Refused("your own extension is not set")
        if plain == self._own:
            return Refused("this is your own phone")
        claim = self._guard.claim(plain, again=again)
        if claim is Claim.UNDER_WAY:
            return Refused("this call is being placed already")
        if claim is Claim.AGAIN:
            return Refused("this number was called a moment ago")
        before = self._last, self._is_ring_over
        self._last, self._is_ring_over = (plain, self._clock()), False
        leaving(plain)
        outcome: Outcome = NotKnown("the program ended before an answer came")
        try:
            outcome = await self._rest.dial(self._own, to_dial(plain, self._rules()))
        finally:
            self._guard.release(plain, happened=not isinstance(outcome, Refused))
            if isinstance(outcome, Refused):  # nothing rings for us: whoever rings next is somebody who calls
                self._last, self._is_ring_over = before
        return outcome


class Messenger:
    """Sends text messages and follows each to its end.  `on_change` is called when the outbox looks different,
    `on_failed(identifier, number, state)` when one did not arrive.
    """

    def __init__(
        self, rest: Orders, live: LiveFeed, archive: Archive, clock: Clock, on_change: Callable[[], None]
    ) -> None:
        self._rest = rest
        self._live = live
        self._archive = archive
        self._clock = clock
        self._on_change = on_change
        self.on_failed: Callable[[str, str, SmsState], None] = lambda message_id, number, state: None
        self.has_no_gateway = False
        self.draft = ""
        self.templates: list[tuple[str, str]] = []
        self._messaged: dict[str, datetime] = {}

    async def send(self, to: str, body: str, *, test: bool) -> Outcome:
        """Send one message.  It is written down before it leaves, so that nothing sent is ever forgotten."""
        number = sms_number(to)
        if number is None:
            return Refused("a message needs a Polish mobile number of nine digits")
        if not body.strip():
            return Refused("the message is empty")
        if len(body) > MESSAGE_LIMIT:
            return Refused(f"the message is longer than {MESSAGE_LIMIT} characters")
        made_at = self._clock()
        row = await self._archive.run(lambda db: messages.add_message(db, made_at, number, body, is_test=test))
        if not test:
            self._messaged[number] = made_at
        self._on_change()
        outcome: Outcome = NotKnown("the program ended before an answer came")
        try:
            outcome = await self._rest.send_sms(number, body, test=test)
        finally:
            await self._settle(row, outcome)
        await self._note_gateway(outcome)
        return outcome

    async def load(self) -> None:
        """Read whether this exchange was found to have no gateway, and what was being written."""
        self.has_no_gateway = bool(await self._archive.run(lambda db: kept_orders.kept(db, kept_orders.NO_GATEWAY)))
        self.draft = await self._archive.run(lambda db: kept_orders.kept(db, kept_orders.DRAFT))
        self.templates = await self._archive.run(templates.templates)
        self._messaged = await self._archive.run(messages.messaged)

    def messaged_at(self, number: str) -> datetime | None:
        """When a message was sent from here to a number last; None where none was."""
        return self._messaged.get(sms_number(number) or "")

    async def keep_template(self, name: str, body: str) -> list[tuple[str, str]]:
        """Keep a template (an empty text forgets it); gives all of them."""
        await self._archive.run(lambda db: templates.save_template(db, name, body))
        self.templates = await self._archive.run(templates.templates)
        return self.templates

    async def keep_draft(self, text: str) -> None:
        """What a person is writing outlives a restart."""
        self.draft = text
        await self._archive.run(lambda db: kept_orders.keep(db, kept_orders.DRAFT, text))

    async def _note_gateway(self, outcome: Outcome) -> None:
        has_none = isinstance(outcome, Refused) and outcome.reason == NO_GATEWAY
        if has_none != self.has_no_gateway and (has_none or isinstance(outcome, Done)):
            self.has_no_gateway = has_none
            since = self._clock().isoformat() if has_none else ""
            await self._archive.run(lambda db: kept_orders.keep(db, kept_orders.NO_GATEWAY, since))
            self._on_change()

    async def reconcile(self) -> None:
        """Compare messages whose end is not known with the billing records: what is billed was sent.

        Nothing is sent.
        """
        found = await self._archive.run(messages.reconcile_messages)
        for message_id in found:  # its events may have come before we knew that it is ours
            await self._note(message_id)
        if found:
            self._on_change()

    async def month(self) -> tuple[int, int]:
        """(messages, grosze) of the present month; tests are not counted."""
        first = self._clock().astimezone(WARSAW).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
        return await self._archive.run(lambda db: messages.message_sums(db, first.astimezone(UTC).isoformat()))

    async def conversation(self, number: str) -> list[KeptMessage]:
        """All messages to one number, the newest first."""
        return await self._archive.run(lambda db: messages.messages(db, -1, number))

    async def _settle(self, row: int, outcome: Outcome) -> None:
        stage, reason, message_id = "accepted", "", ""
        state: SmsState | None = None
        match outcome:
            case Done():
                message_id, state = outcome.id, outcome.state
            case Refused():
                stage, reason = "refused", outcome.reason
            case NotKnown():
                stage, reason = "unknown", outcome.why
        at = self._clock()
        await self._archive.run(lambda db: messages.settle_message(db, row, stage, message_id, state, at, reason))
        # An event about it may have come before the answer that told its identifier.
        if message_id in self._live.office.messages:
            await self._note(message_id)
        self._on_change()

    async def follow(self, changes: tuple[Change, ...]) -> None:
        """Write down what the events say of our messages."""
        for change in changes:
            if change.part is Part.MESSAGE and await self._note(change.key):
                self._on_change()

    async def _note(self, message_id: str) -> bool:
        report = self._live.office.messages.get(message_id)
        if report is None:
            return False
        number = await self._archive.run(lambda db: messages.report_message(db, report.id, report.state, report.at))
        if number and report.state.is_final and report.state is not SmsState.DELIVERED:
            self.on_failed(report.id, number, report.state)
        return bool(number)

    async def outbox(self, limit: int = 1000) -> list[KeptMessage]:
        """The latest messages, the newest first."""
        return await self._archive.run(lambda db: messages.messages(db, limit))
