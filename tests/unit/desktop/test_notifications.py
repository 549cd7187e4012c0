"""Pop-ups of the system: one for each key, gone when they are no longer so, and never in the way of the program."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from desktop_app.desktop.notifications import Notifications, Work


class Service:
    """A slow notification service."""

    def __init__(self) -> None:
        self.standing: dict[str, str] = {}
        self.sent = 0

    async def clear(self, identifier: str) -> None:
        await asyncio.sleep(0.01)
        self.standing.pop(identifier, None)


class Slow(Notifications):
    """As in the program, but for the service."""

    def __init__(self) -> None:
        super().__init__("test")
        self.service = Service()
        self._notifier = self.service  # type: ignore[assignment]

    async def _send(self, title: str, body: str, buttons: Sequence[tuple[str, Work]], on_click: Work | None) -> str:
        await asyncio.sleep(0.02)
        self.service.sent += 1
        self.service.standing[str(self.service.sent)] = title
        return str(self.service.sent)


async def test_a_second_one_of_the_same_key_takes_the_place_of_the_first() -> None:
    slow = Slow()
    await asyncio.gather(slow.show("ring", "Anna rings", ""), slow.show("ring", "Anna rings, Sales", ""))
    assert list(slow.service.standing.values()) == ["Anna rings, Sales"]
    await slow.show("missed", "Missed", "")
    assert len(slow.service.standing) == 2


async def test_a_ring_that_ends_while_it_is_being_shown_does_not_stay() -> None:
    slow = Slow()
    await asyncio.gather(slow.show("ring", "Anna rings", ""), slow.withdraw("ring"))
    assert slow.service.standing == {}
    rings = True
    showing = asyncio.ensure_future(slow.show("ring", "Anna rings", "", is_still_so=lambda: rings))
    await asyncio.sleep(0.01)
    rings = False
    await showing
    assert slow.service.standing == {}


async def test_a_desktop_without_a_service_costs_a_pop_up_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    async def fails(*arguments: object) -> str:
        raise OSError("no bus")

    slow = Slow()
    monkeypatch.setattr(slow, "_send", fails)
    assert not await slow.show("ring", "Anna rings", "")
    assert slow.works is False
