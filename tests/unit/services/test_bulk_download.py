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


class Exchange:
    """Recordings 1 … n of calls with those rows; some fail."""

    def __init__(self, failing: dict[str, PbxError] | None = None) -> None:
        self.failing = failing or {}
        self.written: list[str] = []
        self.progress: list[tuple[int, int]] = []
        self.requests = self.now = self.most = 0
        self.full_after = 10**9

    async def rows(self, ids: Sequence[int]) -> list[Call | None]:
        assert len(ids) <= PAGE
        return [None if n % 10 == 9 else group([leg(f"{n}")], "X", has_recording=n % 10 != 8) for n in ids]

    async def fetch(self, uniqueid: str) -> tuple[bytes, str]:
        self.requests += 1
        self.now += 1
        self.most = max(self.most, self.now)
        await asyncio.sleep(0)
        self.now -= 1
        if uniqueid in self.failing:
            raise self.failing[uniqueid]
        return uniqueid.encode(), "wav"

    async def put(self, call: Call, container: str, body: bytes) -> None:
        assert body == call.uniqueid.encode()
        assert container == "wav"
        await asyncio.sleep(0)
        if len(self.written) >= self.full_after:
            raise OSError(errno.ENOSPC, "full")
        self.written.append(call.uniqueid)

    async def save(self, ids: Sequence[int]) -> BulkResult:
        return await BulkDownload(self.rows, self.fetch, self.put, lambda *done: self.progress.append(done)).run(ids)


async def test_each_recording_is_written_once_with_a_bounded_number_of_downloads() -> None:
    exchange = Exchange()
    ids = range(1, 3 * PAGE)
    saved = await exchange.save(ids)
    expected = [str(n) for n in ids if n % 10 < 8]
    assert sorted(exchange.written) == sorted(expected)
    assert saved == BulkResult(len(expected))
    assert exchange.most == CONCURRENCY
    assert exchange.progress == [(n + 1, len(ids)) for n in range(len(ids))]


async def test_failed_rows_are_returned_with_the_error_and_can_be_retried() -> None:
    lost, none = ResponseLost("host", "lost"), NotARecording("no sound")
    exchange = Exchange({"3": lost, "5": none})
    saved = await exchange.save(range(1, 8))
    assert (saved.count, set(saved.failed)) == (5, {3, 5})
    assert saved.why in (lost, none)
    exchange.failing.clear()
    assert await exchange.save(saved.failed) == BulkResult(2)
    assert sorted(exchange.written) == list("1234567")


async def test_missing_recordings_do_not_count_as_a_dead_exchange() -> None:
    gone: dict[str, PbxError] = {str(n): (NotARecording("none") if n % 2 else NotFound()) for n in range(40)}
    exchange = Exchange(gone)
    saved = await exchange.save(range(1, 100))
    assert len(saved.failed) == sum(n % 10 < 8 for n in range(1, 40))
    assert saved.count == sum(n % 10 < 8 for n in range(40, 100))


async def test_the_run_gives_up_on_a_dead_exchange() -> None:
    exchange = Exchange({str(n): ResponseLost("host", "lost") for n in range(1000)})
    saved = await exchange.save(range(1, 500))
    assert saved.count == 0
    assert len(saved.failed) == sum(n % 10 < 8 for n in range(1, 500))
    assert sorted(saved.failed) == [n for n in range(1, 500) if n % 10 < 8]
    assert exchange.requests == MAX_FAILURES_IN_A_ROW + CONCURRENCY - 1


@pytest.mark.parametrize("first", [None, NotARecording("none")])
async def test_an_answer_resets_the_count_of_failures(first: PbxError | None) -> None:
    failing: dict[str, PbxError] = {str(n): ResponseLost("host", "lost") for n in (1, 2, 3, 4, 5, 6, 7)}
    exchange = Exchange(failing | ({"0": first} if first is not None else {}))
    saved = await exchange.save([*range(8), *range(10, 18)])
    assert sorted(exchange.written) == sorted([*(["0"] if first is None else []), *map(str, range(10, 18))])
    assert sorted(saved.failed) == [*([] if first is None else [0]), *range(1, 8)]


async def test_one_failing_file_ends_the_run() -> None:
    exchange = Exchange()
    exchange.full_after = 0
    with pytest.raises(OSError, match="full"):
        await exchange.save([1])


async def test_too_few_rows_are_an_error() -> None:
    async def too_few(ids: Sequence[int]) -> list[Call | None]:
        return (await exchange.rows(ids))[:-1]

    exchange = Exchange()
    with pytest.raises(ValueError, match="shorter"):
        await BulkDownload(too_few, exchange.fetch, exchange.put, lambda *done: None).run([1, 2])


async def test_a_full_disk_ends_the_run_and_leaves_no_task() -> None:
    exchange = Exchange()
    exchange.full_after = 4
    with pytest.raises(OSError, match="full"):
        await exchange.save(range(1, 200))
    assert len(exchange.written) == 4
    assert asyncio.all_tasks() == {asyncio.current_task()}
    assert exchange.requests <= 4 + 2 * CONCURRENCY
