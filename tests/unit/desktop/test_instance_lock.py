"""The lock of a profile: held while its process lives, whatever the file holds."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from desktop_app.desktop.instance_lock import InstanceLock

HOLD = """
import sys, pathlib
from desktop_app.desktop.instance_lock import InstanceLock
lock = InstanceLock(pathlib.Path(sys.argv[1]))
print(lock.take(), flush=True)
sys.stdin.readline()
lock.release()
"""


@contextmanager
def held_elsewhere(path: Path) -> Iterator[subprocess.Popen[str]]:
    """Hold the lock in another process until the block ends."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "True\n"
        yield process
    finally:
        process.kill()
        process.communicate(timeout=10)


def test_the_lock_is_held_by_one_process(tmp_path: Path) -> None:
    path = tmp_path / "profile" / "running.lock"
    with held_elsewhere(path) as process:
        lock = InstanceLock(path)
        assert not lock.take()
        assert lock.holder() == process.pid
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_released_lock_leaves_no_file(tmp_path: Path) -> None:
    path = tmp_path / "running.lock"
    lock = InstanceLock(path)
    for _ in range(2):
        assert lock.take()
        lock.release()
        lock.release()
        assert not path.exists()
    assert lock.holder() is None


def test_a_killed_process_leaves_no_lock(tmp_path: Path) -> None:
    path = tmp_path / "running.lock"
    with held_elsewhere(path) as process:
        process.send_signal(signal.SIGKILL)
        process.wait(10)
        lock = InstanceLock(path)
        assert lock.take()
        lock.release()


@pytest.mark.parametrize("left", [b"", b"\x00\xff", b"1\npython\nhost\n", b"1\npython\n", b"9" * 9999])
def test_what_an_earlier_program_left_in_the_file_does_not_matter(left: bytes, tmp_path: Path) -> None:
    """A process number may belong to another program by now."""
    path = tmp_path / "running.lock"
    path.write_bytes(left)
    lock = InstanceLock(path)
    assert lock.take()
    assert lock.holder() == os.getpid()
    lock.release()


def test_a_folder_under_the_name_of_the_lock_is_set_aside(tmp_path: Path) -> None:
    path = tmp_path / "running.lock"
    path.mkdir()
    lock = InstanceLock(path)
    assert lock.take()
    lock.release()
    assert (tmp_path / "running.lock.damaged").is_dir()


def test_a_lock_that_its_holder_removes_meanwhile_is_taken_anew(tmp_path: Path) -> None:
    """Each of two starts in a row must see the lock of the other, on whichever file it is."""
    path = tmp_path / "running.lock"
    with held_elsewhere(path) as process:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
        process.wait(10)
        first, second = InstanceLock(path), InstanceLock(path)
        assert first.take()
        assert not second.take()
        first.release()
        assert second.take()
        second.release()


def test_a_folder_that_cannot_be_made_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OSError):
        InstanceLock(tmp_path / "file" / "running.lock").take()
