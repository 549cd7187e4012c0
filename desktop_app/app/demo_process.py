"""The demo exchange as a child process that runs for the length of an `async with` block."""

from __future__ import annotations

import asyncio
import json
import os
import secrets
import subprocess
import sys
from types import TracebackType

from desktop_app.config.exchange import ExchangeConfig
from desktop_app.runtime.lifetimes import finish
from desktop_app.runtime.thread_worker import ThreadWorker

EXITS_WITHIN_S = 3


class DemoFailed(Exception):
    """The demo exchange did not start."""


class DemoProcess:
    """`async with DemoProcess() as config:` starts the demo; `config` has its addresses.  `key` is its API key."""

    def __init__(self) -> None:
        self._worker = ThreadWorker("demo exchange")
        self._process: subprocess.Popen[bytes] | None = None
        self.key = f"demo-{secrets.token_hex(8)}"

    async def __aenter__(self) -> ExchangeConfig:
        """Start the process and wait until it listens.  Raises DemoFailed."""
        try:
            return await self._worker.run(self._start)
        except BaseException:
            await finish(self._stop())
            raise

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await finish(self._stop())

    async def _stop(self) -> None:
        """Close the process's standard input, which tells it to end.  Kill it if it does not."""
        process = self._process
        if process is not None and process.stdin is not None:
            process.stdin.close()  # not on the thread, which may still be waiting for the process to listen
        try:
            async with asyncio.timeout(2 * EXITS_WITHIN_S):
                await self._worker.run(self._end)
        except TimeoutError:
            if process is not None:
                process.kill()
        await self._worker.stop()

    def _start(self) -> ExchangeConfig:
        frozen = getattr(sys, "frozen", False)
        program = [sys.executable] if frozen else [sys.executable, "-m", "desktop_app"]
        command = [*program, "demo-pbx", "--json", "--with-parent"]
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
            raise DemoFailed from None
        return ExchangeConfig((where["api"],), where["events"], where["pbx_name"], where["extension"])

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        try:
            process.wait(timeout=EXITS_WITHIN_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if process.stdout:
            process.stdout.close()
