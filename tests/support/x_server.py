"""An X server without a screen, with a simulated keyboard."""

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
    """A running Xvfb.  `display` is the test's connection.  Tests may stop `process` with a signal."""

    def __init__(self, process: subprocess.Popen[bytes], name: str) -> None:
        self.process, self.name = process, name
        self.display = Display(name)

    def code(self, key: str) -> int:
        """Return the key code of a keysym name; 0 if this keyboard lacks the key."""
        return int(self.display.keysym_to_keycode(XK.string_to_keysym(key)))

    def down(self, *keys: str) -> None:
        """Press keys."""
        self._change(X.KeyPress, keys)

    def up(self, *keys: str) -> None:
        """Release keys."""
        self._change(X.KeyRelease, keys)

    def press(self, *keys: str) -> None:
        """Press keys one after another and release them in reverse order, as for a shortcut."""
        self.down(*keys)
        self.up(*reversed(keys))

    def hold(self, ms: int) -> None:
        """Keep the keys pressed for a time on the server's clock."""
        xtest.fake_input(self.display, X.MotionNotify, True, time=ms)
        self.display.sync()

    def _change(self, what: int, keys: tuple[str, ...]) -> None:
        for key in keys:
            xtest.fake_input(self.display, what, self.code(key))
        self.display.sync()


@contextmanager
def running_x_server() -> Iterator[XServer]:
    """Run Xvfb on a free display until the block ends."""
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
