"""Desktop notifications: one for each key, removed when they are no longer current, never in the program's way."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from desktop_app.desktop.notifications import Button, Notifications, Work


class SlowService:
    """A notification service that takes its time."""

    def __init__(self) -> None:
        self.shown: dict[str, str] = {}
        self.sent = 0
        self.sending = asyncio.Event()
        self.is_closed = False

    async def send(self, title: str, body: str, buttons: Sequence[Button], on_click: Work | None) -> str:
        self.sending.set()
        await asyncio.sleep(0.02)
        self.sent += 1
        self.shown[str(self.sent)] = title
        return str(self.sent)

    async def clear(self, identifier: str) -> None:
        await asyncio.sleep(0.01)
        self.shown.pop(identifier, None)

    async def close(self) -> None:
        self.is_closed = True


class FailingService(SlowService):
    async def send(self, title: str, body: str, buttons: Sequence[Button], on_click: Work | None) -> str:
        raise OSError("no bus")


class HangingService(SlowService):
    async def send(self, title: str, body: str, buttons: Sequence[Button], on_click: Work | None) -> str:
        await asyncio.Event().wait()
        return ""


async def test_a_second_one_of_the_same_key_replaces_the_first() -> None:
    service = SlowService()
    notifications = Notifications("test", service)
    await asyncio.gather(notifications.show("ring", "Anna", ""), notifications.show("ring", "Anna, Sales", ""))
    assert list(service.shown.values()) == ["Anna, Sales"]
    await notifications.show("missed", "Missed", "")
    assert len(service.shown) == 2
    assert notifications.works is True


async def test_one_that_is_withdrawn_while_it_is_sent_does_not_stay() -> None:
    service = SlowService()
    notifications = Notifications("test", service)
    await asyncio.gather(notifications.show("ring", "Anna rings", ""), notifications.withdraw("ring"))
    assert service.sent == 1
    assert service.shown == {}


async def test_one_that_ceases_to_be_current_while_it_is_sent_does_not_stay() -> None:
    service = SlowService()
    notifications = Notifications("test", service)
    rings = True
    showing = asyncio.ensure_future(notifications.show("ring", "Anna rings", "", is_current=lambda: rings))
    await service.sending.wait()
    rings = False
    assert await showing
    assert service.sent == 1
    assert service.shown == {}


async def test_one_that_is_not_current_any_more_is_not_sent() -> None:
    service = SlowService()
    assert await Notifications("test", service).show("ring", "Anna rings", "", is_current=lambda: False)
    assert service.sent == 0


async def test_a_service_that_fails_costs_a_notification_and_nothing_else() -> None:
    notifications = Notifications("test", FailingService())
    assert notifications.works is None
    assert not await notifications.show("ring", "Anna rings", "")
    assert notifications.works is False


async def test_a_service_that_hangs_is_waited_for_within_the_timeout() -> None:
    notifications = Notifications("test", HangingService(), timeout_s=0.05)
    assert not await notifications.show("ring", "Anna rings", "")
    await notifications.withdraw("ring")


async def test_closing_disconnects_from_the_service() -> None:
    service = SlowService()
    notifications = Notifications("test", service)
    await notifications.show("ring", "Anna rings", "")
    await notifications.close()
    await notifications.close()
    assert service.is_closed
