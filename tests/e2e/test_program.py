"""The program in a window, connected to the demo exchange in another process."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.rig import IS_LOCKED, LOCK, Rig, wait_for
from tests.e2e.screen import Screen

KEY = "e2e-Key-4f9c.7~x"


@dataclass
class Demo:
    """The demo exchange and its addresses."""

    api: str
    events: str
    process: subprocess.Popen[bytes]

    def truth(self) -> dict[str, Any]:
        request = urllib.request.Request(f"{self.api}/demo/truth", headers={"Authorization": f"Bearer {KEY}"})
        with urllib.request.urlopen(request, timeout=10) as answer:
            found: dict[str, Any] = json.load(answer)
        return found


@pytest.fixture
def demo(rig: Rig) -> Iterator[Demo]:
    with demo_on(rig) as running:
        yield running


@pytest.fixture
def demo_elsewhere(own_rig: Rig) -> Iterator[Demo]:
    with demo_on(own_rig) as running:
        yield running


@contextmanager
def demo_on(rig: Rig, port: int = 0) -> Iterator[Demo]:
    command = [sys.executable, "-m", "desktop_app", "demo-pbx", "--json", "--with-parent", "--port", str(port)]
    process = subprocess.Popen(
        command,
        env=rig.environment | {"CLOUDPBX_DEMO_KEY": KEY},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stdin is not None
    where = json.loads(process.stdout.readline())
    try:
        yield Demo(where["api"], where["events"], process)
    finally:
        process.stdin.close()
        process.wait(timeout=10)
        process.stdout.close()


@pytest.fixture
def screen(rig: Rig) -> Iterator[Screen]:
    found = Screen(rig)
    yield found
    found.close()


def test_from_first_run_to_playing_a_recording(rig: Rig, demo: Demo, screen: Screen, tmp_path: Path) -> None:
    profile = rig.folder / "profile"
    program = rig.program("--profile", str(profile))
    try:
        first_run(screen, demo)
        dial(rig, screen, demo)
        message(rig, screen)
        recording(rig, screen)
        stays_in_the_tray(rig, screen, program, profile)
    except BaseException:
        print(rig.log, rig.picture("e2e-failed"))  # noqa: T201 - for the analysis of a failure
        program.kill()
        raise
    program.send_signal(signal.SIGTERM)
    assert program.wait(timeout=20) == 0, rig.log
    assert "Traceback" not in rig.log
    assert "ResourceWarning" not in rig.log
    the_key_is_only_in_the_keyring(rig)


def first_run(screen: Screen, demo: Demo) -> None:
    for field, text in (
        ("API addresses", demo.api),
        ("Events server", demo.events),
        ("PBX name", "MojaCentrala"),
        ("Own extension", "101"),
        ("API key", KEY),
    ):
        screen.enter(field, text)
    screen.click("Try it")
    for words in (
        "this key may read calls",
        "events of the office arrive",
        "keyring works",
        "Sound works",
        "tray works",
    ):
        screen.wait(words, within_s=40)
    screen.click("Save and start")
    screen.wait(r"^Anna Kowalska, 102, (Free|Talking|Ringing|Connecting|On hold)", within_s=60)


def dial(rig: Rig, screen: Screen, demo: Demo) -> None:
    rig.keys("ctrl+k")
    rig.type("600100200")
    screen.wait("Call 600 100 200")
    rig.keys("Return")
    screen.wait("Your phone 101 rings")
    assert demo.truth()["orders"] == [{"order": "dial", "cpa": "101", "cpb": "600100200"}]
    screen.wait("My phone 101 talking")


def message(rig: Rig, screen: Screen) -> None:
    rig.keys("ctrl+4")
    screen.enter("To: a Polish mobile number", "600100200")
    rig.keys("Tab")
    rig.type("Good morning")
    rig.keys("ctrl+Return")
    screen.wait("delivered.*, Good morning")  # and its cost, once it is billed


def recording(rig: Rig, screen: Screen) -> None:
    assert rig.loudness(0.6) == 0
    rig.keys("ctrl+3")
    screen.click("play the recording")
    wait_for(lambda: rig.loudness() > 500, "sound")
    rig.keys("ctrl+p")
    wait_for(lambda: rig.loudness(0.8) == 0, "silence when paused")
    rig.keys("ctrl+p")
    wait_for(lambda: rig.loudness() > 500, "sound again")
    rig.keys("ctrl+n")
    screen.wait("^Note at ")
    rig.type("promised delivery")
    rig.keys("Return")
    screen.wait("play the recording, notes in the recording")


def stays_in_the_tray(rig: Rig, screen: Screen, program: subprocess.Popen[bytes], profile: Path) -> None:
    window = ["xdotool", "search", "--onlyvisible", "--name", "^CloudPBX Desktop"]
    (number, *_) = rig.output(window).split()
    rig.output(["xdotool", "windowactivate", "--sync", number])
    rig.keys("alt+F4")
    wait_for(lambda: not rig.output(window), "the window to go")
    assert program.poll() is None
    second = rig.program("--profile", str(profile))
    assert second.wait(timeout=20) == 0
    wait_for(lambda: rig.output(window), "the first instance to show its window")


def the_key_is_only_in_the_keyring(rig: Rig) -> None:
    """No file that the program wrote contains the key, in any encoding."""
    wanted = [KEY.encode(), KEY.encode("utf-16-le")]
    keyrings = rig.home / ".local" / "share" / "keyrings"
    for file in rig.folder.rglob("*"):
        if file.is_file() and keyrings not in file.parents:
            body = file.read_bytes()
            assert not any(key in body for key in wanted), file
    asked = (
        "import keyring; items = keyring.get_keyring().get_preferred_collection().get_all_items(); "
        "print([item.get_secret() for item in items])"
    )
    assert KEY in rig.output([sys.executable, "-c", asked])


def test_a_lost_connection_greys_the_panel_until_it_is_reconnected(rig: Rig, screen: Screen) -> None:
    with demo_on(rig) as first:
        more = {
            "CLOUDPBX_API_URLS": first.api,
            "CLOUDPBX_EVENTS_URL": first.events,
            "CLOUDPBX_PBX_NAME": "MojaCentrala",
            "CLOUDPBX_EXTENSION": "101",
            "CLOUDPBX_API_KEY": KEY,
        }
        program = rig.program("--profile", str(rig.folder / "lost"), **more)
        screen.wait("^Anna Kowalska, 102, (Free|Talking|Ringing|Connecting|On hold)", within_s=60)
        screen.wait("^Connection: Live")
        port = int(first.api.rpartition(":")[2])
    try:
        screen.wait("^Connection: (No connection since|Connecting)")
        screen.wait("^Anna Kowalska, 102, not known now, last ")
        with demo_on(rig, port):
            screen.wait("^Connection: Live", within_s=60)
            screen.wait("^Anna Kowalska, 102, (Free|Talking|Ringing|Connecting|On hold)", within_s=60)
    except BaseException:
        print(rig.log, rig.picture("e2e-lost"))  # noqa: T201 - for the analysis of a failure
        raise
    finally:
        program.send_signal(signal.SIGTERM)
    assert program.wait(timeout=20) == 0, rig.log


def test_without_a_keyring_the_program_works_for_the_session(rig: Rig, demo: Demo, screen: Screen) -> None:
    profile = rig.folder / "no-keyring"
    program = rig.program("--profile", str(profile), PYTHON_KEYRING_BACKEND="keyring.backends.fail.Keyring")
    try:
        for field, text in (("API addresses", demo.api), ("Events server", demo.events), ("PBX name", "MojaCentrala")):
            screen.enter(field, text)
        screen.enter("API key", KEY)
        screen.click("Save and start")
        screen.wait("nothing is kept|Nothing is kept|keeps nothing")
        screen.wait("^Connection: Live", within_s=60)
        assert not list(profile.glob("archive*"))
    except BaseException:
        print(rig.log, rig.picture("e2e-no-keyring"))  # noqa: T201 - for the analysis of a failure
        raise
    finally:
        program.send_signal(signal.SIGTERM)
    assert program.wait(timeout=20) == 0, rig.log


def test_a_locked_keyring_does_not_freeze_the_window(own_rig: Rig, demo: Demo) -> None:
    """The system's password prompt is never answered, and the window still responds."""
    rig = own_rig
    profile = rig.folder / "locked"
    profile.mkdir(mode=0o700)
    (profile / "settings.toml").write_text(
        f'api_urls = ["{demo.api}"]\nevents_url = "{demo.events}"\npbx_name = "MojaCentrala"\n'
    )
    rig.output([sys.executable, "-c", LOCK])
    assert rig.output([sys.executable, "-c", IS_LOCKED]) == "True"
    screen = Screen(rig)
    program = rig.program("--profile", str(profile))
    try:
        screen.wait("Waiting for the keyring|The keyring was not unlocked|no usable keyring")
        rig.keys("F1")
        screen.wait("All keys")
    except BaseException:
        print(rig.log, rig.picture("e2e-locked"))  # noqa: T201 - for the analysis of a failure
        raise
    finally:
        program.send_signal(signal.SIGTERM)
        screen.close()
    assert program.wait(timeout=20) == 0, rig.log


