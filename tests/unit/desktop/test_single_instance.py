"""A second start of the same profile sends its request to the first instance exactly once."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop_app.desktop.single_instance import (
    MAX_BYTES,
    InstanceRequest,
    InstanceServer,
    parse_request,
    request_line,
    send_request,
    socket_name,
)

pytestmark = pytest.mark.skipif(os.name == "nt", reason="a pipe on Windows, without a path")

SEND = """
import json, sys
from desktop_app.desktop.single_instance import send_request
sys.exit(0 if send_request(sys.argv[1], json.loads(sys.argv[2])) else 1)
"""


def send(qtbot: QtBot, name: str, request: InstanceRequest) -> bool:
    """Send a request from another process, as a second start does; return whether it was accepted."""
    process = subprocess.Popen([sys.executable, "-c", SEND, name, json.dumps(request)])
    qtbot.waitUntil(lambda: process.poll() is not None, timeout=30_000)
    return process.returncode == 0


@pytest.fixture
def name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    return socket_name("test")


@pytest.fixture
def server(name: str, qtbot: QtBot) -> Iterator[InstanceServer]:
    with closing(InstanceServer(name)) as made:
        yield made


@pytest.fixture
def received(server: InstanceServer) -> list[InstanceRequest]:
    requests: list[InstanceRequest] = []
    server.request_received.connect(requests.append)
    return requests


def test_a_request_is_received_once_however_often_it_is_sent(
    name: str, received: list[InstanceRequest], qtbot: QtBot
) -> None:
    for _ in range(2):
        assert send(qtbot, name, {"id": "1", "link": "tel:600100200"})
    assert send(qtbot, name, {"id": "2"})
    for _ in range(2):
        assert send(qtbot, name, {"link": "tel:1"})
    assert received == [{"link": "tel:600100200"}, {}, {"link": "tel:1"}, {"link": "tel:1"}]


@pytest.mark.parametrize("link", ["x" * 501, "x" * (2 * MAX_BYTES)])
def test_a_request_that_is_too_long_is_not_accepted(
    name: str, received: list[InstanceRequest], qtbot: QtBot, link: str
) -> None:
    assert not send(qtbot, name, {"link": link})
    assert received == []


def test_a_line_without_an_end_is_cut_off(name: str, received: list[InstanceRequest], qtbot: QtBot) -> None:
    with socket.socket(socket.AF_UNIX) as raw:
        raw.connect(name)
        raw.sendall(b"x" * (MAX_BYTES + 1))
        raw.setblocking(False)

        def is_cut_off() -> bool:
            try:
                return raw.recv(1) == b""
            except BlockingIOError:
                return False
            except ConnectionError:
                return True

        qtbot.waitUntil(is_cut_off, timeout=10_000)
    assert received == []


def test_without_a_first_instance_nothing_is_accepted(name: str) -> None:
    assert send_request(name, {}) is False


def test_the_socket_of_a_crashed_instance_is_taken_over(name: str, qtbot: QtBot) -> None:
    with socket.socket(socket.AF_UNIX) as crashed:
        crashed.bind(name)
    with closing(InstanceServer(name)) as server:
        received: list[InstanceRequest] = []
        server.request_received.connect(received.append)
        assert send(qtbot, name, {"link": "tel:1"})
        assert received == [{"link": "tel:1"}]


def test_only_the_user_can_open_the_socket(name: str, server: InstanceServer) -> None:
    assert Path(name).stat().st_mode & 0o077 == 0


def test_a_path_that_is_too_long_for_a_socket_is_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    long = tmp_path / ("x" * 100)
    long.mkdir()
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(long))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    path = Path(socket_name("test"))
    assert path.name == "test"
    assert path.parent.parent == tmp_path
    assert path.parent.stat().st_mode & 0o777 == 0o700
    path.parent.chmod(0o755)
    with pytest.raises(PermissionError):
        socket_name("test")


def test_at_most_eight_short_texts_are_a_request() -> None:
    fields = ", ".join(f'"{number}": "x"' for number in range(8))
    assert parse_request(f"{{{fields}}}".encode()) == {str(number): "x" for number in range(8)}
    assert parse_request(f'{{{fields}, "8": "x"}}'.encode()) is None
    assert parse_request(b'{"link": "%s"}' % (b"x" * 500)) == {"link": "x" * 500}


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"[]",
        b"7",
        b"[" * 3000,
        b'{"link": ' + b"[" * 1500 + b"]" * 1500 + b"}",
        b"9" * 4000,
        b'{"link": 7}',
        '{"link": "\ud800"}'.encode("utf-8", "surrogatepass"),
        b"\xff\xfe",
    ],
)
def test_anything_else_is_no_request(line: bytes) -> None:
    request = parse_request(line)
    assert request is None or request == {"link": "\ufffd\ufffd\ufffd"}


@pytest.mark.parametrize(
    ("link", "received"),
    [
        ("tel:+48600700800", "tel:+48600700800"),
        ("🎧" * 500, "🎧" * 500),
        ('"\\\n\x00' * 125, '"\\\n\x00' * 125),
        ("tel:\udcff\ud800600", "tel:??600"),  # an argument that is not UTF-8
    ],
)
def test_a_link_arrives_as_it_was_sent(link: str, received: str) -> None:
    """Escaped, a link of 500 emoji had 6 000 bytes: it was cut off at 4 096 and the link was lost."""
    line = request_line({"id": "1", "link": link})
    assert len(line) <= MAX_BYTES
    assert line.index(b"\n") == len(line) - 1
    assert parse_request(line) == {"id": "1", "link": received}
