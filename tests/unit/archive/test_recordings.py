"""The list of recordings and the cache of sounds."""

from __future__ import annotations

from desktop_app.archive import (
    recordings,
)
from desktop_app.archive.store import Archive


async def test_the_least_recently_used_sounds_are_deleted_first(archive: Archive) -> None:
    for number in range(4):
        await archive.run(lambda db, n=number: recordings.save_sound(db, str(n), "wav", bytes(100), f"2026-0{n + 1}"))  # type: ignore[misc]
    await archive.run(lambda db: recordings.trim_sounds(db, 250))
    kept = [n for n in range(4) if await archive.run(lambda db, n=n: recordings.sound_of(db, str(n)))]  # type: ignore[misc]
    assert kept == [2, 3]
