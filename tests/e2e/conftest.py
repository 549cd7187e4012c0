"""Fixtures of the end-to-end tests.  The tests of one worker share a desktop."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from tests.e2e.rig import Rig, missing_tools


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/e2e" in item.nodeid:
            item.add_marker(pytest.mark.e2e)


@pytest.fixture(scope="session")
def rig() -> Iterator[Rig]:
    """The desktop that tests share."""
    yield from _desktop()


@pytest.fixture
def own_rig() -> Iterator[Rig]:
    """A separate desktop for a test that damages it."""
    yield from _desktop()


def _desktop() -> Iterator[Rig]:
    missing = missing_tools()
    if missing:
        words = f"the end-to-end tests need these packages: {' '.join(missing)}"
        if os.environ.get("CI") == "true":
            pytest.fail(words)
        pytest.skip(words)
    desktop = Rig()
    try:
        desktop.start()
        yield desktop
    finally:
        desktop.stop()
