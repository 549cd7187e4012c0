"""Settings: precedence of sources, locked settings, and unreadable files, which are not overwritten."""

from __future__ import annotations

import os
import stat
import tomllib
from pathlib import Path
from typing import Any

import pytest

from desktop_app.config import settings as settings_module
from desktop_app.config.paths import Profile
from desktop_app.config.settings import (
    API_URLS,
    EXTENSION,
    LINKS_UNASKED,
    PALETTE,
    PBX_NAME,
    STAY_IN_TRAY,
    THEME,
    VOLUME,
    WINDOW,
    Setting,
    Settings,
    SettingsError,
)
from tests.support.listeners import fail

ALL: list[Setting[Any]] = [one for one in vars(settings_module).values() if isinstance(one, Setting)]


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
    file.mkdir()
    for user, machine in ((file, None), (None, file)):
        with pytest.raises(SettingsError, match=r"settings\.toml"):
            Settings(user, machine, {})
    assert file.is_dir()


def test_no_setting_holds_a_secret() -> None:
    names = [one.name for one in ALL]
    assert "api_urls" in names
    assert not any("key" in name or "password" in name for name in names)


def test_profiles_share_no_folder(tmp_path: Path) -> None:
    one, two = Profile(tmp_path / "a"), Profile(tmp_path / "b")
    assert one.tag != two.tag
    assert one.archive_file("X") != one.archive_file("Y")
    assert os.path.commonpath([one.archive_file("X"), one.settings_file]) == str(tmp_path / "a")


def test_a_locked_setting_never_falls_back_to_the_users_value(tmp_path: Path) -> None:
    machine, user = tmp_path / "machine.toml", tmp_path / "user.toml"
    machine.write_text('locked = ["links_unasked", "theme"]\nlinks_unasked = "tel"\ntheme = "dark"\n')
    user.write_text('links_unasked = ["tel"]\ntheme = "light"\n')
    settings = Settings(user, machine, {})
    assert settings.get(LINKS_UNASKED) == ()
    assert settings.get(THEME) == "dark"


# ---- the table -----------------------------------------------------------------------------------

DAYS = ("0", "30", "90", "365", "1825")
# Files of users and administrators depend on these names, defaults and choices.
TABLE: dict[str, tuple[object, str, tuple[str, ...]]] = {
    "api_urls": (("https://api.cloudpbx.pl", "https://api2.cloudpbx.pl"), "CLOUDPBX_API_URLS", ()),
    "events_url": ("", "CLOUDPBX_EVENTS_URL", ()),
    "pbx_name": ("", "CLOUDPBX_PBX_NAME", ()),
    "extension": ("", "CLOUDPBX_EXTENSION", ()),
    "call_shortcut": ("", "", ()),
    "clipboard_watch": (False, "", ()),
    "links_unasked": ((), "", ()),
    "outside_prefix": ("", "", ()),
    "international": ("00", "", ("00", "+")),
    "theme": ("system", "", ("system", "light", "dark")),
    "palette": ("standard", "", ("standard", "colour-blind")),
    "size": ("100", "", ("100", "115", "130", "150", "175", "200")),
    "language": ("system", "", ("system", "en", "pl")),
    "stay_in_tray": (True, "", ()),
    "reduced_motion": (False, "", ()),
    "popup_ring": (True, "", ()),
    "popup_missed": (True, "", ()),
    "popup_free": (True, "", ()),
    "popup_queue": (True, "", ()),
    "popup_message": (True, "", ()),
    "do_not_disturb": (False, "", ()),
    "screen_pop": ("", "", ()),
    "screen_pop_on_ring": (False, "", ()),
    "player_volume": (100, "", ()),
    "player_skip_silence": (False, "", ()),
    "player_output": ("", "", ()),
    "recording_names": ("", "", ()),
    "keep_calls_days": ("0", "", DAYS),
    "keep_recordings_days": ("0", "", DAYS),
    "keep_messages_days": ("0", "", DAYS),
    "call_columns": (("number", "with", "rang", "talk", "cost"), "", ()),
    "panel": ("", "", ()),
    "window": ("", "", ()),
}


def test_every_setting_has_its_name_default_variable_and_choices() -> None:
    settings = Settings(None, None, {})
    assert {one.name: (settings.get(one), one.variable, one.choices) for one in ALL} == TABLE
    assert all(type(settings.get(one)) is type(one.default) for one in ALL)


