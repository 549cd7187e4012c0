"""The archive file: encrypted, private to its owner, and safe against versions and damage."""

from __future__ import annotations

import asyncio
import stat
import subprocess
import sys
import threading
from datetime import date
from pathlib import Path

import apsw
import pytest

from desktop_app.archive import calls, key_values, messages, queries, recordings, schema
from desktop_app.archive.connection import CHECKPOINT_PAGES, Connection, relaxed_durability
from desktop_app.archive.records import CallFilter
from desktop_app.archive.store import Archive, Full, TooNew, Unreadable, Unusable, set_aside
from tests.support.legs import leg
from tests.support.wait import until

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


async def test_a_path_needs_a_key_and_an_archive_must_be_open(tmp_path: Path) -> None:
    for key in (None, b""):
        with pytest.raises(ValueError):
            Archive(tmp_path / "archive.db", key)
    archive = Archive(None, None)
    assert not archive.is_persistent
    assert Archive(tmp_path / "archive.db", KEY).is_persistent
    for use in (archive.run, archive.query):
        with pytest.raises(RuntimeError):
            await use(schema.version_of)
    await archive.close()
    await archive.open()
    assert await archive.query(schema.version_of) == await archive.run(schema.version_of) == schema.VERSION
    await archive.close()
    with pytest.raises(RuntimeError):
        await archive.run(schema.version_of)


async def test_leaving_the_context_closes_the_archive_on_an_error_too() -> None:
    archive = Archive(None, None)
    with pytest.raises(KeyError):
        async with archive as opened:
            assert opened is archive
            assert archive.is_open
            raise KeyError
    assert not archive.is_open


