"""Reading the X11 selection of another program without Qt's clipboard."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing

import pytest
from PySide6.QtGui import QGuiApplication

from desktop_app.desktop.clipboard import LONGEST_TEXT, ClipboardReader
from desktop_app.desktop.x11_selection import Selection, read_selection
from tests.gui.conftest import Run
from tests.support.selection_owner import SelectionOwner
from tests.support.x_server import XServer, needs_x_server, running_x_server

pytestmark = needs_x_server


@pytest.fixture(scope="module")
def shared_server() -> Iterator[XServer]:
    with running_x_server() as server:
        yield server


@pytest.fixture
def server(shared_server: XServer, monkeypatch: pytest.MonkeyPatch) -> XServer:
    monkeypatch.setenv("DISPLAY", shared_server.name)
    return shared_server


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ({"UTF8_STRING": "tel. 600 100 200 – Łódź".encode()}, "tel. 600 100 200 – Łódź"),
        ({"STRING": b"tel\xe9phone"}, "teléphone"),
        ({"UTF8_STRING": b"\xff6"}, "�6"),
        ({"UTF8_STRING": b""}, ""),
        ({"image/png": b"\x89PNG"}, ""),
        ({"UTF8_STRING": b"6" * 50_000}, "6" * LONGEST_TEXT),
    ],
)
@pytest.mark.parametrize("selection", Selection)
def test_a_text_of_another_program_is_read(
    server: XServer, selection: Selection, content: dict[str, bytes], text: str
) -> None:
    with closing(SelectionOwner(server.name, selection.value, content)):
        assert read_selection(selection) == text


@pytest.mark.parametrize(("characters", "part_bytes"), [(0, 4), (30, 7), (LONGEST_TEXT, 1000), (1_000_000, 100_000)])
def test_a_text_sent_in_parts_is_read_up_to_the_needed_length(
    server: XServer, characters: int, part_bytes: int
) -> None:
    text = "ż" * characters
    with closing(SelectionOwner(server.name, "PRIMARY", {"UTF8_STRING": text.encode()}, part_bytes)):
        assert read_selection(Selection.PRIMARY) == text[:LONGEST_TEXT]


def test_without_a_selection_the_text_is_empty(server: XServer) -> None:
    assert read_selection(Selection.PRIMARY) == ""


def test_without_a_server_the_text_is_empty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", "/nowhere:0")
    assert read_selection(Selection.PRIMARY) == ""


def test_waiting_for_an_owner_that_never_answers_is_bounded(server: XServer) -> None:
    with closing(SelectionOwner(server.name, "PRIMARY", None)) as owner:
        begun_s = time.monotonic()
        assert read_selection(Selection.PRIMARY, within_s=0.2) == ""
        assert time.monotonic() - begun_s < 1.5
        assert owner.requests == 1


def test_reading_the_selection_leaves_the_clipboard_and_its_owner_alone(server: XServer) -> None:
    content = {"UTF8_STRING": b"mine"}
    with (
        closing(SelectionOwner(server.name, "PRIMARY", {"UTF8_STRING": b"600100200"})),
        closing(SelectionOwner(server.name, "CLIPBOARD", content)) as clipboard,
    ):
        owner = server.display.get_selection_owner(server.display.intern_atom("CLIPBOARD"))
        assert read_selection(Selection.PRIMARY) == "600100200"
        assert server.display.get_selection_owner(server.display.intern_atom("CLIPBOARD")) == owner
        assert clipboard.requests == 0


def test_the_clipboard_is_qts_own_where_there_is_no_x11(run: Run) -> None:
    async def work() -> None:
        QGuiApplication.clipboard().setText("6" * 3000)
        reader = ClipboardReader()
        assert await reader.text() == "6" * LONGEST_TEXT
        await reader.close()

    run(work())


@pytest.mark.parametrize(("content", "text"), [({"UTF8_STRING": b"600100200"}, "600100200"), (None, "")])
def test_the_clipboard_of_x11_is_read_beside_the_loop(
    server: XServer, content: dict[str, bytes] | None, text: str
) -> None:
    environment = os.environ | {"QT_QPA_PLATFORM": "xcb", "DISPLAY": server.name}
    with closing(SelectionOwner(server.name, "CLIPBOARD", content)):
        command = [sys.executable, "-m", "tests.support.clipboard_program"]
        done = subprocess.run(command, env=environment, capture_output=True, timeout=60, check=True)
    read, longest_turn_s = json.loads(done.stdout)
    assert read == text
    assert longest_turn_s < 1, "QClipboard.text would have held the loop for 15 s"
