"""A session in a storm: a fast office, a stream that keeps breaking, orders, questions, recordings and pop-ups at once.

Prints open descriptors and memory after the first fifth and at the end, for which both must be steady.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import json
import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from desktop_app.archive.store import Archive
from desktop_app.config.exchange import ExchangeConfig
from desktop_app.desktop.notifications import Notifications
from desktop_app.pbx.errors import PbxError
from desktop_app.pbx.exchange_time import pbx_today
from desktop_app.runtime.clock import utc_now
from desktop_app.services.order_guard import OrderGuard
from desktop_app.services.session import Session, SessionOptions

EVERY_S = 0.1
ARCHIVE_KEY = bytes(32)


@contextlib.contextmanager
def demo() -> Iterator[dict[str, str]]:
    """A demo exchange in a process of its own, which breaks its stream every few seconds."""
    command = [sys.executable, "-m", "desktop_app", "demo-pbx", "--json", "--with-parent"]
    process = subprocess.Popen(
        [*command, "--pace", "30", "--faults", "7"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert process.stdout is not None
    try:
        yield json.loads(process.stdout.readline())
    finally:
        process.communicate(timeout=20)


def measured() -> dict[str, float]:
    gc.collect()
    status = Path("/proc/self/status").read_text()
    kib = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS"))
    return {"descriptors": len(list(Path("/proc/self/fd").iterdir())), "mib": kib / 1024}


async def weather(session: Session, popups: Notifications, number: int) -> None:
    """One round of everything.  Errors of the exchange are part of it."""
    draw = random.Random(number)
    today = pbx_today(utc_now())
    await session.call(f"6001{number % 100_000:05}", again=True)
    await popups.show("ring", "Anna", "")
    try:
        if number % 5 == 0:
            await session.calls.refresh(today, today)
        if number % 7 == 0:
            found = (await session.rest.recordings(today, today)).entries
            if found:
                await session.recordings.sound(draw.choice(found).uniqueid)
    except PbxError:
        return


async def storm(session: Session, seconds: float) -> dict[str, float]:
    popups, loop = Notifications("storm"), asyncio.get_running_loop()
    begun, number = loop.time(), 0
    early: dict[str, float] = {}
    while (passed := loop.time() - begun) < seconds:
        if not early and passed > seconds / 5:
            early = measured()
        number += 1
        await weather(session, popups, number)
        await asyncio.sleep(EVERY_S)
    late = measured()
    await popups.close()
    return {"rounds": number, "reconnects": session.live.counts["gaps"], "messages": session.live.messages_received} | {
        f"{name} {when}": figures[name]
        for when, figures in (("early", early), ("late", late))
        for name in ("descriptors", "mib")
    }


async def main(seconds: float) -> None:
    """Run for so many seconds and print the figures."""
    os.environ["DBUS_SESSION_BUS_ADDRESS"] = "unix:path=/nowhere"
    with demo() as where, tempfile.TemporaryDirectory() as folder:
        config = ExchangeConfig((where["api"],), where["events"], where["pbx_name"], where["extension"])
        guard = OrderGuard(Path(folder) / "orders.lock")
        async with Archive(Path(folder) / "archive.db", ARCHIVE_KEY) as archive:
            options = SessionOptions(guard=guard)
            async with Session(config, where["key"], archive, lambda name, error: None, options) as session:
                session.start_background()
                print(json.dumps(await storm(session, seconds)), flush=True)


if __name__ == "__main__":
    asyncio.run(main(float(sys.argv[1])))
