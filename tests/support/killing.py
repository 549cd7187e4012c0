"""A sync, downloads or exports in a separate process that is killed at a random moment; then the result is checked.

Each run starts from the state that the previous kill left, like a restart of the program.
"""

from __future__ import annotations

import asyncio
import csv
import subprocess
import sys
import time
import zipfile
from collections.abc import Sequence
from datetime import timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from desktop_app.archive import queries, recordings
from desktop_app.archive.records import Call, CallFilter
from desktop_app.archive.store import Archive
from desktop_app.export.csv_writer import CsvCallWriter
from desktop_app.export.file_names import unused_path
from desktop_app.export.files import write_atomically
from desktop_app.export.workbook_writer import WorkbookCallWriter
from desktop_app.pbx import sound
from desktop_app.pbx.download import OnPart
from desktop_app.pbx.records import RecordingEntry
from desktop_app.services.archive_sync import ArchiveSync
from desktop_app.services.bulk_download import BulkDownload
from desktop_app.services.recordings import Recordings
from tests.support.sounds import pcm_wav
from tests.support.syncing import A_DAY, DAYS, FIRST, KEY, NOW, Exchange, legs_of_day

WORKS = ("sync", "download", "export")
ALL = CallFilter(FIRST, FIRST + timedelta(days=DAYS))
ROWS = DAYS * A_DAY


@lru_cache(maxsize=A_DAY)
def sound_of(uniqueid: str) -> bytes:
    """Return the sound of a recording on the exchange."""
    return pcm_wav(0.5 + int(uniqueid.split(".")[1]) / 40)


class Sounds:
    """An exchange that sends sounds in pieces."""

    async def recording(self, uniqueid: str, declared_format: str, on_part: OnPart) -> bytes:
        body = bytearray()
        whole = sound_of(uniqueid)
        for place in range(0, len(whole), 4000):
            body += whole[place : place + 4000]
            on_part(body, len(whole))
            await asyncio.sleep(0)
        return bytes(body)


# ---- the kinds of work ---------------------------------------------------------------------------


async def sync(folder: Path, archive: Archive) -> None:
    """Download all days."""
    await ArchiveSync(Exchange(), archive, "X", lambda: NOW).refresh(FIRST, FIRST + timedelta(days=DAYS - 1))


async def download(folder: Path, archive: Archive) -> None:
    """Download the recordings of a day, store each and save it in the folder."""
    keeper = Recordings(Sounds(), archive, lambda: NOW)

    async def rows(ids: Sequence[int]) -> list[Call | None]:
        return await archive.run(lambda db: queries.load_calls(db, ids))

    async def put(call: Call, container: str, body: bytes) -> None:
        path = unused_path(folder, f"{call.uniqueid}.{container}", body)
        if path is not None:
            write_atomically(path, body)

    with_sound = CallFilter(FIRST, FIRST, with_recording=True)
    ids = await archive.run(lambda db: queries.find_ids(db, with_sound, -1))
    await BulkDownload(rows, keeper.sound, put, lambda done, all_of_them: None).run(ids)


async def export(folder: Path, archive: Archive) -> None:
    """Export all calls as CSV and as a workbook."""
    found = await archive.run(lambda db: queries.find(db, ALL, -1))
    for table in (CsvCallWriter(folder / "calls.csv", str), WorkbookCallWriter(folder / "calls.xlsx", str)):
        table.begin()
        for place in range(0, len(found), 200):
            table.add(found[place : place + 200])
        table.finish()


async def prepare(work: str, folder: Path) -> None:
    """Prepare the folder for a kind of work: empty for a sync, a filled archive for the others."""
    if work == "sync":
        return
    async with _Opened(folder) as archive:
        await sync(folder, archive)
        entries = [RecordingEntry(leg.uniqueid, leg.src, leg.dst, "wav", leg.calldate) for leg in legs_of_day(FIRST)]
        await archive.run(lambda db: recordings.save_recordings(db, entries))


async def run(work: str, folder: Path) -> None:
    """Do one kind of work completely, and print when it begins."""
    async with _Opened(folder) as archive:
        print("begun", flush=True)  # noqa: T201 - read by the parent process
        await {"sync": sync, "download": download, "export": export}[work](folder, archive)


class _Opened:
    """The archive in a folder."""

    def __init__(self, folder: Path) -> None:
        self._archive = Archive(folder / "archive.db", KEY)

    async def __aenter__(self) -> Archive:
        await self._archive.open()
        return self._archive

    async def __aexit__(self, *_: object) -> None:
        await self._archive.close()


# ---- killing and checking ------------------------------------------------------------------------


def killed_after(work: str, folder: Path, share: float, whole_s: float) -> bool:
    """Start the work and kill it after a share of its usual time.  Returns True if it was still running."""
    command = [sys.executable, "-m", "tests.support.killing", work, str(folder)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, cwd=Path(__file__).parents[2])
    assert process.stdout is not None
    process.stdout.readline()
    time.sleep(share * whole_s)  # the random moment of the kill
    process.kill()
    process.stdout.close()
    return process.wait() != 0


def usual_time_s(work: str, folder: Path) -> float:
    """Return how long the work takes without a kill, in seconds."""
    begun = time.perf_counter()
    asyncio.run(run(work, folder))
    return time.perf_counter() - begun


async def judged(work: str, folder: Path) -> None:
    """Check that the archive is intact, that no partial file has a final name, and that repeating the work succeeds."""
    async with _Opened(folder) as archive:
        assert await archive.run(lambda db: db.pragma("integrity_check")) == "ok"
        found = await archive.run(lambda db: queries.find(db, ALL, -1))
        assert len({call.uniqueid for call in found}) == len(found), "a call is there twice"
        if work != "sync":
            assert len(found) == ROWS, "a call is lost"
        await _judge_sounds(archive)
        _judge_files(folder)
        await {"sync": sync, "download": download, "export": export}[work](folder, archive)
        whole = await archive.run(lambda db: queries.find(db, ALL, -1))
        assert len(whole) == ROWS
        assert sum(call.legs for call in whole) == sum(len(legs_of_day(FIRST)) for _ in range(DAYS))
        assert (await archive.run(lambda db: queries.totals(db, ALL))).calls == ROWS
        named = CallFilter(ALL.first, ALL.last, text="600100007")
        assert await archive.run(lambda db: len(queries.find(db, named, -1))) == DAYS, "the index is not whole"
        await _judge_sounds(archive)
        _judge_files(folder, all_of_them=work == "download")


async def _judge_sounds(archive: Archive) -> None:
    kept: Any = await archive.run(lambda db: db.execute("SELECT uniqueid, body FROM sounds").fetchall())
    assert all(body == sound_of(uniqueid) for uniqueid, body in kept), "half a sound is kept"


def _judge_files(folder: Path, *, all_of_them: bool = False) -> None:
    sounds = list(folder.glob("[!.]*.wav"))
    assert len(sounds) == A_DAY or not all_of_them
    for path in sounds:
        assert sound.detect_container(path.read_bytes()) == "wav"
        assert path.read_bytes() == sound_of(path.stem), f"{path.name} is not whole, or there twice"
    if (folder / "calls.csv").exists():
        with (folder / "calls.csv").open(encoding="utf-8-sig", newline="") as file:
            assert len(list(csv.reader(file, delimiter=";"))) == ROWS + 1
    if (folder / "calls.xlsx").exists():
        with zipfile.ZipFile(folder / "calls.xlsx") as book:
            assert book.testzip() is None


if __name__ == "__main__":
    asyncio.run(run(sys.argv[1], Path(sys.argv[2])))
