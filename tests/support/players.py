"""Players in a process of their own: Qt's sound engine cannot be taken down, and logs that it finds no server.

«lengths FILE …» prints the length of each file in milliseconds; «stopping N» stops N recordings soon after they began.
"""

from __future__ import annotations

import random
import sys
import time
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from desktop_app.desktop.audio import Player
from tests.support.sounds import pcm_wav

application = QCoreApplication(sys.argv)


def length(path: Path) -> int:
    """Return the length that the player shows, 0 if it shows none within five seconds."""
    player = Player()
    player.load(path.read_bytes(), path.suffix[1:])
    deadline = time.monotonic() + 5
    while not player.duration and time.monotonic() < deadline:
        application.processEvents()
    shown = player.duration
    player.stop()
    return shown


def stop_soon(rounds: int) -> int:
    """Play and stop, each time in a new player, and return how often."""
    sound, draw = pcm_wav(0.1), random.Random(1)
    for _ in range(rounds):
        player = Player()
        player.load(sound, "wav")
        player.play()
        end = time.monotonic() + draw.random() * 0.05
        while time.monotonic() < end:
            application.processEvents()
        player.stop()
    return rounds


if __name__ == "__main__":
    task, *arguments = sys.argv[1:]
    found = [length(Path(one)) for one in arguments] if task == "lengths" else [stop_soon(int(arguments[0]))]
    sys.stdout.write(" ".join(str(one) for one in found) + "\n")
