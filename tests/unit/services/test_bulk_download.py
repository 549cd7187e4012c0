"""Bulk download: a few at a time, failures are collected, a full disk ends the run."""

from __future__ import annotations

import asyncio
import errno
from collections.abc import Sequence

import pytest

from desktop_app.archive.grouping import group
from desktop_app.archive.records import Call
from desktop_app.pbx.errors import NotARecording, NotFound, PbxError, ResponseLost
from desktop_app.services.bulk_download import CONCURRENCY, MAX_FAILURES_IN_A_ROW, PAGE, BulkDownload, BulkResult
from tests.support.legs import leg


class Office:
    """Recordings 1 … n of calls with those rows; some fail."""

    def __init__(self, failing: dict[str, PbxError] | None = None) -> None:
        self.failing = failing or {}
        self.put_down: list[str] = []
        self.told: list[tuple[int, int]] = []
        self.asked = self.now = self.most = 0
        self.full_after = 10**9

    async def rows(self, ids: Sequence[int]) -> list[Call | None]:
        assert len(ids) <= PAGE
        return [None if n % 10 == 9 else group([leg(f"{n}")], "X", has_recording=n % 10 != 8) for n in ids]

    async def fetch(self, uniqueid: str) -> tuple[bytes, str]:
        self.asked += 1
        self.now += 1
        self.most = max(self.most, self.now)
        await asyncio.sleep(0)
        self.now -= 1
        if uniqueid in self.failing:
            raise self.failing[uniqueid]
        return uniqueid.encode(), "wav"

    async def put(self, call: Call, container: str, body: bytes) -> None:
        assert body == call.uniqueid.encode()
        await asyncio.sleep(0)
        if len(self.put_down) >= self.full_after:
            raise OSError(errno.ENOSPC, "full")
        self.put_down.append(call.uniqueid)

    async def save(self, ids: Sequence[int]) -> BulkResult:
        return await BulkDownload(self.rows, self.fetch, self.put, lambda *done: self.told.append(done)).run(ids)


async def test_each_recording_is_written_once_with_a_bounded_number_of_downloads() -> None:
    office = Office()
    ids = range(1, 3 * PAGE)
    saved = await office.save(ids)
    expected = [str(n) for n in ids if n % 10 < 8]
    assert sorted(office.put_down) == sorted(expected)
    assert saved == BulkResult(len(expected))
    assert office.most == CONCURRENCY
    assert office.told == [(n + 1, len(ids)) for n in range(len(ids))]


async def test_failed_rows_are_returned_with_the_error_and_can_be_retried() -> None:
    lost, none = ResponseLost("host", "lost"), NotARecording("no sound")
    office = Office({"3": lost, "5": none})
    saved = await office.save(range(1, 8))
    assert (saved.count, set(saved.failed)) == (5, {3, 5})
    assert saved.why in (lost, none)
    office.failing.clear()
    assert await office.save(saved.failed) == BulkResult(2)
    assert sorted(office.put_down) == list("1234567")


async def test_missing_recordings_do_not_count_as_a_dead_exchange() -> None:
    gone: dict[str, PbxError] = {str(n): (NotARecording("none") if n % 2 else NotFound()) for n in range(40)}
    office = Office(gone)
    saved = await office.save(range(1, 100))
    assert len(saved.failed) == sum(n % 10 < 8 for n in range(1, 40))
    assert saved.count == sum(n % 10 < 8 for n in range(40, 100))


async def test_the_run_gives_up_on_a_dead_exchange() -> None:
    office = Office({str(n): ResponseLost("host", "lost") for n in range(1000)})
    saved = await office.save(range(1, 500))
    assert saved.count == 0
    assert len(saved.failed) == sum(n % 10 < 8 for n in range(1, 500))
    assert office.asked <= MAX_FAILURES_IN_A_ROW + CONCURRENCY


async def test_a_full_disk_ends_the_run_and_leaves_no_task() -> None:
    office = Office()
    office.full_after = 4
    with pytest.raises(OSError, match="full"):
        await office.save(range(1, 200))
    assert len(office.put_down) == 4
    before = office.asked
    await asyncio.sleep(0.01)
    assert office.asked == before
    assert office.asked <= 4 + 2 * CONCURRENCY
