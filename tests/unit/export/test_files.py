"""Atomic files: complete or not there, and readable by their owner only."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

import pytest

from desktop_app.export.csv_writer import write_csv
from desktop_app.export.files import open_temporary, publish, write_atomically


def test_a_file_replaces_the_earlier_one_and_is_private(tmp_path: Path) -> None:
    path = tmp_path / "calls.csv"
    path.write_text("from before")
    write_atomically(path, b"new")
    assert path.read_bytes() == b"new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_that_cannot_be_renamed_leaves_nothing_behind(tmp_path: Path) -> None:
    path = tmp_path / "folder"
    path.mkdir()
    with pytest.raises(IsADirectoryError):
        write_atomically(path, b"new")
    assert list(tmp_path.iterdir()) == [path]


def test_a_temporary_file_is_hidden_and_bears_the_beginning_of_the_name(tmp_path: Path) -> None:
    handle, temporary = open_temporary(tmp_path / ("x" * 50))
    os.write(handle, b"body")
    os.close(handle)
    assert temporary.parent == tmp_path
    assert temporary.name.startswith("." + "x" * 40 + "-")
    assert stat.S_IMODE(temporary.stat().st_mode) == 0o600
    publish(temporary, tmp_path / "final")
    assert [(file.name, file.read_bytes()) for file in tmp_path.iterdir()] == [("final", b"body")]


def test_a_missing_folder_is_named_in_the_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError) as missing:
        open_temporary(tmp_path / "none" / "calls.csv")
    assert (missing.value.errno, missing.value.filename) == (errno.ENOENT, str(tmp_path / "none"))
    assert missing.value.strerror == os.strerror(errno.ENOENT)
    file = tmp_path / "file"
    file.write_text("x")
    with pytest.raises(FileNotFoundError):
        open_temporary(file / "calls.csv")


def test_a_file_is_on_the_disk_before_it_gets_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "calls.csv"
    synced: list[bytes] = []

    def fsync(descriptor: int) -> None:
        assert not path.exists()
        synced.append(os.pread(descriptor, 9, 0))

    monkeypatch.setattr("os.fsync", fsync)
    write_atomically(path, b"new")
    assert synced == [b"new"]


def test_a_temporary_file_that_vanished_does_not_hide_the_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fsync(descriptor: int) -> None:
        for file in tmp_path.iterdir():
            file.unlink()
        raise OSError(errno.EIO, "broken")

    monkeypatch.setattr("os.fsync", fsync)
    with pytest.raises(OSError, match="broken"):
        write_atomically(tmp_path / "calls.csv", b"new")
    with pytest.raises(OSError, match="broken"):
        write_csv(tmp_path / "calls.csv", [], str)
    assert list(tmp_path.iterdir()) == []
