"""Memory of one process: a bare window, or the program with 500 visible lamps and 100 000 stored calls."""

from __future__ import annotations

import asyncio
import gc
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import qasync
from PySide6.QtWidgets import QApplication, QMainWindow

from tests.benchmarks.installed import hide_development_packages

LAMPS = 500
CALLS = 100_000


def pss_mib() -> float:
    """Return the proportional set size of this process, in MiB."""
    for line in Path("/proc/self/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    raise RuntimeError("no PSS on this system")


def settle(application: QApplication) -> None:
    for _ in range(5):
        application.processEvents()
    gc.collect()
    print(json.dumps({"mib": pss_mib()}), flush=True)


def floor() -> None:
    """Measure a bare PySide6 window with qasync."""
    application = QApplication([])
    loop = qasync.QEventLoop(application)
    window = QMainWindow()
    window.resize(1280, 800)
    window.show()
    settle(application)
    loop.close()


def program() -> None:
    """Measure the program with 500 phones and 100 000 billing records."""
    hide_development_packages()
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, "-m", "tests.benchmarks.memory", "fill", folder], check=True)
        application = QApplication([])
        loop = qasync.QEventLoop(application)
        asyncio.set_event_loop(loop)
        loop.run_until_complete(_fill(application, Path(folder)))


async def store_calls(folder: Path) -> None:
    """Store the billing records, in another process, since storing them is not part of the measurement."""
    from desktop_app.archive import calls
    from desktop_app.archive.store import Archive
    from tests.support.legs import leg

    archive = Archive(folder / "archive.db", bytes(range(32)))
    await archive.open()
    for start in range(0, CALLS, 10_000):
        legs = [
            leg(f"17724{n:06d}.{n}", calldate=f"2026-03-{1 + n % 28:02d} 09:00:00")
            for n in range(start, start + 10_000)
        ]
        await archive.run(lambda db, legs=legs: calls.save_legs(db, legs, "X"))  # type: ignore[misc]
    await archive.close()


async def _fill(application: QApplication, folder: Path) -> None:
    from desktop_app.app.workspace import Workspace
    from desktop_app.archive.store import Archive
    from desktop_app.config.exchange import ExchangeConfig
    from desktop_app.config.paths import resources
    from desktop_app.config.settings import Settings
    from desktop_app.services.session import Session
    from desktop_app.ui.icons import Icons
    from desktop_app.ui.look import Look
    from desktop_app.ui.theme import Theme
    from tests.support.application import bare_shell

    config = ExchangeConfig(("http://127.0.0.1:9",), "ws://127.0.0.1:9", "X", "101")
    look = Look(Theme(resources(), "light"), Icons(resources() / "icons"))
    look.theme.apply()
    shell = bare_shell(look, Settings(None))
    async with (
        Archive(folder / "archive.db", bytes(range(32))) as archive,
        Session(config, "key", archive, lambda name, error: None) as session,
    ):
        session.live.begin()
        for number in range(LAMPS):
            text = f'{{"subscriber":{{"peer":"X-{1000 + number}","statusValue":{number % 2}}}}}'
            session.live.process(f'{{"id":{number + 1},"channel":"c","text":{text}}}'.encode())
        async with Workspace(session, shell, lambda name, error: None, archive_note="", is_demo=True):
            shell.window.show()
            await asyncio.sleep(1.5)
            settle(application)


if __name__ == "__main__":
    if sys.argv[1] == "fill":
        asyncio.run(store_calls(Path(sys.argv[2])))
    else:
        {"floor": floor, "program": program}[sys.argv[1]]()
