"""One instance for each user and profile: a second start sends its request to the first and ends.

Only the user can open the socket; requests are bounded and checked.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections import deque
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from desktop_app.runtime.lenient_json import load_json

MAX_BYTES = 4096
MAX_FIELDS = 8
MAX_TEXT = 500
TIMEOUT_MS = 1000
_REMEMBERED_IDS = 100
# A Unix socket's path has room for about 108 bytes.
_LONGEST_PATH = 100

InstanceRequest = dict[str, str]


def socket_name(tag: str) -> str:
    """Return where the instances of a profile meet: a path in the user's runtime folder, on Windows a pipe's name.

    Raises OSError when there is no folder that is the user's alone.
    """
    name = f"cloudpbx-desktop-{tag}"
    if os.name == "nt":
        return name
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    folder = Path(runtime) if runtime and Path(runtime).is_dir() else _private_folder()
    path = str(folder / name)
    return path if len(path) <= _LONGEST_PATH else str(_private_folder() / tag)


def _private_folder() -> Path:
    """Make a folder of our own in the shared one.  Raises PermissionError when another user has made it first."""
    folder = Path(tempfile.gettempdir()) / f"cloudpbx-desktop-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.stat(follow_symlinks=False)
    if found.st_uid != os.getuid() or found.st_mode & 0o077:
        raise PermissionError(f"{folder} is not ours alone")
    return folder


def send_request(name: str, request: InstanceRequest) -> bool:
    """Send the request to a running instance; return False when none accepts it.  Blocks for up to 3 s.

    `name` is that of `socket_name`; empty if there is none.
    """
    if not name:
        return False
    socket = QLocalSocket()
    socket.connectToServer(name)
    if not socket.waitForConnected(TIMEOUT_MS):
        return False
    socket.write(request_line(request))
    socket.waitForBytesWritten(TIMEOUT_MS)
    is_accepted = socket.waitForReadyRead(TIMEOUT_MS)
    socket.disconnectFromServer()
    return is_accepted


class InstanceServer(QObject):
    """Listens for the requests of later starts.  `request_received` carries each as an `InstanceRequest`."""

    request_received = Signal(object)

    def __init__(self, name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._known_ids: deque[str] = deque(maxlen=_REMEMBERED_IDS)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._accept)
        if name and not self._server.listen(name):
            # The socket of a program that has crashed: `send_request` has just found that no process answers there.
            QLocalServer.removeServer(name)
            self._server.listen(name)

    def close(self) -> None:
        """Stop listening."""
        self._server.close()

    def _accept(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            socket.readyRead.connect(lambda socket=socket: self._read(socket))
            socket.disconnected.connect(socket.deleteLater)

    def _read(self, socket: QLocalSocket) -> None:
        if not socket.canReadLine():
            if socket.bytesAvailable() > MAX_BYTES:
                socket.abort()
            return
        request = parse_request(bytes(socket.readLine(MAX_BYTES + 1).data()))
        if request is None:
            socket.abort()
            return
        socket.write(b"ok\n")
        socket.flush()
        # A start that got no answer in time sends its request again: it counts once.
        identifier = request.pop("id", "")
        if not identifier or identifier not in self._known_ids:
            self._known_ids.append(identifier)
            self.request_received.emit(request)


def request_line(request: InstanceRequest) -> bytes:
    """Return a request as it is sent: a line of JSON.  Half of a surrogate pair becomes a question mark."""
    return json.dumps(request, ensure_ascii=False).encode("utf-8", "replace") + b"\n"


def parse_request(line: bytes) -> InstanceRequest | None:
    """Return the request in a line of JSON; None for anything but a flat object of a few short texts."""
    try:
        request = load_json(line)
    except ValueError:
        return None
    if not isinstance(request, dict) or len(request) > MAX_FIELDS:
        return None
    return request if all(_is_short_text(text) for field in request.items() for text in field) else None


def _is_short_text(value: object) -> bool:
    """Return False for half of a surrogate pair too, which no file and no screen takes."""
    if not isinstance(value, str) or len(value) > MAX_TEXT:
        return False
    return value.isascii() or value.encode("utf-8", "replace").decode() == value
