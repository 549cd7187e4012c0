"""The tray comes after the program, goes and comes back."""

from __future__ import annotations

import signal

from tests.e2e.rig import Rig, wait_for


def windows(rig: Rig) -> list[str]:
    return rig.output(["xdotool", "search", "--onlyvisible", "--name", "^CloudPBX Desktop"]).split()


def icons(rig: Rig) -> list[str]:
    """The windows of the icon: while the window was never shown, no other has this name."""
    return rig.output(["xdotool", "search", "--name", "^CloudPBX Desktop$"]).split()


def close_window(rig: Rig) -> None:
    (number, *_) = windows(rig)
    rig.output(["xdotool", "windowactivate", "--sync", number])
    rig.keys("alt+F4")


def test_the_tray_is_followed(own_rig: Rig) -> None:
    """The autostart begins before the panel: the icon used to be missing all day, and closing ended the program."""
    own_rig.stop_tray()
    profile = str(own_rig.folder / "profile")
    program = own_rig.program("--profile", profile, "--minimized")
    wait_for(lambda: (own_rig.folder / "profile" / "running.lock").exists() or None, "the program to start")
    assert not icons(own_rig)
    own_rig.start_tray()
    wait_for(lambda: icons(own_rig), "the icon")
    assert not windows(own_rig), "it waits in the tray"
    assert own_rig.program("--profile", profile).wait(timeout=30) == 0
    wait_for(lambda: windows(own_rig) or None, "the window")
    close_window(own_rig)
    wait_for(lambda: not windows(own_rig) or None, "the window to go into the tray")
    assert program.poll() is None
    program.send_signal(signal.SIGTERM)
    assert program.wait(timeout=20) == 0, own_rig.log
    assert "Traceback" not in own_rig.log
