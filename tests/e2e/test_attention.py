"""Desktop notifications, missed calls in the tray, and the panel for screen readers, in the running program."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
import threading
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from jeepney.wrappers import DBusErrorResponse

from tests.e2e.rig import Rig, wait_for
from tests.e2e.screen import Screen
from tests.e2e.test_program import KEY, Demo, demo_on

STATES = "Free|Talking|Ringing|Connecting|On hold|Unavailable|Busy"


class Popups:
    """The notifications that the desktop was asked to show."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self.seen: list[dict[str, Any]] = []
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        for line in self._process.stdout or ():
            self.seen.append(json.loads(line))

    def wait(self, title: str) -> dict[str, Any]:
        """Wait for a notification with this title and return the newest."""
        return wait_for(
            lambda: next((one for one in reversed(self.seen) if one.get("title") == title), None), f"pop-up «{title}»"
        )

    def press(self, popup: dict[str, Any], button: str) -> None:
        """Press a button of a notification."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{popup['id']} {popup['actions'][button]}\n")
        self._process.stdin.flush()


@contextmanager
def popups_on(rig: Rig) -> Iterator[Popups]:
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.support.notification_service"],
        env=rig.environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    popups = Popups(process)
    wait_for(lambda: popups.seen, "the notification service")
    try:
        yield popups
    finally:
        assert process.stdin is not None
        assert process.stdout is not None
        process.terminate()
        process.wait(timeout=10)
        process.stdin.close()
        process.stdout.close()


@pytest.fixture
def screen(rig: Rig) -> Iterator[Screen]:
    found = Screen(rig)
    yield found
    found.close()


def ring(demo: Demo, **fields: str) -> None:
    body = urllib.parse.urlencode({"exten": "101", "number": "600100200", "seconds": "2", **fields}).encode()
    request = urllib.request.Request(
        f"{demo.api}/demo/ring", body, headers={"Authorization": f"Bearer {KEY}"}, method="POST"
    )
    with urllib.request.urlopen(request, timeout=10) as answer:
        assert answer.status == 200


def shown_windows(rig: Rig) -> str:
    return rig.output(["xdotool", "search", "--onlyvisible", "--name", "^CloudPBX Desktop$"])


def test_a_missed_call_is_notified_and_called_back(rig: Rig, screen: Screen) -> None:
    with demo_on(rig) as demo, popups_on(rig) as popups:
        more = {
            "CLOUDPBX_API_URLS": demo.api,
            "CLOUDPBX_EVENTS_URL": demo.events,
            "CLOUDPBX_PBX_NAME": "MojaCentrala",
            "CLOUDPBX_EXTENSION": "101",
            "CLOUDPBX_API_KEY": KEY,
        }
        program = rig.program("--profile", str(rig.folder / "attention"), **more)
        try:
            every_lamp_is_accessible(screen)
            the_focus_stays(rig, demo, popups)
            names_are_escaped(demo, popups)
            a_missed_call_is_called_back(demo, popups)
            do_not_disturb_shows_nothing(rig, screen, demo, popups)
        except BaseException:
            print(rig.log, popups.seen, rig.picture("e2e-attention"))  # noqa: T201 - for the analysis of a failure
            program.kill()
            raise
        program.send_signal(signal.SIGTERM)
        assert program.wait(timeout=20) == 0, rig.log
        assert "Traceback" not in rig.log


def every_lamp_is_accessible(screen: Screen) -> None:
    """A screen reader finds each colleague with name and state, and the state is updated."""
    screen.wait(rf"^Anna Kowalska, 102, ({STATES})", within_s=60)
    panel = screen.wait("^Panel$")
    lists = wait_for(lambda: screen.find(lambda name: name == "Panel", "list"), "the list of lamps")
    assert panel is not None
    spoken = re.compile(rf"^.+, \d{{3}}, ({STATES}).*$")

    def all_are_accessible() -> bool:
        try:
            names = [lamp.name for lamp in lists.children]
        except DBusErrorResponse:  # a lamp moved during the query; the next one finds it
            return False
        return len(names) >= 24 and all(map(spoken.match, names))

    wait_for(lambda: all_are_accessible() or None, "24 lamps that speak")


def the_focus_stays(rig: Rig, demo: Demo, popups: Popups) -> None:
    """While the window is in the tray, a ring shows a notification and no window."""
    rig.wait_for_focus()
    rig.keys("alt+F4")
    wait_for(lambda: not shown_windows(rig) or None, "the window to go into the tray")
    ring(demo, name="Jan Nowak", queue="Recepcja i Biuro")
    popup = popups.wait("Jan Nowak rings")
    assert "600 100 200" in popup["body"]
    wait_for(lambda: "Queue: Recepcja i Biuro" in popups.wait("Jan Nowak rings")["body"], "the queue")
    assert "Last spoke" in popups.wait("Jan Nowak rings")["body"]
    assert {"Message", "Open"} <= popup["actions"].keys()
    assert "Call back" not in popup["actions"], "they ring: it is picked up on the phone"
    popups.wait("Missed call: Jan Nowak")
    assert not shown_windows(rig)


def names_are_escaped(demo: Demo, popups: Popups) -> None:
    """The service reads markup in the body, so the name of a caller is escaped."""
    ring(demo, number="501222333", name="<b>&Evil</b>", queue="<i>Q</i>")
    popup = popups.wait("Missed call: Marta Nowicka")
    assert "&lt;i&gt;Q&lt;/i&gt;" in popup["body"]
    assert "<" not in popup["body"]


def a_missed_call_is_called_back(demo: Demo, popups: Popups) -> None:
    popup = popups.wait("Missed call: Jan Nowak")
    before = [order for order in demo.truth()["orders"] if order["order"] == "dial"]
    popups.press(popup, "Call back")
    orders = wait_for(
        lambda: [o for o in demo.truth()["orders"] if o["order"] == "dial"][len(before) :] or None, "the order"
    )
    assert orders == [{"order": "dial", "cpa": "101", "cpb": "600100200"}]


def do_not_disturb_shows_nothing(rig: Rig, screen: Screen, demo: Demo, popups: Popups) -> None:
    """With «do not disturb» no notification is shown, and a missed call is still counted."""
    wait_for(lambda: demo.truth()["phones"]["101"] == 0 or None, "the call to end", within_s=60)
    rig.program("--profile", str(rig.folder / "attention"))
    screen.wait("^Call, write or find")
    wait_for(lambda: shown_windows(rig), "the window")
    rig.keys("ctrl+d")
    screen.wait("^No pop-ups and no sounds")
    before = len(popups.seen)
    ring(demo, number="605331902", name="Kurier")
    wait_for(lambda: demo.truth()["phones"]["101"] == 8 or None, "the ring")
    wait_for(lambda: demo.truth()["phones"]["101"] == 0 or None, "its end")
    assert [one for one in popups.seen[before:] if "title" in one] == []
