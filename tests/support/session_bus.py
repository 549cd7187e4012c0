"""A private D-Bus session bus, with services of tests on it."""

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
    """A program that owns a name on the bus.  It prints what it is asked as JSON, and takes orders line by line."""

    def __init__(self, module: str, bus_address: str, arguments: tuple[str, ...]) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", module, *arguments],
            env=os.environ | {"DBUS_SESSION_BUS_ADDRESS": bus_address},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        assert self.asked() == {"ready": True}

    def asked(self) -> dict[str, Any]:
        """Wait for the next thing that it was asked."""
        assert self.process.stdout is not None
        return dict(json.loads(self.process.stdout.readline()))

    def order(self, line: str) -> None:
        """Let it do something by itself, such as pressing a key."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{line}\n".encode())
        self.process.stdin.flush()


class SessionBus:
    """A running bus.  `daemon` can be stopped with a signal."""

    def __init__(self, folder: Path) -> None:
        command = ["dbus-daemon", "--session", "--nofork", "--print-address=1", f"--address=unix:dir={folder}"]
        self.daemon = subprocess.Popen(command, stdout=subprocess.PIPE)
        self._running = [self.daemon]
        assert self.daemon.stdout is not None
        self.address = self.daemon.stdout.readline().decode().strip()

    def start(self, module: str, *arguments: str) -> BusService:
        """Start a service and wait until it has its name."""
        service = BusService(module, self.address, arguments)
        self._running.append(service.process)
        return service

    def stop(self) -> None:
        """End everything."""
        for process in reversed(self._running):
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    pipe.close()


@contextmanager
def running_bus(folder: Path) -> Iterator[SessionBus]:
    """Start a bus whose socket lies in the folder."""
    bus = SessionBus(folder)
    try:
        yield bus
    finally:
        bus.stop()
