"""An exchange that only takes calls."""

from __future__ import annotations

import asyncio

from desktop_app.pbx.outcomes import Done, Outcome


class Exchange:
    """Takes orders when it is let, gives each the same outcome, and remembers them."""

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
