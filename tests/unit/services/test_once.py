"""An order is carried out at most once, whatever breaks and however many hands give it."""

from __future__ import annotations

import asyncio
import random
import stat
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from desktop_app.office import Office
from desktop_app.pbx.outcomes import Done, NotKnown, Outcome, Refused
from desktop_app.pbx.rest import RestClient
from desktop_app.phone_numbers.dial_plan import DialRules
from desktop_app.runtime.clock import utc_now
from desktop_app.services.order_guard import AGAIN_WITHIN_S, FORGOTTEN_AFTER_S, GIVEN_UP_AFTER_S, Claim, OrderGuard
from desktop_app.services.orders import Dialler
from tests.support.demo import KEY, running_demo
from tests.support.raw_http import nobody_listens

SEEDS = 500
FAULTS = (
    "none",
    "before",
    "in the request",
    "after the request",
    "in the answer",
    "stall",
    "redirect",
    "gateway",
    "refused",
)


class BrokenWay:
    """A way to the exchange that breaks each connection as it is told."""

    def __init__(self, upstream: int) -> None:
        self._upstream = upstream
        self.port = 0
        self.fault = "none"
        self.cut_at = 0
        self.connections = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            await self._carry(reader, writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.transport.abort()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.fault == "before":
            return
        head = await reader.readuntil(b"\r\n\r\n")
        length = next(
            (int(line[15:]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")), 0
        )
        request = head + await reader.readexactly(length)
        if self.fault == "in the request":
            await self._forward(request[: self.cut_at % len(request)], wait=False)
            return
        if self.fault in ("redirect", "gateway"):
            status = b"302 Found\r\nLocation: /elsewhere" if self.fault == "redirect" else b"502 Bad Gateway"
            writer.write(b"HTTP/1.1 " + status + b"\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            await writer.drain()
            writer.close()
            await writer.wait_closed()
            return
        answer = await self._forward(request, wait=True)
        if self.fault == "after the request":
            return
        if self.fault == "stall":
            await asyncio.sleep(0.5)
            return
        writer.write(answer[: self.cut_at % len(answer)] if self.fault == "in the answer" else answer)
        await writer.drain()
        if self.fault == "none":
            writer.close()
            await writer.wait_closed()

    async def _forward(self, request: bytes, *, wait: bool) -> bytes:
        reader, writer = await asyncio.open_connection("127.0.0.1", self._upstream)
        writer.write(request.replace(b"Connection: keep-alive", b"Connection: close"))
        await writer.drain()
        answer = await reader.read() if wait else b""
        writer.close()
        return answer


@asynccontextmanager
async def broken_way() -> AsyncIterator[tuple[BrokenWay, list[dict[str, str]]]]:
    async with running_demo(pace=1) as demo:
        way = BrokenWay(demo.port)
        listening = await asyncio.start_server(way.serve, "127.0.0.1", 0)
        way.port = listening.sockets[0].getsockname()[1]
        try:
            yield way, demo.exchange.orders
        finally:
            listening.close()
            await asyncio.sleep(0)


async def order(client: RestClient, draw: random.Random, hands: int) -> list[Outcome]:
    """A call by several hands at once, or a message by one."""
    if draw.random() < 0.3:
        return [await client.send_sms("600100200", "x" * draw.randint(1, 200), test=draw.random() < 0.5)]
    dialler = Dialler(client, "101", utc_now, Office)
    return list(await asyncio.gather(*(dialler.call("600100200") for _ in range(hands))))


async def test_over_500_seeded_faults_the_exchange_never_has_more_orders_than_the_person_gave() -> None:
    seen: set[str] = set()
    async with broken_way() as (way, orders):
        # Two hosts: the stand-by must not be asked once anything may have left.
        hosts = [f"http://127.0.0.1:{way.port}"] * 2
        usual = RestClient(hosts, KEY, answer_timeout_s=0.25)
        first_is_down = RestClient([nobody_listens(), hosts[0]], KEY, answer_timeout_s=0.25)
        for seed in range(SEEDS):
            draw = random.Random(seed)
            way.fault, way.cut_at, way.connections = draw.choice(FAULTS), draw.randint(0, 2000), 0
            if way.fault == "stall" and draw.random() < 0.8:
                way.fault = "after the request"
            seen.add(way.fault)
            orders.clear()
            client = first_is_down if way.fault == "refused" else usual
            outcomes = await order(client, draw, hands=draw.randint(1, 3))
            about = f"seed {seed}, «{way.fault}» at {way.cut_at}: {outcomes}, {orders}"
            assert len(orders) <= 1, about
            assert way.connections <= 1, about
            first = outcomes[0]
            assert all(isinstance(outcome, Refused) for outcome in outcomes[1:]), about
            if isinstance(first, Done):
                assert len(orders) == 1, about
            elif isinstance(first, Refused):
                assert not orders, about
            else:
                assert isinstance(first, NotKnown), about
        await usual.aclose()
        await first_is_down.aclose()
    assert seen == set(FAULTS)


async def test_cut_at_every_byte_of_the_answer_it_is_done_or_not_known_and_ordered_once() -> None:
    async with broken_way() as (way, orders):
        way.fault = "in the answer"
        client = RestClient([f"http://127.0.0.1:{way.port}"], KEY, answer_timeout_s=1)
        for way.cut_at in range(130):
            orders.clear()
            outcome = await Dialler(client, "101", utc_now, Office).call("600100200")
            assert isinstance(outcome, Done | NotKnown), way.cut_at
            assert len(orders) == 1
        await client.aclose()


# ---- several programs --------------------------------------------------------------------------------


class Clock:
    def __init__(self) -> None:
        self.now_s = 1_000_000.0

    def __call__(self) -> float:
        return self.now_s


def test_two_programs_see_each_others_orders(tmp_path: Path) -> None:
    clock, path = Clock(), tmp_path / "profile" / "orders.lock"
    window, command = OrderGuard(path, clock), OrderGuard(path, clock)
    assert window.claim("600100200", again=False) is Claim.FREE
    assert command.claim("600100200", again=True) is Claim.UNDER_WAY
    assert command.look("501222333") is Claim.ANOTHER
    window.release("600100200")
    assert command.claim("600100200", again=False) is Claim.AGAIN
    clock.now_s += AGAIN_WITHIN_S
    assert command.look("600100200") is Claim.FREE
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert "600100200" not in path.read_text()


def test_a_refused_order_may_be_tried_again_at_once(tmp_path: Path) -> None:
    guard = OrderGuard(tmp_path / "orders.lock", Clock())
    guard.claim("600100200", again=False)
    guard.release("600100200", happened=False)
    assert guard.claim("600100200", again=False) is Claim.FREE


def test_a_program_that_died_blocks_a_number_for_a_minute_at_most(tmp_path: Path) -> None:
    clock, path = Clock(), tmp_path / "orders.lock"
    OrderGuard(path, clock).claim("600100200", again=False)
    clock.now_s += GIVEN_UP_AFTER_S - 1
    assert OrderGuard(path, clock).claim("600100200", again=True) is Claim.UNDER_WAY
    clock.now_s += 1
    assert OrderGuard(path, clock).claim("600100200", again=True) is Claim.FREE
    clock.now_s += FORGOTTEN_AFTER_S
    OrderGuard(path, clock).look("1")
    assert path.read_text() == "[]"


@pytest.mark.parametrize("text", ["", "{", "[1]", '[{"salt":1}]', "\x00\x00", "null"])
def test_a_file_that_was_cut_off_blocks_nobody(text: str, tmp_path: Path) -> None:
    path = tmp_path / "orders.lock"
    path.write_text(text)
    assert OrderGuard(path, Clock()).claim("600100200", again=False) is Claim.FREE
    assert OrderGuard(path, Clock()).claim("600100200", again=False) is Claim.UNDER_WAY


def test_a_folder_that_cannot_be_written_keeps_nobody_from_calling(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    guard = OrderGuard(tmp_path / "file" / "orders.lock", Clock())
    assert guard.claim("600100200", again=False) is Claim.FREE
    assert guard.claim("600100200", again=False) is Claim.UNDER_WAY


def test_twenty_programs_at_once_make_one_order(tmp_path: Path) -> None:
    script = (
        "import sys, pathlib; from desktop_app.services.order_guard import *; sys.stdin.read(); "
        "print(OrderGuard(pathlib.Path(sys.argv[1])).claim('600100200', again=False).value)"
    )
    command = [sys.executable, "-c", script, str(tmp_path / "orders.lock")]
    programs = [subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(20)]
    for program in programs:
        assert program.stdin is not None
        program.stdin.close()
        program.stdin = None
    said = [program.communicate(timeout=60)[0].strip() for program in programs]
    assert sorted(said) == ["free"] + ["under way"] * 19


class Remembers:
    """Takes every order."""

    def __init__(self) -> None:
        self.numbers: list[str] = []

    async def dial(self, own: str, number: str) -> Outcome:
        self.numbers.append(number)
        return Done()

    async def send_sms(self, to: str, body: str, *, test: bool) -> Outcome:
        return Done()


async def test_a_number_is_dialled_as_the_exchange_wants_it() -> None:
    exchange, now = Remembers(), datetime(2026, 3, 2, tzinfo=UTC)
    dialler = Dialler(exchange, "101", lambda: now, Office, rules=lambda: DialRules("0", "+"))
    for number in ("600100200", "+49 30 901820", "105", "112"):
        await dialler.call(number)
    assert exchange.numbers == ["0600100200", "0+4930901820", "105", "112"]
