"""Damaged files are renamed."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop_app.runtime.damaged_files import set_aside


def test_a_file_is_renamed_and_replaces_an_earlier_one(tmp_path: Path) -> None:
    for body in (b"one", b"two"):
        (tmp_path / "a.toml").write_bytes(body)
        assert set_aside(tmp_path / "a.toml") == tmp_path / "a.toml.damaged"
    assert [path.name for path in tmp_path.iterdir()] == ["a.toml.damaged"]
    assert (tmp_path / "a.toml.damaged").read_bytes() == b"two"


def test_what_is_not_there_cannot_be_set_aside(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        set_aside(tmp_path / "a")
