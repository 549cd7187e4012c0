"""The archive file: encrypted, private to its owner, and safe against versions and damage."""

from __future__ import annotations

import asyncio
import stat
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from desktop_app.archive import (
    calls,
    messages,
    queries,
    recordings,
    schema,
)
from desktop_app.archive.records import CallFilter
from desktop_app.archive.store import Archive, TooNew, Unreadable, Unusable, set_aside
from tests.support.legs import leg

DAY = date(2026, 3, 2)
KEY = bytes(range(32))


async def test_the_file_is_unreadable_without_its_key(tmp_path: Path) -> None:
    path = tmp_path / "kept" / "archive.db"
    kept = Archive(path, KEY)
    await kept.open()
    await kept.run(lambda db: calls.save_legs(db, [leg()], "PBX"))
    await kept.run(lambda db: recordings.save_sound(db, "1.1", "wav", b"RIFF-secret-sound", "2026"))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    for file in path.parent.iterdir():
        body = file.read_bytes()
        assert b"Jan Nowak" not in body
        assert b"600100200" not in body
        assert b"secret-sound" not in body
        assert stat.S_IMODE(file.stat().st_mode) == 0o600, file.name
    await kept.close()
    with pytest.raises(Unreadable):
        await Archive(path, bytes(32)).open()
    again = Archive(path, KEY)
    await again.open()
    assert len(await again.run(lambda db: queries.find(db, CallFilter(DAY, DAY), 10))) == 1
    await again.close()


async def test_a_file_of_a_newer_version_is_not_changed(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    kept = Archive(path, KEY)
    await kept.open()
    await kept.run(lambda db: db.pragma("user_version", schema.VERSION + 1))
    await kept.close()
    before = path.read_bytes()
    with pytest.raises(TooNew):
        await Archive(path, KEY).open()
    assert path.read_bytes() == before


async def test_a_damaged_file_is_set_aside_under_an_unused_name(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    for number in (1, 2):
        path.write_bytes(b"not a database, but long enough to look like one" * 200)
        with pytest.raises(Unreadable):
            await Archive(path, KEY).open()
        assert set_aside(path).name == f"archive-unreadable-{number}.db"


async def test_setting_a_file_aside_keeps_the_transactions_in_its_wal(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    script = (
        "import asyncio, os, sys; from pathlib import Path; from datetime import datetime, UTC;"
        "from desktop_app.archive import messages; from desktop_app.archive.store import Archive\n"
        "async def main():\n"
        "    a = Archive(Path(sys.argv[1]), bytes(range(32))); await a.open()\n"
        "    await a.run(lambda db: messages.add_message(db, datetime.now(UTC), '600100200', 'kept', is_test=False))\n"
        "    os._exit(0)\n"
        "asyncio.run(main())"
    )
    await asyncio.to_thread(subprocess.run, [sys.executable, "-c", script, str(path)], check=True)
    with pytest.raises(Unreadable):
        await Archive(path, bytes(32)).open()
    aside = Archive(set_aside(path), KEY)
    await aside.open()
    assert [message.body for message in await aside.run(lambda db: messages.list_messages(db, 9))] == ["kept"]
    await aside.close()


async def test_a_path_that_cannot_be_opened_is_unusable_and_not_unreadable(tmp_path: Path) -> None:
    folder = tmp_path / "archive.db"
    folder.mkdir()
    with pytest.raises(Unusable):
        await Archive(folder, KEY).open()
