"""Fixtures: an archive in memory, and a bare connection with its tables."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest

from desktop_app.archive import schema
from desktop_app.archive.connection import Connection
from desktop_app.archive.store import Archive


@pytest.fixture
async def archive() -> AsyncIterator[Archive]:
    memory = Archive(None, None)
    await memory.open()
    yield memory
    await memory.close()


@pytest.fixture
def db() -> Iterator[Connection]:
    connection = Connection(":memory:")
    schema.migrate(connection)
    yield connection
    connection.close()
