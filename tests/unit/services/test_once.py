"""An order is carried out at most once, despite faults and simultaneous orders."""

from __future__ import annotations

import asyncio
import random
import stat
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from desktop_app.office import Office
from desktop_app.pbx.outcomes import Done, NotKnown, Outcome, Refused
from desktop_app.pbx.rest import RestClient
from desktop_app.phone_numbers.dial_plan import DialRules
from desktop_app.runtime.clock import utc_now
from desktop_app.services.dialler import Dialler
from desktop_app.services.order_claims import AGAIN_WITHIN_S, FORGOTTEN_AFTER_S, GIVEN_UP_AFTER_S, Claim
from desktop_app.services.order_guard import OrderGuard
from tests.support.demo import KEY, running_demo
from tests.support.raw_http import unused_address

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


class FaultyProxy:
    """A proxy to the exchange that breaks each connection in a chosen way."""

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
async def faulty_proxy() -> AsyncIterator[tuple[FaultyProxy, list[dict[str, str]]]]:
    async with running_demo(pace=1) as demo:
        way = FaultyProxy(demo.port)
        listening = await asyncio.start_server(way.serve, "127.0.0.1", 0)
        way.port = listening.sockets[0].getsockname()[1]
        try:
            yield way, demo.exchange.orders
        finally:
            listening.close()
            await asyncio.sleep(0)


async def order(client: RestClient, draw: random.Random, hands: int) -> list[Outcome]:
    """Order a call several times at once, or send a message once."""
    if draw.random() < 0.3:
        return [await client.send_sms("600100200", "x" * draw.randint(1, 200), test=draw.random() < 0.5)]
    dialler = Dialler(client, "101", utc_now, Office, OrderGuard())
    return list(await asyncio.gather(*(dialler.call("600100200") for _ in range(hands))))


async def test_over_500_seeded_faults_no_order_is_carried_out_twice() -> None:
    seen: set[str] = set()
    async with faulty_proxy() as (way, orders):
        # Two hosts: the second must not receive a request that the first may have received.
        hosts = [f"http://127.0.0.1:{way.port}"] * 2
        usual = RestClient(hosts, KEY, answer_timeout_s=0.25)
        first_is_down = RestClient([unused_address(), hosts[0]], KEY, answer_timeout_s=0.25)
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


async def test_an_answer_cut_at_any_byte_leaves_one_order() -> None:
    async with faulty_proxy() as (way, orders):
        way.fault = "in the answer"
        client = RestClient([f"http://127.0.0.1:{way.port}"], KEY, answer_timeout_s=1)
        for way.cut_at in range(130):
            orders.clear()
            outcome = await Dialler(client, "101", utc_now, Office, OrderGuard()).call("600100200")
            assert isinstance(outcome, Done | NotKnown), way.cut_at
            assert len(orders) == 1
        await client.aclose()


# ---- several processes -------------------------------------------------------------------------------


class Clock:
    def __init__(self) -> None:
        self.now_s = 1_000_000.0

    def __call__(self) -> float:
        return self.now_s


async def test_two_processes_see_each_others_orders(tmp_path: Path) -> None:
    clock, path = Clock(), tmp_path / "profile" / "orders.lock"
    window, command = OrderGuard(path, clock), OrderGuard(path, clock)
    assert await window.claim("600100200", again=False) is Claim.FREE
    assert await command.claim("600100200", again=True) is Claim.UNDER_WAY
    assert await command.look("501222333") is Claim.ANOTHER
    await window.release("600100200")
    assert await command.claim("600100200", again=False) is Claim.AGAIN
    clock.now_s += AGAIN_WITHIN_S
    assert await command.look("600100200") is Claim.FREE
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert "600100200" not in path.read_text()


async def test_a_refused_order_may_be_repeated_at_once(tmp_path: Path) -> None:
    guard = OrderGuard(tmp_path / "orders.lock", Clock())
    await guard.claim("600100200", again=False)
    await guard.release("600100200", happened=False)
    assert await guard.claim("600100200", again=False) is Claim.FREE


async def test_a_dead_process_blocks_a_number_for_at_most_a_minute(tmp_path: Path) -> None:
    clock, path = Clock(), tmp_path / "orders.lock"
    await OrderGuard(path, clock).claim("600100200", again=False)
    clock.now_s += GIVEN_UP_AFTER_S - 1
    assert await OrderGuard(path, clock).claim("600100200", again=True) is Claim.UNDER_WAY
    clock.now_s += 1
    assert await OrderGuard(path, clock).claim("600100200", again=True) is Claim.FREE
    clock.now_s += FORGOTTEN_AFTER_S
    await OrderGuard(path, clock).look("1")
    assert path.read_text() == "[]"


