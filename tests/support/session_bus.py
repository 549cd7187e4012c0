"""A private D-Bus session bus with test services on it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

needs_bus = pytest.mark.skipif(shutil.which("dbus-daemon") is None, reason="needs the package dbus")


class BusService:
    """A program that owns a name on the bus, prints each call as JSON and reads commands from standard input."""

    def __init__(self, module: str, bus_address: str, arguments: tuple[str, ...]) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", module, *arguments],
            env=os.environ | {"DBUS_SESSION_BUS_ADDRESS": bus_address},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        assert self.asked() == {"ready": True}

    def asked(self) -> dict[str, Any]:
        """Wait for the next call of the service and return it."""
        assert self.process.stdout is not None
        return dict(json.loads(self.process.stdout.readline()))

    def order(self, line: str) -> None:
        """Send a command to the service, such as pressing a key."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{line}\n".encode())
        self.process.stdin.flush()


class SessionBus:
    """A running bus.  Tests may stop the process `daemon` with a signal."""

    def __init__(self, folder: Path) -> None:
        command = ["dbus-daemon", "--session", "--nofork", "--print-address=1", f"--address=unix:dir={folder}"]
        self.daemon = subprocess.Popen(command, stdout=subprocess.PIPE)
        self._running = [self.daemon]
        assert self.daemon.stdout is not None
        self.address = self.daemon.stdout.readline().decode().strip()

    def start(self, module: str, *arguments: str) -> BusService:
        """Start a service and wait until it owns its name."""
        service = BusService(module, self.address, arguments)
        self._running.append(service.process)
        return service

    def stop(self) -> None:
        """Stop the services and the bus."""
        for process in reversed(self._running):
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    pipe.close()


@contextmanager
def running_bus(folder: Path) -> Iterator[SessionBus]:
    """Run a bus with its socket in the folder."""
    bus = SessionBus(folder)
    try:
        yield bus
    finally:
        bus.stop()
