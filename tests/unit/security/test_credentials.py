"""Opening the archive of a profile: with its key, without it, damaged, or without a keyring."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from desktop_app.archive import calls, queries
from desktop_app.archive.records import CallFilter
from desktop_app.archive.store import Archive
from desktop_app.desktop.keyring_store import KeyringError, KeyringStore
from desktop_app.security import archive_opening
from tests.support.legs import leg

DAY = date(2026, 3, 2)


class FakeKeyring(KeyringStore):
    """A keyring in memory.  `error` makes every access fail."""

    def __init__(self, error: str = "") -> None:
        super().__init__("test")
        self.secrets: dict[str, str] = {}
        self.error = error

    async def read(self, name: str) -> str | None:
        if self.error:
            raise KeyringError(self.error)
        return self.secrets.get(name)

    async def write(self, name: str, value: str) -> None:
        if self.error:
            raise KeyringError(self.error)
        self.secrets[name] = value


async def count(archive: Archive) -> int:
    return len(await archive.run(lambda db: queries.find(db, CallFilter(DAY, DAY), 9)))


@pytest.fixture
async def stored(tmp_path: Path) -> tuple[FakeKeyring, Path]:
    """A keyring, and an archive file with one call, encrypted with its key."""
    keyring, path = FakeKeyring(), tmp_path / "archive-x.db"
    async with archive_opening.open_profile_archive(keyring, path) as opened:
        assert (opened.note, opened.is_key_lost, opened.archive.is_persistent) == ("", False, True)
        await opened.archive.run(lambda db: calls.save_legs(db, [leg()], "PBX"))
    return keyring, path


async def test_a_stored_call_is_still_there_after_reopening(stored: tuple[FakeKeyring, Path]) -> None:
    async with archive_opening.open_profile_archive(*stored) as opened:
        assert (opened.note, await count(opened.archive)) == ("", 1)


async def test_a_file_whose_key_is_lost_is_replaced_only_on_request(stored: tuple[FakeKeyring, Path]) -> None:
    keyring, path = stored
    keyring.secrets.clear()
    before = path.read_bytes()
    async with archive_opening.open_profile_archive(keyring, path) as opened:
        assert opened.is_key_lost
        assert path.name in opened.note
        assert not opened.archive.is_persistent
        assert (keyring.secrets, path.read_bytes()) == ({}, before)
    async with archive_opening.open_profile_archive(keyring, path, replaces_lost=True) as replaced:
        assert replaced.archive.is_persistent
        assert "archive-x-unreadable-1.db" in replaced.note
        assert (path.parent / "archive-x-unreadable-1.db").read_bytes() == before
        assert await count(replaced.archive) == 0
    async with archive_opening.open_profile_archive(keyring, path) as again:
        assert (again.note, again.archive.is_persistent) == ("", True)


async def test_a_lost_key_also_protects_the_file_of_another_exchange(stored: tuple[FakeKeyring, Path]) -> None:
    keyring, path = stored
    keyring.secrets.clear()
    async with archive_opening.open_profile_archive(keyring, path.with_name("archive-y.db")) as opened:
        assert opened.is_key_lost
        assert path.name in opened.note
        assert keyring.secrets == {}


async def test_a_damaged_file_is_set_aside_and_named(stored: tuple[FakeKeyring, Path]) -> None:
    keyring, path = stored
    path.write_bytes(b"\0" * 8192)
    async with archive_opening.open_profile_archive(keyring, path) as opened:
        assert "archive-x-unreadable-1.db" in opened.note
        assert opened.archive.is_persistent


@pytest.mark.parametrize("error", ["none", "locked"])
async def test_without_a_keyring_nothing_is_stored_and_no_file_changes(
    stored: tuple[FakeKeyring, Path], error: str
) -> None:
    keyring, path = stored
    keyring.error = error
    before = path.read_bytes()
    async with archive_opening.open_profile_archive(keyring, path) as opened:
        assert (opened.archive.is_persistent, opened.is_key_lost) == (False, False)
        assert "no keyring" in opened.note
        assert path.read_bytes() == before
