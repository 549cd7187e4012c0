"""Recordings: downloaded once, kept encrypted within a size, handed out as bytes and never as a plain file."""

from __future__ import annotations

import asyncio
from typing import Protocol

from desktop_app.archive import recordings
from desktop_app.archive.store import Archive
from desktop_app.pbx import sound
from desktop_app.pbx.download import OnPart
from desktop_app.runtime.clock import Clock

KEPT_BYTES = 1024 * 1024 * 1024
KEPT_IN_MEMORY_BYTES = 64 * 1024 * 1024
AT_ONCE = 3


class Source(Protocol):
    """The part of the REST client that downloads."""

    async def recording(self, uniqueid: str, declared_format: str, on_part: OnPart) -> bytes: ...


class Recordings:
    """Finds the sound of a call: in the archive, else at the exchange."""

    def __init__(self, source: Source, archive: Archive, clock: Clock) -> None:
        self._source = source
        self._archive = archive
        self._clock = clock
        self._limit = asyncio.Semaphore(AT_ONCE)

    async def container(self, uniqueid: str) -> str:
        """The container that the exchange's list names, without asking for the sound."""
        entry = await self._archive.run(lambda db: recordings.recording_of(db, uniqueid))
        return entry.format.lower() if entry else "wav"

    async def sound(
        self, uniqueid: str, on_part: OnPart = lambda body, size: None, *, keeps: bool = True
    ) -> tuple[bytes, str]:
        """The whole sound and its container (wav, mp3, ogg, gsm); `on_part` is told what has come until now.

        It is kept for the next time, unless `keeps` is false: many that are only passed on would drive out the others.
        Raises PbxError; NotSound when the exchange sent something else, which is not kept.
        """
        entry = await self._archive.run(lambda db: recordings.recording_of(db, uniqueid))
        declared = entry.format if entry else "wav"
        used_at = self._clock().isoformat()
        kept = await self._archive.run(lambda db: recordings.sound_of(db, uniqueid))
        if kept is not None:
            await self._archive.run(lambda db: recordings.touch_sound(db, uniqueid, used_at))
            return kept, sound.detect_container(kept, declared)
        async with self._limit:
            body = await self._source.recording(uniqueid, declared, on_part)
        if not keeps:
            return body, sound.detect_container(body, declared)
        limit = KEPT_BYTES if self._archive.is_kept else KEPT_IN_MEMORY_BYTES
        await self._archive.run(lambda db: recordings.save_sound(db, uniqueid, declared, body, used_at))
        await self._archive.run(lambda db: recordings.trim_sounds(db, limit))
        return body, sound.detect_container(body, declared)
