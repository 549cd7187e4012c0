"""A messenger with a scripted gateway, and what it tells its listeners."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from desktop_app.archive import calls
from desktop_app.archive.store import Archive
from desktop_app.office import Change, SmsState, reduce
from desktop_app.pbx.events import SmsEvent
from desktop_app.pbx.outcomes import Done, Outcome
from desktop_app.services.live_feed import LiveFeed
from desktop_app.services.messenger import MessageFailure, Messenger
from tests.support.demo import KEY
from tests.support.legs import leg

NOW = datetime(2026, 3, 2, 8, 0, 10, tzinfo=UTC)  # 9:00:10 in Warsaw
BILLED = "3421756012963258480"


class Gateway:
    """A gateway that returns a chosen outcome."""

    def __init__(self) -> None:
        self.outcome: Outcome | Exception = Done("1", SmsState.QUEUE)
        self.sent = 0
        self.orders: list[tuple[str, str, bool]] = []
        self.before_answering: Callable[[], Awaitable[object]] | None = None

    async def dial(self, own: str, number: str) -> Outcome:
        raise AssertionError("no call here")

    async def send_sms(self, to: str, body: str, *, test: bool) -> Outcome:
        self.sent += 1
        self.orders.append((to, body, test))
        if self.before_answering is not None:
            await self.before_answering()
        if isinstance(self.outcome, Exception):
            raise self.outcome
        return self.outcome


class Messaging:
    def __init__(self, archive: Archive) -> None:
        self.archive, self.gateway, self.now = archive, Gateway(), NOW
        self.live = LiveFeed("wss://example.org", "X", KEY, lambda: NOW)
        self.messenger = Messenger(self.gateway, self.live, archive, lambda: self.now)
        self.changed = 0
        self.failed: list[tuple[str, str, SmsState]] = []
        self.unsent: list[tuple[str, Outcome]] = []
        self.messenger.changed.subscribe(self._count)
        self.messenger.failed.subscribe(self._note_failure)

    def _count(self) -> None:
        self.changed += 1

    def _note_failure(self, failure: MessageFailure) -> None:
        if failure.state is not None:
            self.failed.append((failure.key, failure.number, failure.state))
        elif failure.outcome is not None:
            self.unsent.append((failure.number, failure.outcome))

    def report(self, message_id: str, state: SmsState) -> tuple[Change, ...]:
        """Receive a report of the exchange on a message."""
        self.live.office, changes = reduce(self.live.office, SmsEvent(message_id, state), self.now)
        return changes

    async def bill(self, *uniqueids: str, number: str = "600100200", at: str = "2026-03-02 09:01:00") -> None:
        legs = [
            leg(one, calldate=at, src="101", dst=number, lastapp="SMS", channel="", dstchannel="", cost=12)
            for one in uniqueids
        ]
        await self.archive.run(lambda db: calls.save_legs(db, legs, "X"))
