"""One instance for each user and profile: a second start hands its wish to the first and leaves.

The socket is open to its owner alone, and a message is bounded and checked.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections import deque
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

LIMIT_BYTES = 4096
PATIENCE_MS = 1000
_LONGEST_PATH = 100


def socket_name(tag: str) -> str:
    """Where instances of a profile meet: in the user's own runtime folder, on Windows a pipe."""
    name = f"cloudpbx-desktop-{tag}"
    if os.name == "nt":
        return name
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    folder = Path(runtime) if runtime and Path(runtime).is_dir() else _private_folder()
    path = str(folder / name)
    return path if len(path) <= _LONGEST_PATH else str(_private_folder() / tag)


def _private_folder() -> Path:
    """A folder of our own where the system gives none; refused when somebody else made it first."""
    folder = Path(tempfile.gettempdir()) / f"cloudpbx-desktop-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.stat(follow_symlinks=False)
    if found.st_uid != os.getuid() or found.st_mode & 0o077:
        raise PermissionError(f"{folder} is not ours alone")
    return folder


def hand_over(name: str, wish: dict[str, str]) -> bool:
    """Give the wish to an instance that runs; False when there is none."""
    socket = QLocalSocket()
    socket.connectToServer(name)
    if not socket.waitForConnected(PATIENCE_MS):
        return False
    socket.write(json.dumps(wish).encode()[:LIMIT_BYTES] + b"\n")
    socket.waitForBytesWritten(PATIENCE_MS)
    heard = socket.waitForReadyRead(PATIENCE_MS)
    socket.disconnectFromServer()
    return heard


class FirstInstance(QObject):
    """Listens for the wishes of later starts; `wished` carries each as a dict of texts."""

    wished = Signal(object)

    def __init__(self, name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._heard: deque[str] = deque(maxlen=100)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._meet)
        if not self._server.listen(name):
            # A socket whose program is gone; hand_over has just found that nobody answers there.
            QLocalServer.removeServer(name)
            self._server.listen(name)

    def close(self) -> None:
        """Listen no more."""
        self._server.close()

    def _meet(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            socket.readyRead.connect(lambda socket=socket: self._read(socket))
            socket.disconnected.connect(socket.deleteLater)

    def _read(self, socket: QLocalSocket) -> None:
        if not socket.canReadLine():
            if socket.bytesAvailable() > LIMIT_BYTES:
                socket.abort()
            return
        line = bytes(socket.readLine(LIMIT_BYTES + 1).data())
        wish = checked_wish(line)
        if wish is None:
            socket.abort()
            return
        socket.write(b"ok\n")
        socket.flush()
        # A start that got no answer in time gives its wish again: it is heard once.
        identifier = wish.pop("id", "")
        if not identifier or identifier not in self._heard:
            self._heard.append(identifier)
            self.wished.emit(wish)


def checked_wish(line: bytes) -> dict[str, str] | None:
    """A wish as it may be used: a flat object of short texts; None for anything else."""
    try:
        wish = json.loads(line)
    except ValueError:
        return None
    if not isinstance(wish, dict) or len(wish) > 8:
        return None
    if not all(isinstance(part, str) and len(part) <= 500 for pair in wish.items() for part in pair):
        return None
    return wish
