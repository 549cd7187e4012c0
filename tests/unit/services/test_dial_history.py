"""The numbers to redial: the newest first, each once, and as many after a restart."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from desktop_app.archive import dial_history
from desktop_app.archive.store import Archive
from desktop_app.services.dial_history import DialHistory

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


async def test_a_number_is_listed_once_at_its_last_call(archive: Archive) -> None:
    history = DialHistory(archive)
    for second, number in enumerate(["600100200", "105", "600100200", "106"]):
        await history.add(number, NOW + timedelta(seconds=second))
    assert history.numbers == ["106", "600100200", "105"]
    again = DialHistory(archive)
    await again.load()
    assert again.numbers == history.numbers


async def test_the_oldest_numbers_are_dropped(archive: Archive) -> None:
    history = DialHistory(archive)
    numbers = [str(100 + place) for place in range(dial_history.MAX_NUMBERS + 1)]
    for second, number in enumerate(numbers):
        await history.add(number, NOW + timedelta(seconds=second))
    assert history.numbers == numbers[:0:-1]
    assert await archive.run(dial_history.list_numbers) == history.numbers
