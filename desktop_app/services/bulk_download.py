"""Many recordings become files: a few at a time, each whole or not at all, and what fails is told in the end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence

import msgspec

from desktop_app.archive.records import Call
from desktop_app.pbx.errors import NotARecording, NotFound, PbxError

AT_ONCE = 3
PAGE = 200
# After so many failures in a row the exchange is not there, and asking for the rest would only take time.
GIVE_UP_AFTER = 8

Rows = Callable[[Sequence[int]], Awaitable[Sequence[Call | None]]]
Fetch = Callable[[str], Awaitable[tuple[bytes, str]]]
Put = Callable[[Call, str, bytes], Awaitable[None]]
Progress = Callable[[int, int], None]


class Saved(msgspec.Struct, frozen=True):
    """How many are files now, which rows are not, and why the last of those is not (None when all are)."""

    count: int
    failed: tuple[int, ...] = ()
    why: Exception | None = None


class BulkDownload:
    """Fetches and writes; `put` raises OSError where nothing can be written, which ends everything."""

    def __init__(self, rows: Rows, fetch: Fetch, put: Put, on_progress: Progress) -> None:
        self._rows, self._fetch, self._put, self._on_progress = rows, fetch, put, on_progress
        self._count = self._done = self._in_a_row = 0
        self._failed: list[int] = []
        self._why: Exception | None = None

    async def run(self, ids: Sequence[int]) -> Saved:
        """All recordings of these rows.  Raises OSError."""
        waiting = self._calls(ids)
        lock = asyncio.Lock()

        async def work() -> None:
            while True:
                try:
                    async with lock:  # a generator is asked by one at a time
                        row, call = await anext(waiting)
                except StopAsyncIteration:
                    return
                await self._save(row, call)
                self._done += 1
                self._on_progress(self._done, len(ids))

        try:
            async with asyncio.TaskGroup() as group:  # the first that fails ends the others
                for _ in range(AT_ONCE):
                    group.create_task(work())
        except ExceptionGroup as failed:
            raise failed.exceptions[0] from None
        return Saved(self._count, tuple(self._failed), self._why)

    async def _calls(self, ids: Sequence[int]) -> AsyncIterator[tuple[int, Call | None]]:
        for place in range(0, len(ids), PAGE):
            part = ids[place : place + PAGE]
            for row, call in zip(part, await self._rows(part), strict=True):
                yield row, call

    async def _save(self, row: int, call: Call | None) -> None:
        if call is None or not call.has_recording:
            return
        if self._in_a_row >= GIVE_UP_AFTER:
            self._failed.append(row)
            return
        try:
            body, container = await self._fetch(call.uniqueid)
        except PbxError as error:
            self._failed.append(row)
            self._why = error
            is_there = isinstance(error, NotFound | NotARecording)  # the exchange, though it has no such recording
            self._in_a_row = 0 if is_there else self._in_a_row + 1
            return
        self._in_a_row = 0
        await self._put(call, container, body)
        self._count += 1
