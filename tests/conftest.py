"""For all tests: Qt runs off-screen, connections beyond this machine are refused, and trust is the system's."""

from __future__ import annotations

import ipaddress
import os
import sys
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
for name in ("SSL_CERT_FILE", "SSL_CERT_DIR"):  # a fault in what the program trusts would be hidden
    os.environ.pop(name, None)


def _guard(event: str, arguments: tuple[Any, ...]) -> None:
    """Audit hook that makes a test fail if it connects to another machine."""
    if event == "socket.connect":
        address = arguments[1]
        if isinstance(address, tuple) and not ipaddress.ip_address(address[0].partition("%")[0]).is_loopback:
            raise PermissionError(f"a test tried to reach {address[0]}")


sys.addaudithook(_guard)
