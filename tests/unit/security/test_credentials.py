"""The archive of a profile: opened, begun anew, or left alone, and what a person is told of it."""

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


class Remembering(KeyringStore):
    """A keyring in memory; with `trouble` one that cannot be used."""

    def __init__(self, trouble: str = "") -> None:
        super().__init__("test")
        self.kept: dict[str, str] = {}
        self.trouble = trouble

    async def read(self, name: str) -> str | None:
        if self.trouble:
            raise KeyringError(self.trouble)
        return self.kept.get(name)

    async def write(self, name: str, value: str) -> None:
        if self.trouble:
            raise KeyringError(self.trouble)
        self.kept[name] = value


async def count(archive: Archive) -> int:
    return len(await archive.run(lambda db: queries.find(db, CallFilter(DAY, DAY), 9)))


@pytest.fixture
async def kept(tmp_path: Path) -> tuple[Remembering, Path]:
    """A keyring, and a file with one call under its key."""
    secrets, path = Remembering(), tmp_path / "archive-x.db"
    async with archive_opening.open_profile_archive(secrets, path) as opened:
        assert (opened.note, opened.is_key_lost, opened.archive.is_persistent) == ("", False, True)
        await opened.archive.run(lambda db: calls.save_legs(db, [leg()], "PBX"))
    return secrets, path


async def test_what_was_kept_is_there_again(kept: tuple[Remembering, Path]) -> None:
    async with archive_opening.open_profile_archive(*kept) as opened:
        assert (opened.note, await count(opened.archive)) == ("", 1)


async def test_a_file_whose_key_is_lost_is_given_up_by_a_person_alone(kept: tuple[Remembering, Path]) -> None:
    secrets, path = kept
    secrets.kept.clear()
    before = path.read_bytes()
    async with archive_opening.open_profile_archive(secrets, path) as opened:
        assert opened.is_key_lost
        assert path.name in opened.note
        assert not opened.archive.is_persistent
        assert (secrets.kept, path.read_bytes()) == ({}, before)
    async with archive_opening.open_profile_archive(secrets, path, replaces_lost=True) as anew:
        assert anew.archive.is_persistent
        assert "archive-x-unreadable-1.db" in anew.note
        assert (path.parent / "archive-x-unreadable-1.db").read_bytes() == before
        assert await count(anew.archive) == 0
    async with archive_opening.open_profile_archive(secrets, path) as again:
        assert (again.note, again.archive.is_persistent) == ("", True)


async def test_another_exchanges_file_has_the_same_key_and_is_asked_for_too(kept: tuple[Remembering, Path]) -> None:
    secrets, path = kept
    secrets.kept.clear()
    async with archive_opening.open_profile_archive(secrets, path.with_name("archive-y.db")) as opened:
        assert opened.is_key_lost
        assert path.name in opened.note
        assert secrets.kept == {}


async def test_a_damaged_file_is_set_aside_with_its_name_told(kept: tuple[Remembering, Path]) -> None:
    secrets, path = kept
    path.write_bytes(b"\0" * 8192)
    async with archive_opening.open_profile_archive(secrets, path) as opened:
        assert "archive-x-unreadable-1.db" in opened.note
        assert opened.archive.is_persistent


@pytest.mark.parametrize("trouble", ["none", "locked"])
async def test_without_a_keyring_nothing_is_kept_and_nothing_touched(
    kept: tuple[Remembering, Path], trouble: str
) -> None:
    secrets, path = kept
    secrets.trouble = trouble
    before = path.read_bytes()
    async with archive_opening.open_profile_archive(secrets, path) as opened:
        assert (opened.archive.is_persistent, opened.is_key_lost) == (False, False)
        assert "no keyring" in opened.note
        assert path.read_bytes() == before
