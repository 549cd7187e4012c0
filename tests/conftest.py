"""What every test gets: nothing but this machine is reached."""

from __future__ import annotations

import ipaddress
import os
import sys
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


def _guard(event: str, arguments: tuple[Any, ...]) -> None:
    """An audit hook: a connection beyond this machine fails the test that tried it."""
    if event == "socket.connect":
        address = arguments[1]
        if isinstance(address, tuple) and not ipaddress.ip_address(address[0].partition("%")[0]).is_loopback:
            raise PermissionError(f"a test tried to reach {address[0]}")


sys.addaudithook(_guard)
