"""Run the demo exchange alone: `cloudpbx-desktop demo-pbx --port 8099 --key secret`.

It listens on 127.0.0.1 only.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import random
import secrets
import socket
import sys
from pathlib import Path

import uvicorn

from desktop_app.demo.exchange import Exchange
from desktop_app.demo.faults import FaultProxy, plan
from desktop_app.demo.people import PBX_NAME, RECEPTION
from desktop_app.demo.server import build

LOOPBACK = "127.0.0.1"
KEY_VARIABLE = "CLOUDPBX_DEMO_KEY"


def main(arguments: list[str], speech: Path) -> int:
    """Serve until interrupted or, with --with-parent, until standard input ends.  Returns 1 when the port is taken."""
    options = _parser().parse_args(arguments)
    key = options.key or os.environ.get(KEY_VARIABLE) or f"demo-{secrets.token_hex(8)}"
    try:
        listening = socket.create_server((LOOPBACK, options.port))
    except OSError as error:
        print(f"Port {options.port} cannot be used here: {error.strerror}.", file=sys.stderr)
        return 1
    exchange = Exchange(seed=options.seed, key=key, speech=speech, is_awkward=options.forms == "awkward")
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_serve(exchange, listening, options))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="cloudpbx-desktop demo-pbx", description="A demo exchange on this computer.")
    parser.add_argument("--port", type=int, default=0, help="port on 127.0.0.1 (default: any free one)")
    parser.add_argument("--key", default="", help="the key it wants (default: a new one, printed)")
    parser.add_argument("--seed", type=int, default=7, help="the same seed gives the same office")
    parser.add_argument("--pace", type=float, default=1.0, help="office seconds in one second")
    parser.add_argument(
        "--faults", type=int, metavar="SEED", help="break the stream of events now and then, by this seed"
    )
    parser.add_argument(
        "--forms",
        choices=("plain", "awkward"),
        default="plain",
        help="plain: what any client reads; awkward: what exchanges also send, such as several events in a message",
    )
    parser.add_argument("--quiet-office", action="store_true", help="nothing happens but what is ordered")
    parser.add_argument("--json", action="store_true", help="say where it listens as one line of JSON")
    parser.add_argument("--with-parent", action="store_true", help="end when standard input ends")
    return parser


async def _serve(exchange: Exchange, listening: socket.socket, options: argparse.Namespace) -> None:
    config = uvicorn.Config(
        build(exchange),
        log_config=None,
        log_level="critical",
        access_log=False,
        ws="websockets-sansio",
        lifespan="off",
        ws_ping_interval=10,
    )
    server = uvicorn.Server(config)
    if not options.quiet_office:
        exchange.simulation.start()
    port = listening.getsockname()[1]
    proxy = await _start_proxy(exchange, port, options.faults) if options.faults is not None else None
    _print_addresses(exchange, port, proxy.port if proxy is not None else port, as_json=options.json)
    async with asyncio.TaskGroup() as tasks:
        faults = tasks.create_task(_inject_faults(proxy, options.faults)) if proxy is not None else None
        clock = tasks.create_task(exchange.scheduler.run_in_real_time(options.pace))
        if options.with_parent:
            _stop_with_parent(server, exchange)
        await server.serve(sockets=[listening])
        clock.cancel()
        if faults is not None:
            faults.cancel()


async def _start_proxy(exchange: Exchange, port: int, seed: int) -> FaultProxy:
    def announce() -> None:
        for phone in exchange.board.phones.values():
            exchange.board.announce(phone)

    proxy = FaultProxy(port, seed, announce, exchange.channel.restart)
    await proxy.start()
    return proxy


async def _inject_faults(proxy: FaultProxy, seed: int) -> None:
    """Inject a fault every 4 to 15 seconds and print its name on standard error."""
    draw = random.Random(seed)
    for fault in plan(seed):
        await asyncio.sleep(draw.uniform(4, 15))
        print(f"fault: {fault}", file=sys.stderr, flush=True)
        proxy.inject(fault)


def _stop_with_parent(server: uvicorn.Server, exchange: Exchange) -> None:
    """Stop when the parent process has ended, which closes our standard input."""
    import threading

    loop = asyncio.get_running_loop()

    def leave() -> None:
        exchange.channel.disconnect_all()
        server.should_exit = True
        server.force_exit = True

    def wait() -> None:
        sys.stdin.buffer.read()
        with contextlib.suppress(RuntimeError):
            loop.call_soon_threadsafe(leave)

    threading.Thread(target=wait, name="parent", daemon=True).start()


def _print_addresses(exchange: Exchange, port: int, events_port: int, *, as_json: bool) -> None:
    where = {
        "api": f"http://{LOOPBACK}:{port}",
        "events": f"ws://{LOOPBACK}:{events_port}",
        "pbx_name": PBX_NAME,
        "extension": RECEPTION,
        "key": exchange.key,
    }
    if as_json:
        print(json.dumps(where), flush=True)
        return
    print("The demo exchange is listening on this computer only.  In another terminal:\n")
    for name, value in (
        ("CLOUDPBX_API_URLS", where["api"]),
        ("CLOUDPBX_EVENTS_URL", where["events"]),
        ("CLOUDPBX_PBX_NAME", where["pbx_name"]),
        ("CLOUDPBX_EXTENSION", where["extension"]),
        ("CLOUDPBX_API_KEY", where["key"]),
    ):
        print(f"    export {name}={value}")
    print("\nCtrl+C ends it.", flush=True)
