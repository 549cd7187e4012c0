"""What every test gets: nothing but this machine is reached, and no task is left behind."""

from __future__ import annotations

import asyncio
import ipaddress
import os
import sys
from collections.abc import AsyncIterator
from typing import Any

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


def _guard(event: str, arguments: tuple[Any, ...]) -> None:
    """An audit hook: a connection beyond this machine fails the test that tried it."""
    if event == "socket.connect":
        address = arguments[1]
        if isinstance(address, tuple) and not ipaddress.ip_address(address[0].partition("%")[0]).is_loopback:
            raise PermissionError(f"a test tried to reach {address[0]}")


sys.addaudithook(_guard)


@pytest.fixture
async def no_dangling_tasks() -> AsyncIterator[None]:
    """Fails when a task outlives its test."""
    before = asyncio.all_tasks()
    yield
    left = asyncio.all_tasks() - before - {asyncio.current_task()}
    assert not left, f"tasks left behind: {left}"
