"""Recordings: downloaded once, cached in the encrypted archive up to a size, returned as bytes and never as a file."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Protocol

from desktop_app.archive import recordings
from desktop_app.archive.store import Archive
from desktop_app.pbx import sound
from desktop_app.pbx.download import OnPart
from desktop_app.pbx.errors import NotARecording
from desktop_app.runtime.clock import Clock

CACHE_BYTES = 1024 * 1024 * 1024
MEMORY_CACHE_BYTES = 64 * 1024 * 1024
CONCURRENCY = 3


class RecordingSource(Protocol):
    """The part of the REST client that downloads."""

    async def recording(self, uniqueid: str, declared_format: str, on_part: OnPart) -> bytes: ...


class Recordings:
    """Loads the recording of a call from the archive, else from the exchange, CONCURRENCY downloads at a time."""

    def __init__(self, source: RecordingSource, archive: Archive, clock: Clock) -> None:
        self._source = source
        self._archive = archive
        self._clock = clock
        self._limit = asyncio.Semaphore(CONCURRENCY)

    async def sound(
        self, uniqueid: str, on_part: OnPart = lambda body, size: None, *, keeps: bool = True
    ) -> tuple[bytes, str]:
        """Return the sound file and its container (wav, mp3, ogg, au, gsm), which its content tells.

        `on_part(body, size)` is called with the bytes so far while it is downloaded.  The file is cached unless `keeps`
        is false: a bulk download would evict the recordings that the user plays.

        Raises PbxError; NotARecording when the exchange sent something else, which is not cached.
        """
        entry = await self._archive.run(lambda db: recordings.recording_of(db, uniqueid))
        declared = entry.format if entry else "wav"
        used_at = self._clock().isoformat()
        kept = await self._archive.run(lambda db: recordings.sound_of(db, uniqueid))
        if kept is not None:
            with suppress(NotARecording):  # kept by an earlier version, which took it for one
                container = sound.detect_container(kept, declared)
                await self._archive.run(lambda db: recordings.touch_sound(db, uniqueid, used_at))
                return kept, container
        async with self._limit:
            body = await self._source.recording(uniqueid, declared, on_part)
        container = sound.detect_container(body, declared)
        if keeps:
            limit = CACHE_BYTES if self._archive.is_persistent else MEMORY_CACHE_BYTES
            await self._archive.run(lambda db: recordings.save_sound(db, uniqueid, container, body, used_at))
            await self._archive.run(lambda db: recordings.trim_sounds(db, limit))
        return body, container
