"""Erasing a profile: files, secrets and desktop entries."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop_app.archive import calls
from desktop_app.archive.store import Archive
from desktop_app.config.paths import Profile
from desktop_app.config.settings import STAY_IN_TRAY, Settings
from desktop_app.desktop import autostart, links
from desktop_app.desktop.keyring_store import KeyringError, KeyringStore
from desktop_app.security import archive_opening, credentials, erasure
from tests.support.legs import leg


class FakeKeyring(KeyringStore):
    """A keyring in memory.  `refuses` is the error of every deletion."""

    def __init__(self, refuses: str = "") -> None:
        super().__init__("test")
        self.secrets = {credentials.API_KEY: "key", archive_opening.ARCHIVE_KEY: "00" * 32}
        self._refuses = refuses

    async def delete(self, name: str) -> None:
        if self._refuses:
            raise KeyringError(self._refuses)
        self.secrets.pop(name, None)


@pytest.fixture
def profile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Profile:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    made = Profile(tmp_path / "profile")
    made.data_dir.mkdir()
    return made


async def test_erasing_leaves_no_file_and_no_secret(profile: Profile) -> None:
    settings = Settings(profile.settings_file)
    settings.set(STAY_IN_TRAY, False)
    file = profile.archive_file("PBX")
    archive = Archive(file, bytes(range(32)))
    await archive.open()
    await archive.run(lambda db: calls.save_legs(db, [leg()], "PBX"))
    await archive.close()
    for name in (f"{file.stem}-before-4.db", f"{file.stem}-unreadable-1.db", f"{file.name}-wal", "orders.lock"):
        (profile.data_dir / name).write_bytes(b"x")
    autostart.set_enabled(True, profile.root)
    links.applications_folder().mkdir(parents=True)
    (links.applications_folder() / links.DESKTOP_ID).write_text("x")
    keyring = FakeKeyring()
    settings.forget()
    await erasure.erase_profile(keyring, profile)
    settings.set(STAY_IN_TRAY, True)  # the program is still running, and must not write the file again
    assert list(profile.data_dir.iterdir()) == []
    assert keyring.secrets == {}
    assert not autostart.is_enabled()
    assert list(links.applications_folder().iterdir()) == []


async def test_a_keyring_that_refuses_is_reported_and_a_missing_one_is_not(profile: Profile) -> None:
    profile.archive_file("PBX").write_bytes(b"x")
    with pytest.raises(KeyringError):
        await erasure.erase_profile(FakeKeyring("locked"), profile)
    assert profile.archive_file("PBX").exists()
    await erasure.erase_profile(FakeKeyring("none"), profile)
    assert list(profile.data_dir.iterdir()) == []
