"""A fake exchange that accepts orders of calls."""

from __future__ import annotations

import asyncio

from desktop_app.pbx.outcomes import Done, Outcome


class Exchange:
    """Answers each order with the same outcome when the test lets it, and records the orders."""

    def __init__(self, outcome: Outcome | Exception = Done()) -> None:  # noqa: B008 - frozen
        self.outcome = outcome
        self.orders: list[tuple[str, str]] = []
        self.go = asyncio.Event()
        self.go.set()

    async def dial(self, own: str, number: str) -> Outcome:
        self.orders.append((own, number))
        await self.go.wait()
        if isinstance(self.outcome, Exception):
            raise self.outcome
        return self.outcome
