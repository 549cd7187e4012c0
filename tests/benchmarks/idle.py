"""CPU time of the connected program while nothing happens; the floor is a bare window beside the same server."""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
import time
from pathlib import Path

import qasync
from PySide6.QtWidgets import QApplication, QMainWindow

from desktop_app.config.paths import resources
from desktop_app.ui.icons import Icons
from desktop_app.ui.look import Look
from desktop_app.ui.theme import Theme
from tests.benchmarks.installed import hide_development_packages
from tests.support.application import NoKeyring, connect_to, connected, running_application
from tests.support.demo import running_demo

LAMPS = 60
SETTLE_S = 5.0  # the first synchronisation and its timers end
SECONDS = 20.0


async def share() -> float:
    """Return the CPU time of this process as a share of one core."""
    await asyncio.sleep(SETTLE_S)
    begun_s, used_s = time.monotonic(), time.process_time()
    await asyncio.sleep(SECONDS)
    return (time.process_time() - used_s) / (time.monotonic() - begun_s)


async def floor() -> float:
    """Measure the silent server and a bare window."""
    window = QMainWindow()
    window.resize(1280, 800)
    window.show()
    async with running_demo(pace=1.0):
        return await share()


async def program() -> float:
    """Measure the silent server and the program with its lamps."""
    look = Look(Theme(resources(), "light"), Icons(resources() / "icons"))
    look.theme.apply()
    with tempfile.TemporaryDirectory() as folder:
        async with (
            running_demo(pace=1.0) as demo,
            running_application(look, Path(folder), NoKeyring()) as application,
        ):
            workspace = await connected(application, connect_to(demo))
            for number in range(LAMPS):
                text = f'{{"subscriber":{{"peer":"X-{1000 + number}","statusValue":{number % 2}}}}}'
                workspace.session.live.process(f'{{"id":{number + 1},"channel":"c","text":{text}}}'.encode())
            return await share()


if __name__ == "__main__":
    hide_development_packages()
    application = QApplication([])
    application.setQuitOnLastWindowClosed(False)
    loop = qasync.QEventLoop(application)
    asyncio.set_event_loop(loop)
    with loop:
        figure = loop.run_until_complete({"floor": floor, "program": program}[sys.argv[1]]())
        print(json.dumps({"share": figure}), flush=True)
