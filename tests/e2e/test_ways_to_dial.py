"""Every way to dial, in real windows: each sends one order, and requests of other programs need a confirmation."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.e2e.rig import Rig, wait_for
from tests.e2e.screen import Screen
from tests.e2e.test_program import KEY, Demo, demo_on

NUMBERS = iter(f"6001002{n:02d}" for n in range(10, 99))


@pytest.fixture
def screen(rig: Rig) -> Iterator[Screen]:
    found = Screen(rig)
    yield found
    found.close()


@contextmanager
def other_program(rig: Rig, text: str) -> Iterator[str]:
    """Open a window with this text selected and yield the window's number."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.e2e.other_program", text],
        env=rig.environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    window = wait_for(lambda: rig.output(["xdotool", "search", "--onlyvisible", "--name", "^Other program$"]), "it")
    rig.output(["xdotool", "windowactivate", "--sync", window.split()[0]])
    try:
        yield window.split()[0]
    finally:
        process.kill()
        process.wait(timeout=10)


class Orders:
    """The numbers that the exchange was asked to dial, in order."""

    def __init__(self, demo: Demo) -> None:
        self._demo = demo

    def all(self) -> list[str]:
        return [order["cpb"] for order in self._demo.truth()["orders"] if order["order"] == "dial"]

    def wait_for(self, number: str) -> None:
        wait_for(lambda: number in self.all() or None, f"the order of {number}")
        assert self.all().count(number) == 1


def test_every_way_to_dial_sends_one_order(rig: Rig, screen: Screen, tmp_path: Path) -> None:
    with demo_on(rig) as demo:
        profile = rig.folder / "ways"
        profile.mkdir(mode=0o700)
        # The own phone may still be busy with the last call, which adds a question: `yes` confirms it.
        (profile / "settings.toml").write_text('call_shortcut = "Ctrl+Alt+C"\n')
        more = {
            "CLOUDPBX_API_URLS": demo.api,
            "CLOUDPBX_EVENTS_URL": demo.events,
            "CLOUDPBX_PBX_NAME": "MojaCentrala",
            "CLOUDPBX_EXTENSION": "101",
            "CLOUDPBX_API_KEY": KEY,
        }
        program = rig.program("--profile", str(profile), **more)
        orders = Orders(demo)
        try:
            screen.wait("^Anna Kowalska, 102, ", within_s=60)
            by_a_link(rig, screen, orders, profile)
            through_the_systems_handler(rig, screen, orders, profile)
            by_the_key_for_what_is_selected(rig, screen, orders, demo)
            by_a_drop(rig, screen, orders, demo)
            again(rig, screen, orders, demo)
            at_one_moment(rig, orders, demo, profile, more)
        except BaseException:
            print(rig.log, rig.picture("e2e-ways"))  # noqa: T201 - for the analysis of a failure
            program.kill()
            raise
        program.send_signal(signal.SIGTERM)
        assert program.wait(timeout=20) == 0, rig.log
        assert "Traceback" not in rig.log


def the_phone_is_free(demo: Demo) -> None:
    wait_for(lambda: demo.truth()["phones"]["101"] == 0 or None, "the own phone to be free", within_s=60)


def yes(rig: Rig, screen: Screen) -> None:
    """Confirm the question, if one is shown."""
    node = wait_for(
        lambda: (
            screen.find(lambda name: name == "Call", "button")
            or screen.find(lambda name: name == "Call", "push button")
        ),
        "the button",
    )
    rig.click(*node.center)


def by_a_link(rig: Rig, screen: Screen, orders: Orders, profile: Path) -> None:
    """A second start passes its link to the first instance, which orders nothing before the confirmation."""
    number = next(NUMBERS)
    second = rig.program("--profile", str(profile), f"tel:+48{number}")
    assert second.wait(timeout=20) == 0
    screen.wait("A link in another program wants to call")
    assert number not in orders.all()
    yes(rig, screen)
    orders.wait_for(number)


def through_the_systems_handler(rig: Rig, screen: Screen, orders: Orders, profile: Path) -> None:
    """Like a browser: xdg-open uses the desktop file that the program registered, and the question appears."""
    number = next(NUMBERS)
    register = (
        "from pathlib import Path; from desktop_app.desktop import links; "
        f"print(links.register(Path({str(profile)!r})))"
    )
    assert rig.output([sys.executable, "-c", register]) == "True"
    assert rig.output(["xdg-mime", "query", "default", "x-scheme-handler/tel"]) == "cloudpbx-desktop.desktop"
    subprocess.run(["xdg-open", f"tel:{number}"], env=rig.environment, timeout=30, capture_output=True, check=False)
    screen.wait("A link in another program wants to call")
    assert number not in orders.all()
    yes(rig, screen)
    orders.wait_for(number)


def by_the_key_for_what_is_selected(rig: Rig, screen: Screen, orders: Orders, demo: Demo) -> None:
    number = next(NUMBERS)
    the_phone_is_free(demo)
    with other_program(rig, f"tel. {number[:3]} {number[3:6]} {number[6:]}"):
        rig.keys("ctrl+a")  # selects the text
        rig.keys("ctrl+alt+c")
        orders.wait_for(number)


def by_a_drop(rig: Rig, screen: Screen, orders: Orders, demo: Demo) -> None:
    number = next(NUMBERS)
    the_phone_is_free(demo)
    with other_program(rig, f"Jan Nowak, {number[:3]}-{number[3:6]}-{number[6:]}"):
        rig.output(["xdotool", "mousemove", "1050", "632", "mousedown", "1"])
        for x, y in ((1040, 630), (1000, 560), (800, 450), (600, 400), (598, 398), (596, 396)):
            rig.output(["xdotool", "mousemove", str(x), str(y), "sleep", "0.15"])
        rig.output(["xdotool", "mouseup", "1"])
        orders.wait_for(number)


def again(rig: Rig, screen: Screen, orders: Orders, demo: Demo) -> None:
    """Redialling right after a call asks for a confirmation, and then sends one more order."""
    the_phone_is_free(demo)
    window = rig.output(["xdotool", "search", "--onlyvisible", "--name", "^CloudPBX Desktop$"]).split()[0]
    rig.output(["xdotool", "windowactivate", "--sync", window])
    before = orders.all()
    rig.keys("ctrl+r")
    wait_for(lambda: len(orders.all()) > len(before) or None, "the order")
    assert orders.all() == [*before, before[-1]]
    rig.keys("ctrl+r")
    screen.wait("You called .* a moment ago|in a call now")
    rig.keys("Escape")
    assert len(orders.all()) == len(before) + 1


def at_one_moment(rig: Rig, orders: Orders, demo: Demo, profile: Path, more: dict[str, str]) -> None:
    """Three command lines and the window dial the same number at once: one call is ordered."""
    the_phone_is_free(demo)
    number = next(NUMBERS)
    window = rig.output(["xdotool", "search", "--onlyvisible", "--name", "^CloudPBX Desktop$"]).split()[0]
    rig.output(["xdotool", "windowactivate", "--sync", window])
    rig.keys("ctrl+k")
    rig.type(number)
    command = [sys.executable, "-m", "desktop_app", "dial", number, "--profile", str(profile)]
    commands = [
        subprocess.Popen(command, env=rig.environment | more, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(3)
    ]
    rig.keys("Return")
    codes = sorted(one.wait(timeout=60) for one in commands)
    orders.wait_for(number)
    assert codes in ([0, 1, 1], [1, 1, 1])