async def test_errors_name_their_file(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    path.write_bytes(b"not a database, but long enough to look like one" * 200)
    with pytest.raises(Unreadable) as unreadable:
        await Archive(path, KEY).open()
    assert (str(unreadable.value), unreadable.value.path) == ("archive.db: NotADBError", path)
    with pytest.raises(Unusable) as unusable:
        await Archive(path / "below" / "archive.db", KEY).open()
    assert str(unusable.value) == "archive.db: Not a directory"
    newer = tmp_path / "newer.db"
    archive = Archive(newer, KEY)
    await archive.open()
    await archive.run(lambda db: db.pragma("user_version", schema.VERSION + 1))
    await archive.close()
    with pytest.raises(TooNew) as too_new:
        await Archive(newer, KEY).open()
    assert str(too_new.value) == f"newer.db: version {schema.VERSION + 1}, and this program knows {schema.VERSION}"
    assert too_new.value.path == newer


async def test_a_full_disk_is_an_error_of_the_archive(tmp_path: Path) -> None:
    for archive, path in ((Archive(tmp_path / "a.db", KEY), tmp_path / "a.db"), (Archive(None, None), Path("memory"))):
        await archive.open()
        pages = int(str(await archive.run(lambda db: db.pragma("page_count"))))
        await archive.run(lambda db, pages=pages: db.pragma("max_page_count", pages + 2))  # type: ignore[misc]
        with pytest.raises(Full) as full:
            await archive.run(lambda db: recordings.save_sound(db, "1.1", "wav", bytes(100_000), "2026"))
        assert (str(full.value), full.value.path) == (f"{path.name}: no room", path)
        with pytest.raises(apsw.SQLError):
            await archive.run(lambda db: db.execute("SELECT nothing"))
        await archive.close()


@pytest.mark.parametrize("is_between_statements", [False, True])
async def test_a_cancelled_query_is_interrupted(is_between_statements: bool) -> None:
    """Also between two statements, where SQLite forgets an interrupt: the next one used to run to its end."""
    archive = Archive(None, None)
    await archive.open()
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"
    begun, go_on = threading.Event(), threading.Event()

    def search(db: Connection) -> object:
        begun.set()
        if is_between_statements:
            go_on.wait(10)
        return db.execute(endless).fetchall()

    task = asyncio.create_task(archive.query(search))
    await until(begun.is_set)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    go_on.set()
    async with asyncio.timeout(10):
        assert await archive.run(lambda db: db.execute("SELECT 1").get) == 1, "the thread is free again"
    await archive.close()


async def test_a_cancelled_write_is_carried_out() -> None:
    archive = Archive(None, None)
    await archive.open()
    begun, go_on = threading.Event(), threading.Event()

    def write(db: Connection) -> None:
        begun.set()
        go_on.wait(10)
        key_values.set_value(db, "draft", "kept")

    task = asyncio.create_task(archive.run(write))
    await until(begun.is_set)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    go_on.set()
    assert await archive.run(lambda db: key_values.get_value(db, "draft")) == "kept"
    await archive.close()


async def test_an_older_file_is_copied_before_it_is_migrated(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    older(path)
    (tmp_path / "archive-before-3.db").write_bytes(b"the copy of an earlier migration")
    archive = Archive(path, KEY)
    await archive.open()
    assert await archive.run(schema.version_of) == schema.VERSION
    await archive.close()
    copies = copies_in(tmp_path)
    assert [copy.name for copy in copies] == ["archive-before-4.db"]
    assert stat.S_IMODE(copies[0].stat().st_mode) == 0o600
    copy = Connection(str(copies[0]))
    copy.pragma("hexkey", KEY.hex())
    assert schema.version_of(copy) == 3
    assert copy.execute("SELECT name FROM templates").get == "last words"
    copy.close()


def copies_in(folder: Path) -> list[Path]:
    return list(folder.glob("*-before-*"))


def older(path: Path) -> None:
    """Write a file of version 3 with a template in its WAL."""
    connection = Connection(str(path))
    connection.pragma("hexkey", KEY.hex())
    connection.pragma("journal_mode", "wal")
    for step in schema.MIGRATIONS[:3]:
        assert isinstance(step, str)
        connection.execute(step)
    connection.pragma("user_version", 3)
    connection.execute("INSERT INTO templates VALUES ('last words', 'x')")
    connection.close()


async def test_a_file_that_another_program_holds_is_unusable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "archive.db"
    older(path)
    holder = Connection(str(path))
    holder.pragma("hexkey", KEY.hex())
    holder.execute("BEGIN IMMEDIATE")
    monkeypatch.setattr(Connection, "set_busy_timeout", lambda self, milliseconds: None)
    with pytest.raises(Unusable) as unusable:
        await Archive(path, KEY).open()
    assert "BusyError" in str(unusable.value)
    holder.execute("ROLLBACK")
    holder.close()


async def test_the_pragmas_of_an_open_file(tmp_path: Path) -> None:
    archive = Archive(tmp_path / "archive.db", KEY)
    await archive.open()

    def pragmas(db: Connection) -> list[object]:
        names = ("journal_mode", "foreign_keys", "busy_timeout", "wal_autocheckpoint", "synchronous")
        return [db.pragma(name) for name in names]

    assert await archive.run(pragmas) == ["wal", 1, 3000, CHECKPOINT_PAGES, 2]

    def relaxed(db: Connection) -> list[object]:
        with relaxed_durability(db):
            within = pragmas(db)
        return [within[3], within[4], *pragmas(db)[3:]]

    assert await archive.run(relaxed) == [0, 1, CHECKPOINT_PAGES, 2]
    assert CHECKPOINT_PAGES == 8000

    def failing(db: Connection) -> None:
        with relaxed_durability(db):
            key_values.set_value(db, "draft", "lost")
            raise KeyError

    with pytest.raises(KeyError):
        await archive.run(failing)
    assert await archive.run(pragmas) == ["wal", 1, 3000, CHECKPOINT_PAGES, 2]
    assert await archive.run(lambda db: key_values.get_value(db, "draft")) == ""
    await archive.close()


def test_setting_aside_takes_the_companions_along(tmp_path: Path) -> None:
    for name in ("archive.db", "archive.db-wal", "archive.db-shm", "archive-unreadable-1.db"):
        (tmp_path / name).write_text(name)
    assert set_aside(tmp_path / "archive.db") == tmp_path / "archive-unreadable-2.db"
    assert {file.name: file.read_text() for file in tmp_path.iterdir()} == {
        "archive-unreadable-1.db": "archive-unreadable-1.db",
        "archive-unreadable-2.db": "archive.db",
        "archive-unreadable-2.db-wal": "archive.db-wal",
        "archive-unreadable-2.db-shm": "archive.db-shm",
    }
