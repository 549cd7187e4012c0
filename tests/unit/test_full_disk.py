"""A full disk: an error message, the earlier file, and no partial file under the final name."""

from __future__ import annotations

import contextlib
import errno
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_app.archive import queries
from desktop_app.archive.grouping import group
from desktop_app.archive.store import Archive, Full, Unusable
from desktop_app.config.settings import THEME, Settings
from desktop_app.export.csv_writer import CsvCallWriter
from desktop_app.export.files import write_atomically
from desktop_app.export.workbook_writer import WorkbookCallWriter
from desktop_app.services import user_messages
from desktop_app.services.archive_sync import ArchiveSync
from desktop_app.services.order_claims import Claim
from desktop_app.services.order_guard import OrderGuard
from desktop_app.services.recordings import Recordings
from tests.support.killing import ALL, Sounds, judged, sync
from tests.support.small_disks import small_disk
from tests.support.syncing import A_DAY, FIRST, KEY, NOW, Exchange, legs_of_day


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of two megabytes."""
    with small_disk(tmp_path / "disk", "2m") as folder:
        yield folder


def fill(disk: Path, leaving: int) -> Path:
    """Fill the disk except for `leaving` bytes."""
    ballast = disk / "ballast"
    with ballast.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(bytes(4096))
    with ballast.open("rb+") as file:
        file.truncate(max(ballast.stat().st_size - leaving, 0))
    return ballast


async def test_an_archive_on_a_full_disk_stays_intact_and_continues_when_there_is_space(disk: Path) -> None:
    archive = Archive(disk / "archive.db", KEY)
    await archive.open()
    ballast = fill(disk, 400_000)
    with pytest.raises(Full) as failed:
        await sync(disk, archive)
    assert "disk is full" in user_messages.of_error(failed.value)
    assert await archive.run(lambda db: db.pragma("integrity_check")) == "ok"
    found = await archive.run(lambda db: queries.find(db, ALL, -1))
    assert len({call.uniqueid for call in found}) == len(found)
    ballast.unlink()
    await ArchiveSync(Exchange(), archive, "X", lambda: NOW).refresh(FIRST, FIRST)
    assert len(await archive.run(lambda db: queries.find(db, ALL, -1))) >= A_DAY
    await archive.close()


async def test_a_sound_that_does_not_fit_is_reported_and_not_stored(disk: Path) -> None:
    archive = Archive(disk / "archive.db", KEY)
    await archive.open()
    await ArchiveSync(Exchange(), archive, "X", lambda: NOW).refresh(FIRST, FIRST)
    fill(disk, 8_000)
    with pytest.raises(Full):
        await Recordings(Sounds(), archive, lambda: NOW).sound(legs_of_day(FIRST)[-1].uniqueid)
    assert await archive.run(lambda db: db.execute("SELECT count(*) FROM sounds").get) == 0
    (disk / "ballast").unlink()
    await archive.close()


async def test_a_disk_without_space_for_an_archive_is_reported(disk: Path) -> None:
    fill(disk, 0)
    with pytest.raises(Unusable):
        await Archive(disk / "archive.db", KEY).open()


@pytest.mark.parametrize("table", [CsvCallWriter, WorkbookCallWriter])
def test_an_export_to_a_full_disk_leaves_the_earlier_file(
    disk: Path, table: type[CsvCallWriter] | type[WorkbookCallWriter]
) -> None:
    found = [group([leg], "X") for leg in legs_of_day(FIRST)] * 30
    path = disk / "calls"
    path.write_text("from before")
    fill(disk, 40_000)
    before = sorted(disk.iterdir())
    sheet = table(path, str)
    try:
        with pytest.raises(OSError) as failed:
            sheet.begin()
            sheet.add(found)
            sheet.finish()
    finally:
        sheet.discard()
    assert failed.value.errno == errno.ENOSPC
    assert path.read_text() == "from before"
    assert sorted(disk.iterdir()) == before
    with pytest.raises(OSError):
        write_atomically(path, bytes(100_000))
    assert sorted(disk.iterdir()) == before


async def test_the_judge_of_kills_rejects_a_partial_file(tmp_path: Path) -> None:
    """`judged` fails for half a file under the final name."""
    archive = Archive(tmp_path / "archive.db", KEY)
    await archive.open()
    await sync(tmp_path, archive)
    await archive.close()
    (tmp_path / "calls.csv").write_text("when;direction\n")
    with pytest.raises(AssertionError):
        await judged("sync", tmp_path)


async def test_orders_go_on_when_their_file_cannot_be_written(disk: Path) -> None:
    fill(disk, 0)
    guard = OrderGuard(disk / "profile" / "orders.lock")
    alone: list[bool] = []
    guard.watch_sharing(alone.append)
    assert await guard.claim("600100200", again=False) is Claim.FREE
    assert await guard.claim("600100200", again=False) is Claim.UNDER_WAY
    assert alone == [False], "told once"
    (disk / "ballast").unlink()
    await guard.release("600100200")
    assert alone == [False, True]
    assert await OrderGuard(disk / "profile" / "orders.lock").look("600100200") is Claim.AGAIN
    await guard.close()


def test_settings_are_saved_when_there_is_room_again(disk: Path) -> None:
    settings = Settings(disk / "profile" / "settings.toml", None, {})
    fill(disk, 0)
    settings.set(THEME, "dark")
    assert not settings.is_saved
    assert [path for path in disk.rglob("*") if path.is_file()] == [disk / "ballast"]
    (disk / "ballast").unlink()
    settings.save()
    assert Settings(disk / "profile" / "settings.toml", None, {}).get(THEME) == "dark"
