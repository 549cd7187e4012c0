"""Download many recordings, a few at a time.  Failures are collected and do not stop the others."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence

import msgspec

from desktop_app.archive.records import Call
from desktop_app.pbx.errors import NotARecording, NotFound, PbxError

CONCURRENCY = 3
PAGE = 200
# After this many failures in a row the exchange is taken to be down, and the rest is not requested.
MAX_FAILURES_IN_A_ROW = 8

LoadCalls = Callable[[Sequence[int]], Awaitable[Sequence[Call | None]]]
Download = Callable[[str], Awaitable[tuple[bytes, str]]]
WriteFile = Callable[[Call, str, bytes], Awaitable[None]]
OnProgress = Callable[[int, int], None]


class BulkResult(msgspec.Struct, frozen=True):
    """The result: how many recordings were written, which row ids failed, and the last error (None without one)."""

    count: int
    failed: tuple[int, ...] = ()
    why: Exception | None = None


class BulkDownload:
    """Downloads the recordings of rows and writes each with `put`.  An OSError of `put` ends the whole run."""

    def __init__(self, rows: LoadCalls, fetch: Download, put: WriteFile, on_progress: OnProgress) -> None:
        self._rows, self._fetch, self._put, self._on_progress = rows, fetch, put, on_progress
        self._count = self._done = self._in_a_row = 0
        self._failed: list[int] = []
        self._why: Exception | None = None

    async def run(self, ids: Sequence[int]) -> BulkResult:
        """Download the recordings of these row ids; rows without one are skipped.  Raises OSError."""
        waiting = self._calls(ids)
        lock = asyncio.Lock()

        async def work() -> None:
            while True:
                try:
                    async with lock:  # an async generator cannot be advanced by two tasks at once
                        row, call = await anext(waiting)
                except StopAsyncIteration:
                    return
                await self._save(row, call)
                self._done += 1
                self._on_progress(self._done, len(ids))

        try:
            async with asyncio.TaskGroup() as group:  # the first failure cancels the others
                for _ in range(CONCURRENCY):
                    group.create_task(work())
        except ExceptionGroup as failed:
            raise failed.exceptions[0] from None
        return BulkResult(self._count, tuple(self._failed), self._why)

    async def _calls(self, ids: Sequence[int]) -> AsyncIterator[tuple[int, Call | None]]:
        for start in range(0, len(ids), PAGE):
            part = ids[start : start + PAGE]
            for row, call in zip(part, await self._rows(part), strict=True):
                yield row, call

    async def _save(self, row: int, call: Call | None) -> None:
        if call is None or not call.has_recording:
            return
        if self._in_a_row >= MAX_FAILURES_IN_A_ROW:
            self._failed.append(row)
            return
        try:
            body, container = await self._fetch(call.uniqueid)
        except PbxError as error:
            self._failed.append(row)
            self._why = error
            has_answered = isinstance(error, NotFound | NotARecording)
            self._in_a_row = 0 if has_answered else self._in_a_row + 1
            return
        self._in_a_row = 0
        await self._put(call, container, body)
        self._count += 1
