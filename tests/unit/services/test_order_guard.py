"""The claims of several processes in one file: locks, crashes, clock changes."""

from __future__ import annotations

import asyncio
import os
import stat
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from desktop_app.services.order_claims import AGAIN_WITHIN_S, FORGOTTEN_AFTER_S, GIVEN_UP_AFTER_S, Claim
from desktop_app.services.order_guard import OrderGuard
from tests.support.wait import until


class Clock:
    def __init__(self) -> None:
        self.now_s = 1_000_000.0

    def __call__(self) -> float:
        return self.now_s


async def test_two_processes_see_each_others_orders(tmp_path: Path) -> None:
    clock, path = Clock(), tmp_path / "profile" / "orders.lock"
    window, command = OrderGuard(path, clock), OrderGuard(path, clock)
    assert await window.claim("600100200", again=False) is Claim.FREE
    assert await command.claim("600100200", again=True) is Claim.UNDER_WAY
    assert await command.look("501222333") is Claim.ANOTHER
    await window.release("600100200")
    assert await command.claim("600100200", again=False) is Claim.AGAIN
    clock.now_s += AGAIN_WITHIN_S
    assert await command.look("600100200") is Claim.FREE
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert "600100200" not in path.read_text()


async def test_a_refused_order_may_be_repeated_at_once(tmp_path: Path) -> None:
    guard = OrderGuard(tmp_path / "orders.lock", Clock())
    await guard.claim("600100200", again=False)
    await guard.release("600100200", happened=False)
    assert await guard.claim("600100200", again=False) is Claim.FREE


async def test_a_dead_process_blocks_a_number_for_at_most_a_minute(tmp_path: Path) -> None:
    clock, path = Clock(), tmp_path / "orders.lock"
    await OrderGuard(path, clock).claim("600100200", again=False)
    clock.now_s += GIVEN_UP_AFTER_S - 1
    assert await OrderGuard(path, clock).claim("600100200", again=True) is Claim.UNDER_WAY
    clock.now_s += 1
    assert await OrderGuard(path, clock).claim("600100200", again=True) is Claim.FREE
    clock.now_s += FORGOTTEN_AFTER_S
    await OrderGuard(path, clock).look("1")
    assert path.read_text() == "[]"


@pytest.mark.parametrize("text", ["", "{", "[1]", '[{"salt":1}]', "\x00\x00", "null"])
async def test_a_truncated_file_blocks_no_order(text: str, tmp_path: Path) -> None:
    path = tmp_path / "orders.lock"
    path.write_text(text)
    assert await OrderGuard(path, Clock()).claim("600100200", again=False) is Claim.FREE
    assert await OrderGuard(path, Clock()).claim("600100200", again=False) is Claim.UNDER_WAY


