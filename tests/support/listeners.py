"""Listeners for tests."""

from __future__ import annotations


def fail(*news: object) -> None:
    """Fail on any news."""
    raise KeyError(news)
