"""An order is carried out at most once, despite faults and simultaneous orders."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from desktop_app.office import Office
from desktop_app.pbx.outcomes import Done, NotKnown, Outcome, Refused
from desktop_app.pbx.rest import RestClient
from desktop_app.runtime.clock import utc_now
from desktop_app.services.dialler import Dialler
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
    "slow",
    "drip",
    "echo",
    "odd header",
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
            await self._end_with(b"HTTP/1.1 " + status + b"\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", writer)
            return
        await self._answer(head, await self._forward(request, wait=True), writer)

    async def _answer(self, head: bytes, answer: bytes, writer: asyncio.StreamWriter) -> None:
        """Break the answer of an order that was carried out."""
        match self.fault:
            case "after the request":
                pass
            case "stall":
                await asyncio.sleep(0.5)
            case "drip":
                await self._drip(answer, writer)
            case "in the answer":
                writer.write(answer[: self.cut_at % len(answer)])
                await writer.drain()
            case "slow":
                writer.write(answer[: len(answer) // 2])
                await asyncio.sleep(0.02)
                await self._end_with(answer[len(answer) // 2 :], writer)
            case "echo":
                echoed = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(head) + head
                await self._end_with(echoed, writer)
            case "odd header":
                await self._end_with(answer.replace(b"\r\n", b"\r\nX-Powered By: PHP\r\n", 1), writer)
            case _:
                await self._end_with(answer, writer)

    async def _end_with(self, answer: bytes, writer: asyncio.StreamWriter) -> None:
        writer.write(answer)
        await writer.drain()
        writer.close()
        await writer.wait_closed()

    async def _drip(self, answer: bytes, writer: asyncio.StreamWriter) -> None:
        """Send the answer byte by byte, and more headers for ever."""
        writer.write(answer[: self.cut_at % len(answer)].partition(b"\r\n\r\n")[0] + b"\r\nX-More: ")
        while True:
            writer.write(b"x")
            await writer.drain()
            await asyncio.sleep(0.01)

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
        proxy = FaultyProxy(demo.port)
        listening = await asyncio.start_server(proxy.serve, "127.0.0.1", 0)
        proxy.port = listening.sockets[0].getsockname()[1]
        try:
            yield proxy, demo.exchange.orders
        finally:
            listening.close()
            await asyncio.sleep(0)


async def order(client: RestClient, draw: random.Random, at_once: int) -> list[Outcome]:
    """Order a call several times at once, or send a message once."""
    if draw.random() < 0.3:
        return [await client.send_sms("600100200", "x" * draw.randint(1, 200), test=draw.random() < 0.5)]
    dialler = Dialler(client, "101", utc_now, Office, OrderGuard())
    return list(await asyncio.gather(*(dialler.call("600100200") for _ in range(at_once))))


async def test_over_500_seeded_faults_no_order_is_carried_out_twice() -> None:
    seen: set[str] = set()
    async with faulty_proxy() as (proxy, orders):
        # Two hosts: the stand-by must not be asked once anything may have left.
        hosts = [f"http://127.0.0.1:{proxy.port}"] * 2
        usual = RestClient(hosts, KEY, answer_timeout_s=0.25)
        first_is_down = RestClient([unused_address(), hosts[0]], KEY, answer_timeout_s=0.25)
        for seed in range(SEEDS):
            draw = random.Random(seed)
            proxy.fault, proxy.cut_at, proxy.connections = draw.choice(FAULTS), draw.randint(0, 2000), 0
            if proxy.fault in ("stall", "drip") and draw.random() < 0.8:  # each takes as long as an order may
                proxy.fault = "after the request"
            seen.add(proxy.fault)
            orders.clear()
            client = first_is_down if proxy.fault == "refused" else usual
            outcomes = await order(client, draw, at_once=draw.randint(1, 3))
            about = f"seed {seed}, «{proxy.fault}» at {proxy.cut_at}: {outcomes}, {orders}"
            assert len(orders) <= 1, about
            assert proxy.connections <= 1, about
            assert KEY not in about
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
    async with faulty_proxy() as (proxy, orders):
        proxy.fault = "in the answer"
        client = RestClient([f"http://127.0.0.1:{proxy.port}"], KEY, answer_timeout_s=1)
        for proxy.cut_at in range(130):
            orders.clear()
            outcome = await Dialler(client, "101", utc_now, Office, OrderGuard()).call("600100200")
            assert isinstance(outcome, Done | NotKnown), proxy.cut_at
            assert len(orders) == 1
        await client.aclose()