def test_deleting_all_data_leaves_no_file_and_no_keyring_entry(own_rig: Rig, demo_elsewhere: Demo) -> None:
    rig, screen = own_rig, Screen(own_rig)
    profile = rig.folder / "forgotten"
    program = rig.program("--profile", str(profile))
    try:
        first_run(screen, demo_elsewhere)
        wait_for(lambda: list(profile.glob("archive-*.db")), "an archive")
        assert len(secrets_in_the_keyring(rig)) == 2
        rig.keys("ctrl+comma")
        screen.wait("Calls are kept")
        forget = screen.wait("Forget everything on this computer …")

        def is_in_sight() -> bool:
            rig.scroll(1200, 600, 3)
            return 100 < forget.center[1] < 780

        wait_for(is_in_sight, "the button to be scrolled to")
        rig.click(*forget.center)
        screen.wait("Forget everything on this computer\\?")
        screen.click("^Forget everything$")
        assert program.wait(timeout=30) == 0, rig.log
    except BaseException:
        print(rig.log, rig.picture("e2e-forget"))  # noqa: T201 - for the analysis of a failure
        program.kill()
        raise
    finally:
        screen.close()
    assert [file for file in profile.rglob("*") if file.is_file()] == []
    assert secrets_in_the_keyring(rig) == []
    # The keyring is as before the first start, so the next start is a first run.
    screen = Screen(rig)
    again = rig.program("--profile", str(profile))
    screen.wait("API key")
    again.send_signal(signal.SIGTERM)
    assert again.wait(timeout=20) == 0, rig.log
    screen.close()


def secrets_in_the_keyring(rig: Rig) -> list[str]:
    """Return the names of the entries."""
    asked = (
        "import keyring; items = keyring.get_keyring().get_preferred_collection().get_all_items(); "
        "print(*[item.get_label() for item in items], sep='|')"
    )
    return [name for name in rig.output([sys.executable, "-c", asked]).split("|") if name]