@pytest.mark.parametrize("text", ["", "{", "[1]", '[{"salt":1}]', "\x00\x00", "null"])
async def test_a_truncated_file_blocks_no_order(text: str, tmp_path: Path) -> None:
    path = tmp_path / "orders.lock"
    path.write_text(text)
    assert await OrderGuard(path, Clock()).claim("600100200", again=False) is Claim.FREE
    assert await OrderGuard(path, Clock()).claim("600100200", again=False) is Claim.UNDER_WAY


async def test_an_unwritable_folder_blocks_no_order(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    guard = OrderGuard(tmp_path / "file" / "orders.lock", Clock())
    assert await guard.claim("600100200", again=False) is Claim.FREE
    assert await guard.claim("600100200", again=False) is Claim.UNDER_WAY


def test_twenty_processes_at_once_send_one_order(tmp_path: Path) -> None:
    script = (
        "import asyncio, sys, pathlib; from desktop_app.services.order_guard import *; sys.stdin.read(); "
        "guard = OrderGuard(pathlib.Path(sys.argv[1]), lock_within_s=60); "
        "print(asyncio.run(guard.claim('600100200', again=False)).value)"
    )
    command = [sys.executable, "-c", script, str(tmp_path / "orders.lock")]
    programs = [subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(20)]
    for program in programs:
        assert program.stdin is not None
        program.stdin.close()
        program.stdin = None
    said = [program.communicate(timeout=60)[0].strip() for program in programs]
    assert sorted(said) == ["free"] + ["under way"] * 19


class RecordingExchange:
    """Accepts and records every order."""

    def __init__(self) -> None:
        self.numbers: list[str] = []

    async def dial(self, own: str, number: str) -> Outcome:
        self.numbers.append(number)
        return Done()

    async def send_sms(self, to: str, body: str, *, test: bool) -> Outcome:
        return Done()


async def test_a_number_is_sent_with_the_prefixes_of_the_settings() -> None:
    exchange, now = RecordingExchange(), datetime(2026, 3, 2, tzinfo=UTC)
    dialler = Dialler(exchange, "101", lambda: now, Office, OrderGuard(), rules=lambda: DialRules("0", "+"))
    for number in ("600100200", "+49 30 901820", "105", "112"):
        await dialler.call(number)
    assert exchange.numbers == ["0600100200", "0+4930901820", "105", "112"]


# ---- the guard's file --------------------------------------------------------------------------------


@contextmanager
def locked_by_a_stopped_program(path: Path) -> Iterator[None]:
    """Hold the lock of the file, like a process that was stopped while it held it."""
    script = (
        "import fcntl, sys; file = open(sys.argv[1], 'a'); fcntl.flock(file, fcntl.LOCK_EX); "
        "print('locked', flush=True); sys.stdin.read()"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", script, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == "locked\n"
    try:
        yield
    finally:
        holder.communicate("")


@pytest.mark.skipif(sys.platform == "win32", reason="the lock of POSIX")
async def test_a_lock_held_by_a_stopped_process_blocks_no_order(tmp_path: Path) -> None:
    """The window used to freeze here.  The loop continues, and the process still guards its own orders."""
    path = tmp_path / "orders.lock"
    guard = OrderGuard(path, Clock(), lock_within_s=0.3)
    turns = 0

    async def count_turns() -> None:
        nonlocal turns
        while True:
            await asyncio.sleep(0.005)
            turns += 1

    with locked_by_a_stopped_program(path):
        counting = asyncio.create_task(count_turns())
        assert await guard.claim("600100200", again=False) is Claim.FREE
        counting.cancel()
        assert turns > 10, "the loop was blocked"
        assert await guard.claim("600100200", again=False) is Claim.UNDER_WAY
    # Once the lock is free, the next access shares the claims made in the meantime.
    assert await guard.look("501222333") is Claim.ANOTHER
    assert await OrderGuard(path, Clock()).claim("600100200", again=True) is Claim.UNDER_WAY
    await guard.close()


async def test_a_refusal_releases_only_the_claim_of_its_order(tmp_path: Path) -> None:
    clock, path = Clock(), tmp_path / "orders.lock"
    one, two = OrderGuard(path, clock), OrderGuard(path, clock)
    assert await one.claim("600100200", again=False) is Claim.FREE
    await one.release("600100200")
    assert await two.claim("600100200", again=True) is Claim.FREE
    await two.release("600100200", happened=False)
    assert await two.look("600100200") is Claim.AGAIN, "the call that happened is still known"
    await one.release("600100200", happened=False)  # an order that has already ended
    assert await two.look("600100200") is Claim.AGAIN


async def test_a_clock_set_back_does_not_block_orders_for_long(tmp_path: Path) -> None:
    clock, path = Clock(), tmp_path / "orders.lock"
    guard = OrderGuard(path, clock)
    assert await guard.claim("600100200", again=False) is Claim.FREE
    await guard.release("600100200")
    clock.now_s -= 10
    assert await guard.look("600100200") is Claim.FREE, "a claim from the future is no call of a moment ago"
    clock.now_s += 10 - FORGOTTEN_AFTER_S
    await guard.look("1")
    assert path.read_text() == "[]"
