"""Ordering calls: confirmations, refusals, and whether a ring belongs to an order."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from desktop_app.office import DeviceState, Office, mark_stale, reduce
from desktop_app.pbx.events import DeviceEvent
from desktop_app.pbx.outcomes import Done, NotKnown, Outcome, Refused
from desktop_app.phone_numbers.dial_plan import DialRules
from desktop_app.services.dialler import Dialler, Question
from desktop_app.services.order_claims import AGAIN_WITHIN_S, Claim
from desktop_app.services.order_guard import OrderGuard
from tests.support.dialling import Exchange

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
NUMBER = "600100200"


class OwnPhone:
    """A dialler of phone 101 with a simulated clock."""

    def __init__(self, outcome: Outcome | Exception = Done(), rules: DialRules = DialRules()) -> None:  # noqa: B008
        self.now, self.office = NOW, mark_stale(Office())[0]
        self.exchange = Exchange(outcome)
        self.guard = OrderGuard(now_s=lambda: self.now.timestamp())
        self.dialler = Dialler(
            self.exchange, "101", lambda: self.now, lambda: self.office, self.guard, rules=lambda: rules
        )

    def phone(self, state: DeviceState, extension: str = "101") -> None:
        self.office, _ = reduce(self.office, DeviceEvent("subscriber", extension, state, 0), self.now)

    def wait(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


# ---- questions -----------------------------------------------------------------------------------


async def test_a_repeated_and_an_emergency_number_need_a_confirmation() -> None:
    own = OwnPhone()
    assert await own.dialler.question(NUMBER) is None
    await own.dialler.call(NUMBER)
    assert await own.dialler.question("600 100 200") is Question.AGAIN
    assert await own.dialler.question("600100201") is Question.ANOTHER
    own.wait(AGAIN_WITHIN_S + 1)
    assert await own.dialler.question(NUMBER) is None
    assert await own.dialler.question("112") is Question.EMERGENCY
    own.phone(DeviceState.IN_USE)
    assert await own.dialler.question(NUMBER) is Question.BUSY
    own.office = mark_stale(own.office)[0]
    assert await own.dialler.question(NUMBER) is None, "what is only as of then asks nothing"


@pytest.mark.parametrize(
    ("state", "asked"),
    [
        (DeviceState.IDLE, None),
        (DeviceState.UNAVAILABLE, Question.UNAVAILABLE),
        (DeviceState.RINGING, Question.BUSY),
        (DeviceState.CONNECTING, Question.BUSY),
        (DeviceState.IN_USE, Question.BUSY),
        (DeviceState.ON_HOLD, Question.BUSY),
    ],
)
async def test_the_state_of_the_own_phone_may_need_a_confirmation(state: DeviceState, asked: Question | None) -> None:
    own = OwnPhone()
    own.phone(state)
    assert await own.dialler.question(NUMBER) is asked


async def test_the_state_of_another_phone_needs_no_confirmation() -> None:
    own = OwnPhone()
    own.phone(DeviceState.IN_USE, "102")
    assert await own.dialler.question(NUMBER) is None


async def test_a_running_order_and_an_invalid_number_need_no_confirmation() -> None:
    own = OwnPhone()
    assert await own.guard.claim(NUMBER, again=False) is Claim.FREE
    assert await own.dialler.question(NUMBER) is None, "call() refuses it, with a reason"
    own.phone(DeviceState.IN_USE)
    assert await own.dialler.question("Anna") is None


# ---- orders --------------------------------------------------------------------------------------


async def test_a_double_click_orders_one_call() -> None:
    own = OwnPhone()
    own.exchange.go.clear()
    both = asyncio.gather(own.dialler.call("600 100 200"), own.dialler.call("+48600100200"))
    await asyncio.sleep(0)
    own.exchange.go.set()
    first, second = await both
    assert (first, second) == (Done(), Refused("this call is being placed already"))
    assert own.exchange.orders == [("101", NUMBER)]


@pytest.mark.parametrize(
    ("own", "number", "reason"),
    [
        ("101", "Anna", "this is not a number that can be dialled"),
        ("101", "", "this is not a number that can be dialled"),
        ("", "102", "your own extension is not set"),
        ("101", "101", "this is your own phone"),
    ],
)
async def test_a_number_that_cannot_be_dialled_is_not_sent(own: str, number: str, reason: str) -> None:
    exchange, left = Exchange(), list[str]()
    dialler = Dialler(exchange, own, lambda: NOW, Office, OrderGuard())
    assert await dialler.call(number, leaving=left.append) == Refused(reason)
    assert (exchange.orders, left) == ([], [])


async def test_a_repeated_number_is_called_only_after_a_confirmation() -> None:
    own, left = OwnPhone(), list[str]()
    await own.dialler.call(NUMBER, leaving=left.append)
    assert await own.dialler.call(NUMBER, leaving=left.append) == Refused("this number was called a moment ago")
    assert await own.dialler.call(NUMBER, again=True, leaving=left.append) == Done()
    assert await own.dialler.call("600 100 201", leaving=left.append) == Done(), "another number needs no confirmation"
    assert left == [NUMBER, NUMBER, "600100201"]


async def test_a_refused_number_may_be_called_again_at_once() -> None:
    own = OwnPhone(Refused("Action Error"))
    assert await own.dialler.call(NUMBER) == Refused("Action Error")
    assert await own.guard.look(NUMBER) is Claim.FREE
    own.exchange.outcome = NotKnown("the connection broke off")
    await own.dialler.call(NUMBER)
    assert await own.guard.look(NUMBER) is Claim.AGAIN, "it may have happened"


async def test_an_order_that_raises_or_is_cancelled_counts_as_one_that_may_have_happened() -> None:
    own = OwnPhone(OSError())
    with pytest.raises(OSError):
        await own.dialler.call(NUMBER)
    assert await own.guard.look(NUMBER) is Claim.AGAIN
    own.exchange.go.clear()
    calling = asyncio.create_task(own.dialler.call("600100201"))
    while len(own.exchange.orders) < 2:
        await asyncio.sleep(0)
    calling.cancel()
    with pytest.raises(asyncio.CancelledError):
        await calling
    assert await own.guard.look("600100201") is Claim.AGAIN


async def test_a_number_is_sent_with_the_prefixes_of_the_settings() -> None:
    own = OwnPhone(rules=DialRules("0", "+"))
    for number in (NUMBER, "+49 30 901820", "105", "112"):
        await own.dialler.call(number)
    assert [number for _, number in own.exchange.orders] == ["0600100200", "0+4930901820", "105", "112"]


async def test_without_rules_a_number_is_dialled_as_it_is() -> None:
    exchange = Exchange()
    await Dialler(exchange, "101", lambda: NOW, Office, OrderGuard()).call("+49 30 901820")
    assert exchange.orders == [("101", "004930901820")]


# ---- whose ring it is ----------------------------------------------------------------------------


async def test_the_own_phone_rings_because_of_the_last_order() -> None:
    own = OwnPhone(rules=DialRules("0"))
    assert not own.dialler.is_ringing_for_us("")
    await own.dialler.call(NUMBER)
    for number in ("", "101", NUMBER, "0600100200", "+48 600 100 200"):
        assert own.dialler.is_ringing_for_us(number)
    for number in ("600100201", "102", "Anna"):
        assert not own.dialler.is_ringing_for_us(number)


async def test_the_ring_of_an_order_ends_after_a_minute_or_when_the_phone_has_stopped() -> None:
    own = OwnPhone()
    await own.dialler.call(NUMBER)
    own.wait(60)
    assert own.dialler.is_ringing_for_us(NUMBER)
    own.wait(0.5)
    assert not own.dialler.is_ringing_for_us(NUMBER)
    await own.dialler.call(NUMBER)
    own.dialler.own_ring_is_over()
    assert not own.dialler.is_ringing_for_us(NUMBER)
    await own.dialler.call(NUMBER, again=True)
    assert own.dialler.is_ringing_for_us(NUMBER), "the next order rings again"


@pytest.mark.parametrize("is_over", [False, True])
async def test_a_refused_order_does_not_change_whose_ring_it_is(is_over: bool) -> None:
    own = OwnPhone()
    await own.dialler.call(NUMBER)
    if is_over:
        own.dialler.own_ring_is_over()
    own.exchange.outcome = Refused("Action Error")
    await own.dialler.call("600100201")
    assert not own.dialler.is_ringing_for_us("600100201")
    assert own.dialler.is_ringing_for_us(NUMBER) is not is_over


async def test_the_own_phone_may_ring_before_the_answer_arrives() -> None:
    own = OwnPhone()
    own.exchange.go.clear()
    calling = asyncio.create_task(own.dialler.call(NUMBER))
    while not own.exchange.orders:
        await asyncio.sleep(0)
    assert own.dialler.is_ringing_for_us(NUMBER)
    own.exchange.go.set()
    await calling
