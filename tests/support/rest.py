"""REST clients for tests."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from desktop_app.pbx.rest import RestClient


@asynccontextmanager
async def opened(hosts: Sequence[str], key: str) -> AsyncIterator[RestClient]:
    """Open a client until the block ends."""
    client = RestClient(hosts, key)
    try:
        yield client
    finally:
        await client.aclose()
