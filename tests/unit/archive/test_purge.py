"""Forgetting: what is too old goes by its own age, from every index; and all of it goes when a person says so."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from desktop_app.archive import calls, deferred_indexing, messages, queries, recordings
from desktop_app.archive.records import CallFilter
from desktop_app.archive.store import Archive
from desktop_app.config.exchange import RetentionPeriods
from desktop_app.config.paths import Profile
from desktop_app.config.settings import STAY_IN_TRAY, Settings
from desktop_app.desktop import autostart, links
from desktop_app.desktop.keyring_store import KeyringError, KeyringStore
from desktop_app.pbx.records import RecordingEntry
from desktop_app.security import archive_opening, credentials, erasure
from desktop_app.services.retention import Retention
from tests.unit.archive.test_archive import leg

NOW = datetime(2026, 3, 31, 12, tzinfo=UTC)
ALL = CallFilter(date(2026, 1, 1), date(2026, 12, 31))
TABLES = ("calls", "parties", "names", "columns", "ends", "numbers", "end_numbers", "unindexed")


@pytest.fixture
async def archive() -> AsyncIterator[Archive]:
    memory = Archive(None, None)
    await memory.open()
    legs = [leg("1772438400.1"), leg("1774951200.2", calldate="2026-03-31 09:00:00")]
    entries = [RecordingEntry(one.uniqueid, one.src, one.dst, "wav", one.calldate) for one in legs]
    entries.append(RecordingEntry("1772438400.9", "600100200", "105", "wav", "2026-03-02 08:00:00"))
    await memory.run(lambda db: calls.save_legs(db, legs, "PBX"))
    await memory.run(lambda db: recordings.save_recordings(db, entries))
    for entry in entries:
        await memory.run(lambda db, e=entry: recordings.save_sound(db, e.uniqueid, "wav", b"RIFF", "2026-03-31"))  # type: ignore[misc]
    for day in (2, 31):
        at = datetime(2026, 3, day, tzinfo=UTC)
        row = await memory.run(lambda db, a=at: messages.add_message(db, a, "600100200", "x", is_test=False))  # type: ignore[misc]
        await memory.run(lambda db, r=row, a=at: messages.settle_message(db, r, "refused", "", None, a, ""))  # type: ignore[misc]
    await memory.run(lambda db: calls.save_days(db, [date(2026, 3, 2)], "complete"))
    await memory.run(deferred_indexing.index_all)
    yield memory
    await memory.close()


async def kept(archive: Archive) -> tuple[list[tuple[str, bool]], int, int]:
    """(calls with their recordings' marks), sounds, messages."""
    found = await archive.run(lambda db: queries.find(db, ALL, -1))
    sounds = await archive.run(lambda db: db.execute("SELECT count(*) FROM sounds").get)
    sent = len(await archive.run(lambda db: messages.messages(db, -1)))
    return [(call.calldate[5:10], call.has_recording) for call in found], int(str(sounds)), sent


async def test_each_kind_has_its_own_age(archive: Archive) -> None:
    async def forget(ages: RetentionPeriods) -> int:
        return await Retention(archive, lambda: ages, lambda: NOW).forget_old()

    everything = [("03-31", True), ("03-02", True), ("03-02", True)]
    assert await kept(archive) == (everything, 3, 2)
    assert await forget(RetentionPeriods()) == 0
    assert await kept(archive) == (everything, 3, 2)
    assert await forget(RetentionPeriods(messages=20)) == 1
    assert await kept(archive) == (everything, 3, 1)
    assert await forget(RetentionPeriods(recordings=20)) == 2
    assert await kept(archive) == ([("03-31", True), ("03-02", False)], 1, 1)
    found = await archive.run(lambda db: queries.find(db, CallFilter(ALL.first, ALL.last, with_recording=True), 9))
    assert [call.calldate[5:10] for call in found] == ["03-31"]
    assert await forget(RetentionPeriods(calls=20)) == 1
    assert await kept(archive) == ([("03-31", True)], 1, 1)
    day = date(2026, 3, 2)
    assert not await archive.run(lambda db: calls.days_that_are(db, "complete", day, day))
    assert await forget(RetentionPeriods(20, 20, 20)) == 0


async def test_nothing_of_a_forgotten_call_is_left_in_any_index(archive: Archive) -> None:
    await Retention(
        archive, lambda: RetentionPeriods(calls=1, recordings=1), lambda: datetime(2026, 6, 1, tzinfo=UTC)
    ).forget_old()
    for table in TABLES:
        assert await archive.run(lambda db, t=table: db.execute(f"SELECT count(*) FROM {t}").get) == 0, table  # type: ignore[misc]  # noqa: S608


async def test_names_that_a_call_still_has_are_kept_and_found(archive: Archive) -> None:
    other = leg("1772438400.7", src="223334455", clid='"Ola Lis" <223334455>')
    await archive.run(lambda db: calls.save_legs(db, [other], "PBX"))

    async def found(text: str) -> int:
        wanted = CallFilter(ALL.first, ALL.last, text=text)
        return len(await archive.run(lambda db: queries.find(db, wanted, 9)))

    assert [await found(text) for text in ("nowak", "600100200", "lis", "223334")] == [3, 3, 1, 1]
    await Retention(archive, lambda: RetentionPeriods(calls=20), lambda: NOW).forget_old()
    assert [await found(text) for text in ("nowak", "600100200", "lis", "223334")] == [1, 1, 0, 0]
    texts = await archive.run(lambda db: [str(text) for (text,) in db.execute("SELECT text FROM ends")])
    assert not [text for text in texts if "lis" in text or "223334455" in text]
    assert await archive.run(deferred_indexing.names) == [("600100200", "Jan Nowak")]


async def test_a_call_that_moved_keeps_its_name_and_what_was_cut_short_is_made_up_for(archive: Archive) -> None:
    moved = leg("1774951200.2", calldate="2026-03-31 08:59:00", dst="106")
    await archive.run(lambda db: calls.save_legs(db, [moved], "PBX"))
    retention = Retention(archive, lambda: RetentionPeriods(calls=20), lambda: NOW)
    await archive.run(lambda db: calls.delete_rows(db, list(queries.ids(db, ALL, -1))[1:]))  # and then it was killed
    await retention.forget_old()
    assert await archive.run(deferred_indexing.names) == [("600100200", "Jan Nowak")]
    await archive.run(lambda db: calls.delete_rows(db, list(queries.ids(db, ALL, -1))))
    await Retention(archive, lambda: RetentionPeriods(calls=20), lambda: NOW).forget_old()
    for table in ("names", "ends", "numbers", "columns"):
        assert await archive.run(lambda db, t=table: db.execute(f"SELECT count(*) FROM {t}").get) == 0, table  # type: ignore[misc]  # noqa: S608


class Remembering(KeyringStore):
    """A keyring in memory; `refuses` makes it one that does not let go."""

    def __init__(self, refuses: str = "") -> None:
        super().__init__("test")
        self.kept = {credentials.API_KEY: "key", archive_opening.ARCHIVE_KEY: "00" * 32}
        self._refuses = refuses

    async def delete(self, name: str) -> None:
        if self._refuses:
            raise KeyringError(self._refuses)
        self.kept.pop(name, None)


@pytest.fixture
def profile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Profile:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    made = Profile(tmp_path / "profile")
    made.make()
    return made


async def test_forget_everything_leaves_no_file_and_no_secret(profile: Profile) -> None:
    settings = Settings(profile.settings_file)
    settings.set(STAY_IN_TRAY, False)
    file = profile.archive_file("PBX")
    kept_archive = Archive(file, bytes(range(32)))
    await kept_archive.open()
    await kept_archive.run(lambda db: calls.save_legs(db, [leg()], "PBX"))
    await kept_archive.close()
    for name in (f"{file.stem}-before-4.db", f"{file.stem}-unreadable-1.db", f"{file.name}-wal", "orders.lock"):
        (profile.data_dir / name).write_bytes(b"x")
    autostart.set_enabled(True, profile.root)
    links.applications_folder().mkdir(parents=True)
    (links.applications_folder() / links.DESKTOP_ID).write_text("x")
    secrets = Remembering()
    settings.forget()
    await erasure.forget_everything(secrets, profile)
    settings.set(STAY_IN_TRAY, True)  # the program is still running for a moment, and writes nothing any more
    assert list(profile.data_dir.iterdir()) == []
    assert secrets.kept == {}
    assert not autostart.is_enabled()
    assert list(links.applications_folder().iterdir()) == []


async def test_a_keyring_that_refuses_is_told_and_no_keyring_is_no_hindrance(profile: Profile) -> None:
    profile.archive_file("PBX").write_bytes(b"x")
    with pytest.raises(KeyringError):
        await erasure.forget_everything(Remembering("locked"), profile)
    assert profile.archive_file("PBX").exists()
    await erasure.forget_everything(Remembering("none"), profile)
    assert list(profile.data_dir.iterdir()) == []
