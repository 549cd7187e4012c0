"""An X server without a screen, and the keyboard of somebody who sits at it."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from Xlib import XK, X
from Xlib.display import Display
from Xlib.ext import xtest

needs_x_server = pytest.mark.skipif(shutil.which("Xvfb") is None, reason="needs the package xvfb")


class XServer:
    """A running Xvfb.  `display` is a connection of the test's own; `process` can be stopped with a signal."""

    def __init__(self, process: subprocess.Popen[bytes], name: str) -> None:
        self.process, self.name = process, name
        self.display = Display(name)

    def code(self, key: str) -> int:
        """The key code of a keysym name; 0 when this keyboard lacks the key."""
        return int(self.display.keysym_to_keycode(XK.string_to_keysym(key)))

    def down(self, *keys: str) -> None:
        """Press keys."""
        self._change(X.KeyPress, keys)

    def up(self, *keys: str) -> None:
        """Let keys go."""
        self._change(X.KeyRelease, keys)

    def press(self, *keys: str) -> None:
        """Press keys one after another and let them go in reverse, as for a shortcut."""
        self.down(*keys)
        self.up(*reversed(keys))

    def hold(self, ms: int) -> None:
        """Leave the keyboard as it is for so long by the server's clock."""
        xtest.fake_input(self.display, X.MotionNotify, True, time=ms)
        self.display.sync()

    def _change(self, what: int, keys: tuple[str, ...]) -> None:
        for key in keys:
            xtest.fake_input(self.display, what, self.code(key))
        self.display.sync()


@contextmanager
def running_x_server() -> Iterator[XServer]:
    """Start Xvfb on a free display; stop it at the end."""
    reading, writing = os.pipe()
    process = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", "320x200x24", "-nolisten", "tcp", "-noreset"],
        pass_fds=(writing,),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    try:
        with os.fdopen(reading) as pipe:
            server = XServer(process, f":{pipe.readline().strip()}")
        yield server
        server.display.close()
    finally:
        process.kill()
        process.wait()
