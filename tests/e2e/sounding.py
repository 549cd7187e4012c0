"""Plays one file with the program's player until the test stops the process."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from desktop_app.desktop.audio import Player

application = QCoreApplication(sys.argv)
player = Player()
player.failed.connect(lambda why: print(f"failed: {why}", flush=True))  # noqa: T201 - the test reads it
player.outputs_changed.connect(lambda: print(f"output: {player.has_output()}", flush=True))  # noqa: T201
print(f"output: {player.has_output()}", flush=True)  # noqa: T201
player.load(Path(sys.argv[1]).read_bytes(), sys.argv[2])
player.set_volume(100)
player.play()
application.exec()
