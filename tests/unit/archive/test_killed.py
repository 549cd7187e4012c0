"""After a kill at any moment, or on a full disk, the file opens, no record is lost or doubled, and work continues."""

from __future__ import annotations

import asyncio
import random
from datetime import timedelta
from pathlib import Path

import pytest

from desktop_app.archive.store import Archive, Full
from desktop_app.services import user_messages
from desktop_app.services.archive_sync import ArchiveSync
from tests.support.killing import ALL, judged, killed_after, prepare, usual_time_s
from tests.support.syncing import KEY, NOW, Exchange


@pytest.mark.parametrize(("work", "moments"), [("sync", 16), ("download", 8), ("export", 8)])
def test_a_killed_worker_loses_and_doubles_nothing(tmp_path: Path, work: str, moments: int) -> None:
    """`bootstrap.py bench kills` tries a hundred moments of each."""
    (tmp_path / "whole").mkdir()
    asyncio.run(prepare(work, tmp_path / "whole"))
    whole_s = usual_time_s(work, tmp_path / "whole")
    met = 0
    for seed in range(moments):
        folder = tmp_path / str(seed)
        folder.mkdir()
        asyncio.run(prepare(work, folder))
        met += killed_after(work, folder, random.Random(f"{work} {seed}").random(), whole_s)
        asyncio.run(judged(work, folder))
    assert met, "every run ended before its kill"


async def test_a_full_disk_is_reported_and_the_archive_stays_intact(tmp_path: Path) -> None:
    archive = Archive(tmp_path / "archive.db", KEY)
    await archive.open()
    pages = await archive.run(lambda db: db.pragma("page_count"))
    await archive.run(lambda db: db.pragma("max_page_count", int(str(pages)) + 20))
    sync = ArchiveSync(Exchange(), archive, "X", lambda: NOW)
    with pytest.raises(Full) as failed:
        await sync.refresh(ALL.first, ALL.last - timedelta(days=1))
    assert "disk is full" in user_messages.of_error(failed.value)
    assert await archive.run(lambda db: db.pragma("integrity_check")) == "ok"
    await archive.run(lambda db: db.pragma("max_page_count", 1 << 30))
    await archive.close()
    await judged("sync", tmp_path)
