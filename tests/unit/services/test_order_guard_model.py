"""Any order of claims, ends, deaths of programs and clock changes, against a model of who may order what."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path
from typing import Literal

from hypothesis import example, given, settings
from hypothesis import strategies as st

from desktop_app.services.order_claims import AGAIN_WITHIN_S, GIVEN_UP_AFTER_S, Claim
from desktop_app.services.order_guard import OrderGuard

START_S = 1_000_000.0


class Clock:
    def __init__(self) -> None:
        self.now_s = START_S

    def __call__(self) -> float:
        return self.now_s


NUMBERS = ("600100200", "501222333")


class Order:
    """An order in the model."""

    def __init__(self, number: str, at_s: float) -> None:
        self.number, self.at_s, self.is_open = number, at_s, True


class Office:
    """Three processes that share one file, and a model of the result that each must get.

    The model holds running orders and completed ones, but no refused ones.
    """

    def __init__(self, path: Path) -> None:
        self.path, self.clock = path, Clock()
        self.guards = [OrderGuard(path, self.clock) for _ in range(3)]
        self.under_way: dict[tuple[int, str], Order] = {}
        self.orders: list[Order] = []

    def expected(self, number: str) -> Claim:
        age_s = {order: self.clock.now_s - order.at_s for order in self.orders}
        if any(one.number == number and one.is_open and age_s[one] < GIVEN_UP_AFTER_S for one in self.orders):
            return Claim.UNDER_WAY
        lately = {one.number for one in self.orders if 0 <= age_s[one] < AGAIN_WITHIN_S}
        if number in lately:
            return Claim.AGAIN
        return Claim.ANOTHER if lately else Claim.FREE

    async def claim(self, program: int, number: str, again: bool) -> None:
        expected = self.expected(number)
        is_taken = expected is Claim.UNDER_WAY or (expected is Claim.AGAIN and not again)
        found = await self.guards[program].claim(number, again=again)
        assert found is (expected if is_taken else Claim.FREE)
        if found is Claim.FREE:
            order = Order(number, self.clock.now_s)
            self.under_way[program, number] = order
            self.orders.append(order)

    async def release(self, program: int, number: str, happened: bool) -> None:
        await self.guards[program].release(number, happened=happened)
        order = self.under_way.pop((program, number), None)
        if order is not None:
            order.is_open = False
            if not happened:
                self.orders.remove(order)

    async def set_clock(self, second: float) -> None:
        """Set the clock.  Orders older than the longest wait for an answer end first, as in the program."""
        for (program, number), order in list(self.under_way.items()):
            if START_S + second - order.at_s >= GIVEN_UP_AFTER_S:
                await self.release(program, number, True)
        self.clock.now_s = START_S + second

    async def die(self, program: int) -> None:
        await self.guards[program].close()
        self.guards[program] = OrderGuard(self.path, self.clock)
        self.under_way = {key: order for key, order in self.under_way.items() if key[0] != program}


Step = tuple[Literal["claim", "release"], int, str, bool] | tuple[Literal["clock"], float] | tuple[Literal["die"], int]
programs, numbers = st.integers(0, 2), st.sampled_from(NUMBERS)
steps = st.one_of(
    st.tuples(st.just("claim"), programs, numbers, st.booleans()),
    st.tuples(st.just("release"), programs, numbers, st.booleans()),
    # In total less than FORGOTTEN_AFTER_S, since older claims are no longer in the file.
    st.tuples(st.just("clock"), st.integers(-50, 50)),
    st.tuples(st.just("die"), programs),
)


@settings(max_examples=40, deadline=None)
@given(st.lists(steps, max_size=12))
@example([("claim", 0, "600100200", False), ("clock", -50), ("claim", 1, "600100200", True)])
@example([("claim", 0, "600100200", False), ("clock", -50), ("release", 0, "600100200", False)])
@example([("claim", 0, "600100200", False), ("clock", -50), ("release", 0, "600100200", True), ("clock", 4)])
@example([("claim", 0, "600100200", False), ("claim", 0, "501222333", True), ("release", 0, "600100200", False)])
@example([("claim", 0, "600100200", False), ("claim", 1, "501222333", True), ("release", 1, "600100200", False)])
@example(
    [
        ("claim", 0, "600100200", False),
        ("release", 0, "600100200", True),
        ("claim", 1, "600100200", True),
        ("claim", 1, "501222333", True),
        ("release", 1, "600100200", False),
    ]
)
def test_no_number_is_ordered_twice_at_one_time_and_a_refused_order_leaves_the_others(doing: list[Step]) -> None:
    async def scenario(path: Path) -> None:
        office = Office(path)
        for step in doing:
            match step:
                case ("claim", program, number, again):
                    await office.claim(program, number, again)
                case ("release", program, number, happened):
                    await office.release(program, number, happened)
                case ("clock", second):
                    await office.set_clock(second)
                case ("die", program):
                    await office.die(program)
            for number in NUMBERS:
                assert await office.guards[0].look(number) is office.expected(number)
                assert await office.guards[2].look(number) is office.expected(number)
        for guard in office.guards:
            await guard.close()

    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(scenario(Path(folder) / "orders.lock"))
