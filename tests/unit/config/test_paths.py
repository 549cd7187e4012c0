"""File locations: the system's folders, or the folder of a profile."""

from __future__ import annotations

import hashlib
from pathlib import Path

import platformdirs
import pytest

from desktop_app.config import paths
from desktop_app.config.paths import Profile, machine_settings_file, resources


def test_a_profile_has_everything_in_one_folder(tmp_path: Path) -> None:
    folder = tmp_path / "x" / ".." / "profile"
    profile, real = Profile(folder), (tmp_path / "profile").resolve()
    assert profile.root == real
    assert (profile.config_dir, profile.data_dir, profile.log_dir) == (real, real, real)
    assert profile.settings_file == real / "settings.toml"
    assert profile.log_file == real / "cloudpbx-desktop.log"
    assert profile.orders_file == real / "orders.lock"
    assert profile.tag == hashlib.sha256(str(real).encode()).hexdigest()[:12]


def test_the_home_is_expanded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert Profile(Path("~/p")).root == Profile(Path("~/p")).data_dir == (tmp_path / "p").resolve()
    assert Profile(Path("~/p")).tag == Profile(tmp_path / "p").tag


def test_without_a_profile_the_folders_of_the_system_are_used(monkeypatch: pytest.MonkeyPatch) -> None:
    for kind in ("config", "data", "log"):
        monkeypatch.setattr(
            platformdirs,
            f"user_{kind}_dir",
            lambda name, *, appauthor, kind=kind: f"/home/{kind}/{name}/{appauthor}",
        )
    profile = Profile()
    assert (profile.root, profile.tag) == (None, "default")
    assert profile.settings_file == Path("/home/config/cloudpbx-desktop/False/settings.toml")
    assert profile.orders_file == Path("/home/data/cloudpbx-desktop/False/orders.lock")
    assert profile.log_file == Path("/home/log/cloudpbx-desktop/False/cloudpbx-desktop.log")


def test_the_administrators_file_is_in_the_site_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platformdirs, "site_config_dir", lambda name, *, appauthor: f"/etc/{name}/{appauthor}")
    assert machine_settings_file() == Path("/etc/cloudpbx-desktop/False/settings.toml")


def test_each_exchange_has_its_own_archive(tmp_path: Path) -> None:
    profile = Profile(tmp_path)
    digest = hashlib.sha256(b"Centrala").hexdigest()
    assert profile.archive_file("Centrala") == tmp_path.resolve() / f"archive-{digest[:8]}.db"
    assert profile.archive_file("Centrala").parent == profile.data_dir


def test_resources_are_next_to_the_package_or_inside_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert (resources() / "translations").is_dir()
    monkeypatch.setattr(paths, "__file__", str(tmp_path / "desktop_app" / "config" / "paths.py"))
    assert resources() == tmp_path.resolve() / "resources"
    (tmp_path / "desktop_app" / "_resources").mkdir(parents=True)
    assert resources() == tmp_path.resolve() / "desktop_app" / "_resources"
