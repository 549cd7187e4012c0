"""A sound server that starts after the program.

Qt connects to PulseAudio (or PipeWire in its place) once.  Where no socket exists the attempt fails at once and is
never repeated; only after an attempt that fails later does Qt try again, every three seconds.
"""

from __future__ import annotations

import os
import socket
import sys
from pathlib import Path

_SERVERS = "PULSE_SERVER"
# Nothing listens here.  As the last of several servers it makes the attempt fail later, so that Qt repeats it.
_NOWHERE = "tcp:127.0.0.1:1"


def keep_trying() -> None:
    """Make Qt look for a sound server again and again, if there is none now.  Call it before Qt looks for devices."""
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    given = os.environ.get(_SERVERS, "")
    if sys.platform != "linux" or not (given or runtime) or _NOWHERE in given:
        return
    own = Path(runtime) / "pulse" / "native"
    if given or not _listens(own):
        os.environ[_SERVERS] = f"{given or f'unix:{own}'} {_NOWHERE}"


def _listens(path: Path) -> bool:
    """Return True if a server accepts connections at a socket."""
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(1)
        try:
            client.connect(str(path))
        except OSError:
            return False
    return True