async def test_an_unwritable_folder_blocks_no_order(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    guard = OrderGuard(tmp_path / "file" / "orders.lock", Clock())
    assert await guard.claim("600100200", again=False) is Claim.FREE
    assert await guard.claim("600100200", again=False) is Claim.UNDER_WAY


def test_twenty_processes_at_once_send_one_order(tmp_path: Path) -> None:
    script = (
        "import asyncio, sys, pathlib; from desktop_app.services.order_guard import *; sys.stdin.read(); "
        "guard = OrderGuard(pathlib.Path(sys.argv[1]), lock_within_s=60); "
        "print(asyncio.run(guard.claim('600100200', again=False)).value)"
    )
    command = [sys.executable, "-c", script, str(tmp_path / "orders.lock")]
    programs = [subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(20)]
    for program in programs:
        assert program.stdin is not None
        program.stdin.close()
        program.stdin = None
    said = [program.communicate(timeout=60)[0].strip() for program in programs]
    assert sorted(said) == ["free"] + ["under way"] * 19


# ---- the guard's file --------------------------------------------------------------------------------


@contextmanager
def locked_by_a_stopped_program(path: Path) -> Iterator[None]:
    """Hold the lock of the file, like a process that was stopped while it held it."""
    script = (
        "import fcntl, sys; file = open(sys.argv[1], 'a'); fcntl.flock(file, fcntl.LOCK_EX); "
        "print('locked', flush=True); sys.stdin.read()"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", script, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == "locked\n"
    try:
        yield
    finally:
        holder.communicate("")


@pytest.mark.skipif(sys.platform == "win32", reason="the lock of POSIX")
async def test_a_lock_held_by_a_stopped_process_blocks_no_order(tmp_path: Path) -> None:
    """The window used to freeze here.  The loop continues, and the process still guards its own orders."""
    path = tmp_path / "orders.lock"
    guard = OrderGuard(path, Clock(), lock_within_s=0.3)
    turns = 0

    async def count_turns() -> None:
        nonlocal turns
        while True:
            await asyncio.sleep(0.005)
            turns += 1

    with locked_by_a_stopped_program(path):
        counting = asyncio.create_task(count_turns())
        assert await guard.claim("600100200", again=False) is Claim.FREE
        counting.cancel()
        assert turns > 10, "the loop was blocked"
        assert await guard.claim("600100200", again=False) is Claim.UNDER_WAY
    # Once the lock is free, the next access shares the claims made in the meantime.
    assert await guard.look("501222333") is Claim.ANOTHER
    assert await OrderGuard(path, Clock()).claim("600100200", again=True) is Claim.UNDER_WAY
    await guard.close()


async def test_a_refusal_releases_only_the_claim_of_its_order(tmp_path: Path) -> None:
    clock, path = Clock(), tmp_path / "orders.lock"
    one, two = OrderGuard(path, clock), OrderGuard(path, clock)
    assert await one.claim("600100200", again=False) is Claim.FREE
    await one.release("600100200")
    assert await two.claim("600100200", again=True) is Claim.FREE
    await two.release("600100200", happened=False)
    assert await two.look("600100200") is Claim.AGAIN, "the call that happened is still known"
    await one.release("600100200", happened=False)  # an order that has already ended
    assert await two.look("600100200") is Claim.AGAIN


async def test_a_clock_set_back_does_not_block_orders_for_long(tmp_path: Path) -> None:
    clock, path = Clock(), tmp_path / "orders.lock"
    guard = OrderGuard(path, clock)
    assert await guard.claim("600100200", again=False) is Claim.FREE
    await guard.release("600100200")
    clock.now_s -= 10
    assert await guard.look("600100200") is Claim.FREE, "a claim from the future is no call of a moment ago"
    clock.now_s += 10 - FORGOTTEN_AFTER_S
    await guard.look("1")
    assert path.read_text() == "[]"


class HangingHome:
    """The home is on a dead network: opening the file comes back when `answers` is set."""

    def __init__(self, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.answers, self.opened = threading.Event(), list[Path]()
        open_file = os.open

        def hang(name: Path, flags: int, mode: int = 0o777) -> int:
            if name == path:
                self.opened.append(name)
                self.answers.wait(10)
            return open_file(name, flags, mode)

        monkeypatch.setattr(os, "open", hang)


async def test_a_home_that_hangs_is_asked_once_until_it_answers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Meanwhile the memory of this program guards its orders."""
    path = tmp_path / "orders.lock"
    home = HangingHome(path, monkeypatch)
    guard = OrderGuard(path, Clock(), lock_within_s=0.02)
    assert await guard.claim("600100200", again=False) is Claim.FREE
    assert await guard.claim("600100200", again=False) is Claim.UNDER_WAY
    assert await guard.look("501222333") is Claim.ANOTHER
    assert len(home.opened) == 1
    home.answers.set()
    await until(lambda: path.exists() and path.read_text().endswith("]"))
    other = OrderGuard(path, Clock())
    assert await other.look("600100200") is Claim.UNDER_WAY, "the claim has reached the file"
    await guard.release("600100200")
    while await other.look("600100200") is not Claim.AGAIN:  # the file is used again when the job on it has ended
        await guard.look("501222333")
    await guard.close()
    await other.close()


async def test_a_home_that_answers_after_the_order_does_not_hold_its_number(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The job that hung used to write the claim as it stood when it began: other programs were held up a minute."""
    path = tmp_path / "orders.lock"
    home = HangingHome(path, monkeypatch)
    guard = OrderGuard(path, Clock(), lock_within_s=0.02)
    assert await guard.claim("600100200", again=False) is Claim.FREE
    await guard.release("600100200")
    home.answers.set()
    await until(lambda: path.exists() and path.read_text().endswith("]"))
    other = OrderGuard(path, Clock())
    assert await other.look("600100200") is Claim.AGAIN
    await guard.close()
    await other.close()


@pytest.mark.parametrize("body", [b"\xff\xfe", b"[" + b" " * 100_000 + b"]", b"x" * 100_000])
async def test_a_file_of_something_else_is_replaced(body: bytes, tmp_path: Path) -> None:
    path = tmp_path / "orders.lock"
    path.write_bytes(body)
    guard = OrderGuard(path, Clock())
    assert await guard.claim("600100200", again=False) is Claim.FREE
    assert path.stat().st_size < 300
    assert await OrderGuard(path, Clock()).look("600100200") is Claim.UNDER_WAY


async def test_a_damaged_file_keeps_its_whole_claims(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = tmp_path / "orders.lock"
    guards = [OrderGuard(path, Clock()) for _ in range(3)]
    await guards[0].claim("600100200", again=False)
    path.write_bytes(b"\xff\x00[" * 500 + path.read_bytes()[:-1])
    assert await guards[1].claim("600100200", again=False) is Claim.UNDER_WAY
    assert await guards[2].claim("600100200", again=False) is Claim.UNDER_WAY
    assert caplog.messages == ["the file of orders was damaged; its whole claims are kept"]
    for guard in guards:
        await guard.close()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such pipes")
@pytest.mark.parametrize("make", [Path.mkdir, os.mkfifo], ids=["folder", "pipe"])
async def test_what_is_no_file_is_set_aside(make: Callable[[Path], None], tmp_path: Path) -> None:
    path = tmp_path / "orders.lock"
    make(path)
    guards = OrderGuard(path, Clock()), OrderGuard(path, Clock())
    assert await guards[0].claim("600100200", again=False) is Claim.FREE
    assert await guards[1].claim("600100200", again=False) is Claim.UNDER_WAY, "the file is shared"
    assert path.is_file()
    assert (tmp_path / "orders.lock.damaged").exists()
    for guard in guards:
        await guard.close()


async def test_the_folders_of_the_file_are_made_and_their_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "profile" / "orders.lock"
    await OrderGuard(path, Clock()).claim("600100200", again=False)
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


async def test_a_look_writes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "orders.lock"
    guard = OrderGuard(path, Clock())
    await guard.claim("600100200", again=False)
    os.utime(path, ns=(1, 1))
    for number in ("600100200", "501222333"):
        await guard.look(number)
        assert await guard.claim("600100200", again=True) is Claim.UNDER_WAY
    assert path.stat().st_mtime_ns == 1


async def test_ending_what_was_never_claimed_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "orders.lock"
    guard = OrderGuard(path, Clock())
    await guard.release("600100200")
    await guard.claim("501222333", again=False)
    await guard.release("600100200", happened=False)
    assert await guard.look("501222333") is Claim.UNDER_WAY


@pytest.mark.parametrize("jump_s", [GIVEN_UP_AFTER_S, FORGOTTEN_AFTER_S, -FORGOTTEN_AFTER_S])
@pytest.mark.parametrize("happened", [True, False])
async def test_a_program_knows_its_own_order_whatever_the_clock_does(
    jump_s: float, happened: bool, tmp_path: Path
) -> None:
    """This computer slept while the order was under way, or its clock was set."""
    clock = Clock()
    guard = OrderGuard(tmp_path / "orders.lock", clock)
    assert await guard.claim("600100200", again=False) is Claim.FREE
    clock.now_s += jump_s
    assert await guard.look("600100200") is Claim.UNDER_WAY
    assert await guard.claim("600100200", again=True) is Claim.UNDER_WAY
    assert await guard.claim("501222333", again=True) is Claim.FREE
    await guard.release("600100200", happened=happened)
    assert await guard.claim("600100200", again=True) is Claim.FREE


async def test_a_guard_without_a_file_guards_its_own_program() -> None:
    clock = Clock()
    guard = OrderGuard(now_s=clock)
    assert await guard.claim("600100200", again=False) is Claim.FREE
    assert await guard.claim("600100200", again=True) is Claim.UNDER_WAY
    await guard.release("600100200")
    assert await guard.claim("600100200", again=False) is Claim.AGAIN
    assert await guard.claim("600100200", again=True) is Claim.FREE
    await guard.release("600100200", happened=False)
    assert await guard.look("600100200") is Claim.AGAIN, "the first call happened"
    clock.now_s += FORGOTTEN_AFTER_S
    assert await guard.look("600100200") is Claim.FREE
