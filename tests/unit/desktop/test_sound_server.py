"""Qt is made to look again for a sound server that is not there yet."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from desktop_app.desktop.sound_server import keep_trying

pytestmark = pytest.mark.skipif("sys.platform != 'linux'")


@pytest.fixture(autouse=True)
def runtime(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    monkeypatch.setenv("PULSE_SERVER", "")
    (tmp_path / "pulse").mkdir()
    return tmp_path / "pulse" / "native"


def test_a_server_that_is_not_there_is_looked_for_again(runtime: Path) -> None:
    for _ in range(2):
        keep_trying()
        assert os.environ["PULSE_SERVER"] == f"unix:{runtime} tcp:127.0.0.1:1"


def test_a_server_that_is_there_is_left_to_the_library(runtime: Path) -> None:
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(runtime))
        server.listen()
        keep_trying()
    assert os.environ["PULSE_SERVER"] == ""


def test_a_server_that_was_chosen_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PULSE_SERVER", "tcp:sound.example:4713")
    keep_trying()
    assert os.environ["PULSE_SERVER"] == "tcp:sound.example:4713 tcp:127.0.0.1:1"


def test_without_a_place_for_sockets_nothing_is_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("XDG_RUNTIME_DIR")
    keep_trying()
    assert os.environ["PULSE_SERVER"] == ""
