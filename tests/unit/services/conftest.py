"""Fixtures that the tests of the services share."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from desktop_app.archive.store import Archive


@pytest.fixture
async def archive() -> AsyncIterator[Archive]:
    """An open archive in memory."""
    memory = Archive(None, None)
    await memory.open()
    yield memory
    await memory.close()
