"""Recordings: downloaded once, cached up to a size, three downloads at a time."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from desktop_app.archive import recordings
from desktop_app.archive.store import Archive
from desktop_app.pbx.download import OnPart
from desktop_app.pbx.errors import NotARecording, NotFound
from desktop_app.pbx.records import RecordingEntry
from desktop_app.services import recordings as module
from desktop_app.services.recordings import CONCURRENCY, Recordings
from tests.support.sounds import pcm_wav
from tests.support.wait import until

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
WAV, GSM = pcm_wav(0.1), bytes([0xD0]) + bytes(32)


class Source:
    """An exchange with recordings in memory.  With `gate`, a download waits until it is set."""

    def __init__(self, **bodies: bytes) -> None:
        self.bodies = bodies
        self.asked: list[tuple[str, str]] = []
        self.gate: asyncio.Event | None = None

    async def recording(self, uniqueid: str, declared_format: str, on_part: OnPart) -> bytes:
        self.asked.append((uniqueid, declared_format))
        if self.gate is not None:
            await self.gate.wait()
        if uniqueid not in self.bodies:
            raise NotFound("HTTP 404")
        body = self.bodies[uniqueid]
        on_part(bytearray(body), len(body))
        return body


async def listed(archive: Archive, uniqueid: str, form: str) -> None:
    entry = RecordingEntry(uniqueid, "600100200", "105", form, "2026-03-02 09:00:00")
    await archive.run(lambda db: recordings.save_recordings(db, [entry]))


async def kept(archive: Archive) -> list[tuple[str, str, str]]:
    """Return (uniqueid, container, time of last use) of each cached sound."""
    rows = await archive.run(lambda db: db.execute("SELECT uniqueid, container, used_at FROM sounds").fetchall())
    return sorted((str(one), str(container), str(at)) for one, container, at in rows)


async def test_a_recording_is_downloaded_once_and_its_last_use_is_noted(archive: Archive) -> None:
    now = NOW
    source = Source(one=WAV, two=GSM)
    await listed(archive, "two", "GSM")
    found = Recordings(source, archive, lambda: now)
    parts: list[tuple[bytes, int | None]] = []
    assert await found.sound("one", lambda body, size: parts.append((bytes(body), size))) == (WAV, "wav")
    assert parts == [(WAV, len(WAV))]
    assert await found.sound("two") == (GSM, "gsm")
    now += timedelta(hours=1)
    assert await found.sound("one") == (WAV, "wav")
    assert await found.sound("two") == (GSM, "gsm")
    assert source.asked == [("one", "wav"), ("two", "GSM")]
    assert await kept(archive) == [("one", "wav", now.isoformat()), ("two", "gsm", now.isoformat())]


async def test_a_bulk_download_is_not_cached_and_uses_the_cache(archive: Archive) -> None:
    source = Source(one=WAV, two=GSM)
    await listed(archive, "two", "gsm")
    found = Recordings(source, archive, lambda: NOW)
    assert await found.sound("two", keeps=False) == (GSM, "gsm")
    assert await found.sound("one", keeps=False) == (WAV, "wav")
    assert await kept(archive) == []
    await found.sound("one")
    assert await found.sound("one", keeps=False) == (WAV, "wav")
    assert len(source.asked) == 3


async def test_what_cannot_be_downloaded_or_is_no_sound_is_not_cached(archive: Archive) -> None:
    found = Recordings(Source(page=b"<html>"), archive, lambda: NOW)
    with pytest.raises(NotFound):
        await found.sound("one")
    with pytest.raises(NotARecording):
        await found.sound("page", keeps=False)
    assert await kept(archive) == []


@pytest.mark.parametrize("is_persistent", [True, False])
async def test_the_cache_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_persistent: bool) -> None:
    """A session without a keyring holds its cache in memory, and less of it."""
    monkeypatch.setattr(module, "CACHE_BYTES", 2 * len(WAV))
    monkeypatch.setattr(module, "MEMORY_CACHE_BYTES", len(WAV))
    now = NOW
    async with Archive(tmp_path / "archive.db", bytes(range(32))) if is_persistent else Archive(None, None) as archive:
        found = Recordings(Source(one=WAV, two=WAV, three=WAV), archive, lambda: now)
        for uniqueid in ("one", "two", "three"):
            now += timedelta(seconds=1)
            await found.sound(uniqueid)
        names = [uniqueid for uniqueid, _, _ in await kept(archive)]
    assert names == (["three", "two"] if is_persistent else ["three"])


async def test_the_cache_on_the_disk_holds_many_recordings(tmp_path: Path) -> None:
    async with Archive(tmp_path / "archive.db", bytes(range(32))) as archive:
        found = Recordings(Source(one=WAV, two=WAV), archive, lambda: NOW)
        for uniqueid in ("one", "two"):
            await found.sound(uniqueid)
        assert len(await kept(archive)) == 2


async def test_three_are_downloaded_at_a_time(archive: Archive) -> None:
    source = Source(**{f"n{number}": WAV for number in range(5)})
    source.gate = asyncio.Event()
    found = Recordings(source, archive, lambda: NOW)
    tasks = [asyncio.create_task(found.sound(uniqueid)) for uniqueid in source.bodies]
    await until(lambda: len(source.asked) == CONCURRENCY)
    for _ in range(5):  # the others have come as far as they can
        await archive.run(lambda db: None)
    assert len(source.asked) == CONCURRENCY == 3
    source.gate.set()
    assert await asyncio.gather(*tasks) == [(WAV, "wav")] * 5
    assert len(source.asked) == 5
