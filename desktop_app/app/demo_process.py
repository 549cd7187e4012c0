"""The demo exchange as a child of this program: started with us, gone with us, reached over loopback like any other."""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys

from desktop_app.config.exchange import ExchangeConfig
from desktop_app.runtime.thread_worker import ThreadWorker


class DemoFailed(Exception):
    """The demo exchange did not start."""


class DemoProcess:
    """Starts the demo exchange and knows where it listens."""

    def __init__(self, *, seed: int = 7) -> None:
        self._seed = seed
        self._worker = ThreadWorker("demo exchange")
        self._process: subprocess.Popen[bytes] | None = None
        self.key = f"demo-{secrets.token_hex(8)}"

    async def start(self) -> ExchangeConfig:
        """Start it and wait until it listens.  Raises DemoFailed."""
        return await self._worker.run(self._start)

    async def stop(self) -> None:
        """Close its standard input, which it takes as our goodbye."""
        process, self._process = self._process, None
        if process is not None:
            await self._worker.run(lambda: _end(process))
        await self._worker.stop()

    def _start(self) -> ExchangeConfig:
        frozen = getattr(sys, "frozen", False)
        program = [sys.executable] if frozen else [sys.executable, "-m", "desktop_app"]
        command = [*program, "demo-pbx", "--json", "--with-parent", "--seed", str(self._seed)]
        inherited = {name: value for name, value in os.environ.items() if name != "CLOUDPBX_API_KEY"}
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**inherited, "CLOUDPBX_DEMO_KEY": self.key, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        )
        line = self._process.stdout.readline() if self._process.stdout else b""
        try:
            where = json.loads(line)
        except ValueError:
            _end(self._process)
            raise DemoFailed from None
        return ExchangeConfig((where["api"],), where["events"], where["pbx_name"], where["extension"])


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.stdin:
        process.stdin.close()
    try:
        process.wait(timeout=3)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    if process.stdout:
        process.stdout.close()
