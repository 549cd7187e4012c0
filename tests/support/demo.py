"""The demo exchange inside a test's own loop, over real sockets."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import uvicorn

from desktop_app.demo.exchange import Exchange
from desktop_app.demo.server import build
from desktop_app.demo.speech import Speech

SPEECH = Path(__file__).parents[2] / "resources" / "speech"
KEY = "test-key+/=.~!"


@dataclass
class RunningDemo:
    """A demo exchange that listens."""

    exchange: Exchange
    port: int

    @property
    def api(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def events(self) -> str:
        return f"ws://127.0.0.1:{self.port}"


@asynccontextmanager
async def running_demo(
    *, pace: float = 20.0, alive: bool = False, seed: int = 7, is_awkward: bool = False
) -> AsyncIterator[RunningDemo]:
    """Serve until the block ends.  `alive` lets the office live; else only what is ordered happens.

    `is_awkward`: in the forms that strict clients do not read.
    """
    exchange = Exchange(seed=seed, key=KEY, speech=SPEECH, is_awkward=is_awkward)
    listening = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(
        build(exchange), log_config=None, log_level="critical", access_log=False, ws="websockets-sansio", lifespan="off"
    )
    server = uvicorn.Server(config)
    if alive:
        exchange.simulation.start()
    clock = asyncio.create_task(exchange.scheduler.run_in_real_time(pace))
    # serve() would install signal handlers.
    serving = asyncio.create_task(server._serve(sockets=[listening]))  # noqa: SLF001
    while not server.started:
        await asyncio.sleep(0.005)
    try:
        yield RunningDemo(exchange, listening.getsockname()[1])
    finally:
        exchange.channel.disconnect_all()
        server.should_exit = True
        server.force_exit = True
        clock.cancel()
        await asyncio.gather(serving, clock, return_exceptions=True)
        listening.close()


class FixedSound(Speech):
    """The recordings of an exchange, all of which are one file."""

    def __init__(self, body: bytes) -> None:
        super().__init__(SPEECH)
        self.body = body

    def recording(self, uniqueid: str, seconds: int) -> bytes:
        return self.body
