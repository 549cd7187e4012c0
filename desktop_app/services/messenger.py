"""Text messages: sent once, followed to their end, reconciled with billing."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Protocol
from zoneinfo import ZoneInfo

import msgspec

from desktop_app.archive import key_values, messages, templates
from desktop_app.archive.records import StoredMessage
from desktop_app.archive.store import Archive
from desktop_app.office import Change, Part, SmsState
from desktop_app.pbx.outcomes import NO_GATEWAY, Done, NotKnown, Outcome, Refused
from desktop_app.phone_numbers.kinds import sms_number
from desktop_app.runtime.clock import Clock
from desktop_app.runtime.subscriptions import Listeners
from desktop_app.services.live_feed import LiveFeed

OUTBOX_LIMIT = 1000
MESSAGE_LIMIT = 1024
WARSAW = ZoneInfo("Europe/Warsaw")


class MessageOrders(Protocol):
    """The part of the REST client that orders messages."""

    async def send_sms(self, to: str, body: str, *, test: bool) -> Outcome: ...


class MessageFailure(msgspec.Struct, frozen=True):
    """A message that was not delivered, by the gateway's report (`state`), or not sent, by the outcome of its request.

    `key` identifies the message.
    """

    key: str
    number: str
    state: SmsState | None
    outcome: Outcome | None = None


class Messenger:
    """Sends text messages and follows each to its end.

    `changed` is notified when the list of messages is different, `failed(identifier, number, state)` when the gateway
    reports that a message was not delivered.
    """

    def __init__(self, exchange: MessageOrders, live: LiveFeed, archive: Archive, clock: Clock) -> None:
        self._exchange = exchange
        self._live = live
        self._archive = archive
        self._clock = clock
        self.changed: Listeners[[]] = Listeners("messages")
        self.failed: Listeners[[MessageFailure]] = Listeners("failed messages")
        self.has_no_gateway = False
        self.draft = ""
        self.templates: list[tuple[str, str]] = []
        self._messaged: dict[str, datetime] = {}

    async def send(self, to: str, body: str, *, test: bool) -> Outcome:
        """Send one message and return its outcome.  It is stored before it leaves, so that no sent message is lost."""
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
        self.changed.notify()
        outcome: Outcome = NotKnown("the program ended before an answer came")
        try:
            outcome = await self._exchange.send_sms(number, body, test=test)
        finally:
            await self._settle(row, number, outcome)
        await self._note_gateway(outcome)
        return outcome

    async def load(self) -> None:
        """Read what the archive holds: whether the exchange has no gateway, the draft, the templates."""
        self.has_no_gateway = bool(await self._archive.run(lambda db: key_values.get_value(db, key_values.NO_GATEWAY)))
        self.draft = await self._archive.run(lambda db: key_values.get_value(db, key_values.DRAFT))
        self.templates = await self._archive.run(templates.list_templates)
        self._messaged = await self._archive.run(messages.last_sent)

    def messaged_at(self, number: str) -> datetime | None:
        """When a message was last sent from here to a number; None if never."""
        return self._messaged.get(sms_number(number) or "")

    async def keep_template(self, name: str, body: str) -> list[tuple[str, str]]:
        """Store a template, or delete it when `body` is empty.  Returns all templates as (name, text)."""
        await self._archive.run(lambda db: templates.save_template(db, name, body))
        self.templates = await self._archive.run(templates.list_templates)
        return self.templates

    async def keep_draft(self, text: str) -> None:
        """Store the message that is being written, so that it survives a restart."""
        self.draft = text
        await self._archive.run(lambda db: key_values.set_value(db, key_values.DRAFT, text))

    async def _note_gateway(self, outcome: Outcome) -> None:
        has_none = isinstance(outcome, Refused) and outcome.reason == NO_GATEWAY
        if has_none != self.has_no_gateway and (has_none or isinstance(outcome, Done)):
            self.has_no_gateway = has_none
            since = self._clock().isoformat() if has_none else ""
            await self._archive.run(lambda db: key_values.set_value(db, key_values.NO_GATEWAY, since))
            self.changed.notify()

    async def reconcile(self) -> None:
        """Look for messages of unknown outcome in the billing records: what is billed was sent.

        Nothing is sent again.
        """
        found = await self._archive.run(messages.reconcile_messages)
        for message_id in found:  # its events may have come before we knew that it is ours
            await self._note(message_id)
        if found:
            self.changed.notify()

    async def month(self) -> tuple[int, int]:
        """Messages sent in the present month of Warsaw's calendar and their cost in grosze, without test messages."""
        first = self._clock().astimezone(WARSAW).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
        return await self._archive.run(lambda db: messages.message_totals(db, first.astimezone(UTC).isoformat()))

    async def conversation(self, number: str) -> list[StoredMessage]:
        """All messages to one number, newest first."""
        return await self._archive.run(lambda db: messages.list_messages(db, -1, number))

    async def _settle(self, row: int, number: str, outcome: Outcome) -> None:
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
        if stage != "accepted":
            self.failed.notify(MessageFailure(f"order {row}", number, None, outcome))
        await self._archive.run(lambda db: messages.record_outcome(db, row, stage, message_id, state, at, reason))
        # An event about it may have arrived before the answer with its identifier.
        if message_id in self._live.office.messages:
            await self._note(message_id)
        self.changed.notify()

    async def follow(self, changes: tuple[Change, ...]) -> None:
        """Store the delivery reports among these changes."""
        for change in changes:
            if change.part is Part.MESSAGE and await self._note(change.key):
                self.changed.notify()

    async def _note(self, message_id: str) -> bool:
        report = self._live.office.messages.get(message_id)
        if report is None:
            return False
        number = await self._archive.run(lambda db: messages.update_state(db, report.id, report.state, report.at))
        if number and report.state.is_final and report.state is not SmsState.DELIVERED:
            self.failed.notify(MessageFailure(report.id, number, report.state))
        return bool(number)

    async def outbox(self) -> list[StoredMessage]:
        """Return the latest messages, newest first, at most OUTBOX_LIMIT."""
        return await self._archive.run(lambda db: messages.list_messages(db, OUTBOX_LIMIT))
