"""Starts that something stands in the way of: the program runs, or says what it is, and never ends in silence."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from desktop_app.config.paths import Profile
from desktop_app.desktop.single_instance import send_request, socket_name
from tests.support.small_disks import small_disk

ROOT = Path(__file__).parents[2]


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of one megabyte."""
    with small_disk(tmp_path / "disk", "1m") as folder:
        yield folder


@pytest.fixture
def runtime(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the sockets, which is short and no other program's."""
    folder = tmp_path / "run"
    folder.mkdir(mode=0o700)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(folder))
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    return folder


@contextmanager
def program(*arguments: str) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-X", "dev", "-m", "desktop_app", *arguments],
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
        cwd=ROOT,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate(timeout=10)


def wait_until_it_answers(process: subprocess.Popen[str], profile: Path) -> None:
    name = socket_name(Profile(profile).tag)
    deadline = time.monotonic() + 60
    while not send_request(name, {"show": "window"}):
        assert process.poll() is None, process.communicate(timeout=10)
        assert time.monotonic() < deadline, "it does not answer"
        time.sleep(0.1)


def starts_and_ends(profile: Path) -> None:
    with program("--profile", str(profile)) as process:
        wait_until_it_answers(process, profile)
        process.send_signal(signal.SIGTERM)
        _, said = process.communicate(timeout=20)
        assert process.returncode == 0, said
        assert "Traceback" not in said


@pytest.mark.usefixtures("runtime")
def test_it_starts_on_a_read_only_profile(disk: Path) -> None:
    (disk / "profile").mkdir()
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    starts_and_ends(disk / "profile")


@pytest.mark.usefixtures("runtime")
def test_it_starts_on_a_full_disk_and_leaves_no_file(disk: Path) -> None:
    (disk / "profile").mkdir()
    with (disk / "ballast").open("wb", buffering=0) as ballast:
        try:
            while True:
                ballast.write(bytes(4096))
        except OSError:
            pass
    starts_and_ends(disk / "profile")
    assert not [path for path in (disk / "profile").iterdir() if path.name.startswith(".settings")]


@pytest.mark.usefixtures("runtime")
@pytest.mark.parametrize("left", [b"", b"\xff\x00", b"1\npython\n\n"])
def test_a_lock_that_an_earlier_program_left_is_taken_over(left: bytes, tmp_path: Path) -> None:
    (tmp_path / "profile").mkdir()
    (tmp_path / "profile" / "running.lock").write_bytes(left)
    starts_and_ends(tmp_path / "profile")
    assert not (tmp_path / "profile" / "running.lock").exists()


@pytest.mark.usefixtures("runtime")
def test_a_program_that_does_not_answer_is_named(tmp_path: Path) -> None:
    profile = tmp_path / "profile"
    with program("--profile", str(profile)) as first:
        wait_until_it_answers(first, profile)
        first.send_signal(signal.SIGSTOP)
        with program("--profile", str(profile)) as second:
            _, said = second.communicate(timeout=60)
        assert second.returncode == 2
        assert f"running already ({first.pid}) and does not answer" in said
        first.send_signal(signal.SIGCONT)


def test_a_second_start_shows_the_first_program(tmp_path: Path, runtime: Path) -> None:
    profile = tmp_path / "profile"
    with program("--profile", str(profile)) as first:
        wait_until_it_answers(first, profile)
        with program("--profile", str(profile)) as second:
            second.communicate(timeout=60)
        assert second.returncode == 0
        assert first.poll() is None


def test_it_starts_where_no_socket_can_be_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another user's folder is in the place of ours: a second start cannot be seen, but the program works."""
    (tmp_path / f"cloudpbx-desktop-{os.getuid()}").mkdir()
    (tmp_path / f"cloudpbx-desktop-{os.getuid()}").chmod(0o777)
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)
    lock = tmp_path / "profile" / "running.lock"
    with program("--profile", str(lock.parent)) as process:
        deadline = time.monotonic() + 60
        while not lock.exists():
            assert time.monotonic() < deadline, "it does not start"
            time.sleep(0.1)
        process.send_signal(signal.SIGTERM)
        _, said = process.communicate(timeout=60)
    assert process.returncode in (0, -signal.SIGTERM), said
    assert "Traceback" not in said
