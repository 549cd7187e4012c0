"""Names that resolve without the machine's files and servers: a bare system does not even know `localhost`."""

from __future__ import annotations

import socket
from typing import Any

import pytest


def resolve(monkeypatch: pytest.MonkeyPatch, name: str, *addresses: str) -> None:
    """Give a name these addresses until the test ends."""
    look_up = socket.getaddrinfo

    def getaddrinfo(host: str | bytes, *args: Any, **kwargs: Any) -> list[Any]:
        wanted = addresses if host in (name, name.encode()) else (host,)
        return [found for one in wanted for found in look_up(one, *args, **kwargs)]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
