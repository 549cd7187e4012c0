"""REST clients for tests."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from desktop_app.pbx.rest import RestClient


@asynccontextmanager
async def opened(hosts: Sequence[str], key: str, answer_timeout_s: float = 10.0) -> AsyncIterator[RestClient]:
    """Open a client until the block ends.  The pauses between its attempts are parts of the time for an answer."""
    client = RestClient(hosts, key, answer_timeout_s=answer_timeout_s)
    try:
        yield client
    finally:
        await client.aclose()