@pytest.mark.parametrize("setting", ALL, ids=lambda one: one.name)
def test_every_setting_survives_the_file(setting: Setting[Any], tmp_path: Path) -> None:
    others: dict[type, Any] = {bool: not setting.default, int: 7, tuple: ("a", "b"), str: "other"}
    value = setting.choices[-1] if setting.choices else others[type(setting.default)]
    Settings(tmp_path / "settings.toml", None, {}).set(setting, value)
    assert Settings(tmp_path / "settings.toml", None, {}).get(setting) == value


# ---- sources -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "value"),
    [("a, b ,,c", ("a", "b", "c")), ("https://a", ("https://a",)), ("  ", API_URLS.default), (",", ())],
)
def test_the_environment_holds_lists_with_commas(text: str, value: tuple[str, ...]) -> None:
    assert Settings(None, None, {"CLOUDPBX_API_URLS": text}).get(API_URLS) == value


def test_the_environment_is_trimmed_and_comes_before_the_files(tmp_path: Path) -> None:
    user = tmp_path / "user.toml"
    user.write_text('pbx_name = "U"\n')
    assert Settings(user, None, {"CLOUDPBX_PBX_NAME": " E "}).get(PBX_NAME) == "E"
    assert Settings(user, None, {"CLOUDPBX_PBX_NAME": " "}).get(PBX_NAME) == "U"
    assert Settings(user, None, {"": "x", "theme": "dark"}).get(THEME) == "system", "a setting without a variable"


def test_a_missing_file_is_like_an_empty_one(tmp_path: Path) -> None:
    for settings in (Settings(None, None, {}), Settings(tmp_path / "a", tmp_path / "b", {})):
        assert settings.get(PBX_NAME) == ""
        assert settings.locked_by(PBX_NAME) is None
    assert list(tmp_path.iterdir()) == []


DAMAGED = {
    "no UTF-8": b"\xff",
    "cut off": b"theme = ",
    "zeros": bytes(100),
    "deep": b"theme = " + b"[" * 3000 + b"]" * 3000,
    "deep keys": b"a." * 3000 + b"a = 1",
    "nested": b"theme = " + b"[" * 60 + b"]" * 60,
    "a long number": b"player_volume = " + b"9" * 5000,
    "a long hexadecimal number": b"player_volume = 0x" + b"f" * 5000,
    "endless": b"#" * 300_000,
}


