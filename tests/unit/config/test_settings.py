"""Settings: precedence of sources, locked settings, and unreadable files, which are not overwritten."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from desktop_app.config import settings as settings_module
from desktop_app.config.paths import Profile
from desktop_app.config.settings import (
    API_URLS,
    EXTENSION,
    LINKS_UNASKED,
    PBX_NAME,
    STAY_IN_TRAY,
    THEME,
    Setting,
    Settings,
    SettingsError,
)


def test_sources_have_their_precedence(tmp_path: Path) -> None:
    user, machine = tmp_path / "user.toml", tmp_path / "machine.toml"
    machine.write_text('pbx_name = "M"\nextension = "1"\nlocked = ["extension"]\n')
    settings = Settings(user, machine, {"CLOUDPBX_EXTENSION": "9"})
    assert settings.get(PBX_NAME) == "M"
    settings.set(PBX_NAME, "U")
    assert settings.get(PBX_NAME) == "U"
    assert Settings(user, machine, {"CLOUDPBX_PBX_NAME": "E"}).get(PBX_NAME) == "E"
    settings.set(EXTENSION, "5")
    assert settings.get(EXTENSION) == "1"
    assert settings.locked_by(EXTENSION) == machine
    assert settings.locked_by(PBX_NAME) is None


def test_saved_values_are_read_back_and_only_the_owner_can_read_them(tmp_path: Path) -> None:
    file = tmp_path / "kept" / "settings.toml"
    settings = Settings(file, None, {})
    heard: list[str] = []
    settings.subscribe(heard.append)
    settings.set(API_URLS, ("https://a", "https://b"))
    settings.set(STAY_IN_TRAY, False)
    settings.set(STAY_IN_TRAY, False)
    assert heard == ["api_urls", "stay_in_tray"]
    again = Settings(file, None, {})
    assert again.get(API_URLS) == ("https://a", "https://b")
    assert again.get(STAY_IN_TRAY) is False
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in file.parent.iterdir()] == ["settings.toml"]


def test_a_value_of_a_wrong_type_is_ignored(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text('theme = "pink"\nstay_in_tray = "yes"\npbx_name = 7\n')
    settings = Settings(file, None, {})
    assert (settings.get(THEME), settings.get(STAY_IN_TRAY), settings.get(PBX_NAME)) == ("system", True, "")


def test_an_unreadable_file_is_named_and_not_overwritten(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text("theme = ")
    with pytest.raises(SettingsError, match=r"settings\.toml"):
        Settings(file, None, {})
    assert file.read_text() == "theme = "


def test_no_setting_holds_a_secret() -> None:
    names = [one.name for one in vars(settings_module).values() if isinstance(one, Setting)]
    assert "api_urls" in names
    assert not any("key" in name or "password" in name for name in names)


def test_profiles_share_no_folder(tmp_path: Path) -> None:
    one, two = Profile(tmp_path / "a"), Profile(tmp_path / "b")
    assert one.tag != two.tag
    assert one.archive_file("X") != one.archive_file("Y")
    one.make()
    assert stat.S_IMODE(one.data_dir.stat().st_mode) == 0o700
    assert os.path.commonpath([one.archive_file("X"), one.settings_file]) == str(tmp_path / "a")


def test_a_locked_setting_never_falls_back_to_the_users_value(tmp_path: Path) -> None:
    machine, user = tmp_path / "machine.toml", tmp_path / "user.toml"
    machine.write_text('locked = ["links_unasked", "theme"]\nlinks_unasked = "tel"\ntheme = "dark"\n')
    user.write_text('links_unasked = ["tel"]\ntheme = "light"\n')
    settings = Settings(user, machine, {})
    assert settings.get(LINKS_UNASKED) == ()
    assert settings.get(THEME) == "dark"
