"""Killed at any moment, or out of room: the file opens, nothing is lost or doubled, and the work goes on."""

from __future__ import annotations

import asyncio
import random
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest

from desktop_app.archive import finding
from desktop_app.archive.records import CallFilter
from desktop_app.archive.store import Archive, Full
from desktop_app.services import sentences
from desktop_app.services.sync import CallsSync
from tests.support.syncing import A_DAY, DAYS, FIRST, KEY, NOW, Exchange, legs_of_day

ALL = CallFilter(FIRST, FIRST + timedelta(days=DAYS))
MOMENTS = 20


async def everything_once(file: Path) -> int:
    """Open what is there, check it, sync to the end, check it again; gives how many calls there were at first."""
    archive = Archive(file, KEY)
    await archive.open()
    assert await archive.run(lambda db: db.pragma("integrity_check")) == "ok"
    found = await archive.run(lambda db: finding.find(db, ALL, -1))
    assert len({call.uniqueid for call in found}) == len(found)
    await CallsSync(Exchange(), archive, "X", lambda: NOW).refresh(ALL.first, ALL.last - timedelta(days=1))
    whole = await archive.run(lambda db: finding.find(db, ALL, -1))
    assert len(whole) == DAYS * A_DAY
    assert sum(call.legs for call in whole) == sum(len(legs_of_day(FIRST)) for _ in range(DAYS))
    assert (await archive.run(lambda db: finding.totals(db, ALL))).calls == DAYS * A_DAY
    named = CallFilter(ALL.first, ALL.last, text="600100007")
    assert await archive.run(lambda db: len(finding.find(db, named, -1))) == DAYS  # the index of words is whole too
    await archive.close()
    return len(found)


@pytest.mark.parametrize("seed", range(MOMENTS))
def test_a_killed_sync_loses_nothing_and_repeats_nothing(tmp_path: Path, seed: int) -> None:
    file = tmp_path / "archive.db"
    command = [sys.executable, "-m", "tests.support.syncing", str(file)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, cwd=Path(__file__).parents[3])
    assert process.stdout is not None
    process.stdout.readline()
    time.sleep(random.Random(seed).uniform(0, 0.6))  # the moment itself is what is drawn
    process.kill()
    process.wait()
    process.stdout.close()
    assert 0 <= asyncio.run(everything_once(file)) <= DAYS * A_DAY
    assert {one.name for one in tmp_path.iterdir()} <= {"archive.db", "archive.db-wal", "archive.db-shm"}


async def test_a_full_disk_is_a_sentence_and_the_archive_stays_whole(tmp_path: Path) -> None:
    archive = Archive(tmp_path / "archive.db", KEY)
    await archive.open()
    pages = await archive.run(lambda db: db.pragma("page_count"))
    await archive.run(lambda db: db.pragma("max_page_count", int(str(pages)) + 20))
    sync = CallsSync(Exchange(), archive, "X", lambda: NOW)
    with pytest.raises(Full) as failed:
        await sync.refresh(ALL.first, ALL.last - timedelta(days=1))
    assert "disk is full" in sentences.of_error(failed.value)
    assert await archive.run(lambda db: db.pragma("integrity_check")) == "ok"
    await archive.run(lambda db: db.pragma("max_page_count", 1 << 30))
    await archive.close()
    await everything_once(tmp_path / "archive.db")