@pytest.mark.parametrize("body", DAMAGED.values(), ids=DAMAGED)
def test_a_file_that_cannot_be_read_is_named(body: bytes, tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_bytes(body)
    with pytest.raises(SettingsError) as failed:
        Settings(None, file, {})
    assert failed.value.path == file
    assert str(failed.value).startswith(f"{file}: ")
    assert len(str(failed.value)) > len(f"{file}: None")
    assert file.read_bytes() == body


@pytest.mark.parametrize("body", DAMAGED.values(), ids=DAMAGED)
def test_a_damaged_file_of_the_user_is_set_aside(body: bytes, tmp_path: Path) -> None:
    file, aside = tmp_path / "settings.toml", tmp_path / "settings.toml.damaged"
    aside.write_text("an earlier one")
    file.write_bytes(body)
    settings = Settings(file, None, {})
    assert settings.set_aside == aside
    assert aside.read_bytes() == body
    assert settings.get(THEME) == "system"
    settings.set(PBX_NAME, "X")
    again = Settings(file, None, {})
    assert (again.get(PBX_NAME), again.set_aside) == ("X", None)


def test_a_damaged_file_that_cannot_be_renamed_is_named(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_bytes(b"theme = ")
    (tmp_path / "settings.toml.damaged").mkdir()
    with pytest.raises(SettingsError, match=r"settings\.toml: "):
        Settings(file, None, {})
    assert file.read_bytes() == b"theme = "


def test_a_file_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_bytes(b'\xef\xbb\xbftheme = "dark"\r\n')
    assert Settings(file, None, {}).get(THEME) == "dark"


@pytest.mark.parametrize(("number", "volume"), [(0, 0), (100, 100), (-1, 100), (101, 100), (10**30, 100), (True, 100)])
def test_a_number_is_a_percentage(number: int, volume: int, tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text(f"player_volume = {str(number).lower()}\n")
    assert Settings(file, None, {}).get(VOLUME) == volume


@pytest.mark.parametrize("locked", ["[[1], {a = 1}, 7]", '"theme"', "7", "[]", '["other"]'])
def test_only_a_list_that_names_a_setting_locks_it(locked: str, tmp_path: Path) -> None:
    machine = tmp_path / "machine.toml"
    machine.write_text(f'theme = "dark"\nlocked = {locked}\n')
    settings = Settings(None, machine, {})
    assert settings.locked_by(THEME) is None
    assert settings.get(THEME) == "dark"
    settings.set(THEME, "light")
    assert settings.get(THEME) == "light"


def test_a_lock_without_a_value_locks_nothing(tmp_path: Path) -> None:
    machine = tmp_path / "machine.toml"
    machine.write_text('locked = ["theme"]\n')
    settings = Settings(None, machine, {})
    settings.set(THEME, "light")
    assert (settings.locked_by(THEME), settings.get(THEME)) == (None, "light")


def test_a_locked_setting_is_neither_written_nor_notified(tmp_path: Path) -> None:
    machine, user = tmp_path / "machine.toml", tmp_path / "user.toml"
    machine.write_text('theme = "dark"\nlocked = ["theme"]\n')
    settings = Settings(user, machine, {})
    heard: list[str] = []
    settings.subscribe(heard.append)
    settings.set(THEME, "light")
    assert (heard, user.exists()) == ([], False)


# ---- changes -------------------------------------------------------------------------------------


def test_a_subscription_ends_once_and_leaves_the_others() -> None:
    settings = Settings(None, None, {})
    heard: list[tuple[str, str]] = []
    end = settings.subscribe(lambda name: heard.append(("one", name)))
    settings.subscribe(lambda name: heard.append(("two", name)))
    end()
    end()
    settings.set(THEME, "dark")
    assert heard == [("two", "theme")]


def test_the_export_holds_the_users_values_without_the_window(tmp_path: Path) -> None:
    machine = tmp_path / "machine.toml"
    machine.write_text('pbx_name = "M"\n')
    settings = Settings(None, machine, {"CLOUDPBX_EXTENSION": "9"})
    settings.set(THEME, "dark")
    settings.set(WINDOW, "1,2,3,4")
    settings.set(API_URLS, ("https://a",))
    assert tomllib.loads(settings.exported()) == {"theme": "dark", "api_urls": ["https://a"]}


def test_discarded_settings_are_the_defaults_and_are_not_written(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    settings = Settings(file, None, {})
    settings.set(THEME, "dark")
    file.unlink()
    settings.forget()
    assert settings.get(THEME) == "system"
    settings.set(THEME, "light")
    assert settings.get(THEME) == "light"
    assert not file.exists()


def test_the_folder_of_a_new_file_is_private(tmp_path: Path) -> None:
    file = tmp_path / "a" / "b" / "settings.toml"
    Settings(file, None, {}).set(THEME, "dark")
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    Settings(file, None, {}).set(THEME, "light")
    assert file.read_text() == 'theme = "light"\n'


def saved(settings: Settings) -> bool:
    return settings.is_saved


def test_a_value_that_cannot_be_saved_applies_and_is_saved_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "settings.toml"
    settings = Settings(file, None, {})
    settings.set(THEME, "dark")
    changed: list[str] = []
    failures: list[bool] = []
    settings.subscribe(changed.append)
    settings.watch_saving(lambda: failures.append(settings.is_saved))

    def fail(handle: int) -> None:
        raise OSError(28, "no space left")

    monkeypatch.setattr(os, "fsync", fail)
    settings.set(THEME, "light")
    settings.set(PALETTE, "colour-blind")
    assert (settings.get(THEME), changed) == ("light", [THEME.name, PALETTE.name])
    assert failures == [False], "told once"
    assert file.read_text() == 'theme = "dark"\n'
    assert list(tmp_path.iterdir()) == [file], "nothing unfinished stays"
    settings.save()
    assert saved(settings) is False
    monkeypatch.undo()
    settings.save()
    assert saved(settings) is True
    assert file.read_text() == 'theme = "light"\npalette = "colour-blind"\n'
    monkeypatch.setattr(os, "fsync", fail)
    settings.set(THEME, "dark")
    assert failures == [False, False], "and again after it worked"


def test_a_listener_that_fails_does_not_silence_the_next_one() -> None:
    settings = Settings(None, None, {})
    changed: list[str] = []
    settings.subscribe(fail)
    settings.subscribe(changed.append)
    settings.set(THEME, "light")
    assert changed == [THEME.name]
