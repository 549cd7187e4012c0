"""Recordings: downloaded once and kept, each with the container that its content tells."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from desktop_app.archive import recordings
from desktop_app.archive.store import Archive
from desktop_app.pbx.download import OnPart
from desktop_app.pbx.errors import NotARecording
from desktop_app.pbx.records import RecordingEntry
from desktop_app.pbx.sound import detect_container
from desktop_app.services.recordings import Recordings
from tests.support.sounds import mp3_frames, pcm_wav, wav

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


class Source:
    """An exchange with one sound file."""

    def __init__(self, body: bytes) -> None:
        self.body, self.downloads = body, 0

    async def recording(self, uniqueid: str, declared_format: str, on_part: OnPart) -> bytes:
        self.downloads += 1
        detect_container(self.body, declared_format)
        return self.body


@pytest.fixture
async def archive() -> AsyncIterator[Archive]:
    async with Archive(None, None) as archive:
        yield archive


@pytest.mark.parametrize("listed", ["wav", "wav49", "mp3", "gsm", "sln", ""])
async def test_the_container_is_that_of_the_content_also_when_kept(archive: Archive, listed: str) -> None:
    entry = RecordingEntry("1.1", "101", "105", listed, "2026-03-02 09:00:00")
    await archive.run(lambda db: recordings.save_recordings(db, [entry]))
    source = Source(mp3_frames(9))
    kept = Recordings(source, archive, lambda: NOW)
    assert await kept.sound("1.1") == (source.body, "mp3")
    assert await kept.sound("1.1") == (source.body, "mp3")
    assert source.downloads == 1
    assert await archive.run(lambda db: db.execute("SELECT container FROM sounds").fetchone()) == ("mp3",)


async def test_a_file_without_sound_is_not_kept(archive: Archive) -> None:
    kept = Recordings(Source(wav(b"")), archive, lambda: NOW)
    with pytest.raises(NotARecording, match="without sound"):
        await kept.sound("1.1")
    assert await archive.run(lambda db: recordings.sound_of(db, "1.1")) is None


async def test_what_was_kept_by_mistake_is_downloaded_again(archive: Archive) -> None:
    await archive.run(lambda db: recordings.save_sound(db, "1.1", "wav", wav(b""), "2026-03-01"))
    source = Source(pcm_wav(1))
    kept = Recordings(source, archive, lambda: NOW)
    for _ in range(2):
        assert await kept.sound("1.1") == (source.body, "wav")
    assert source.downloads == 1
