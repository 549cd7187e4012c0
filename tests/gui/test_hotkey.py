"""The global shortcut: parsing, key codes of Windows, and restoring the clipboard."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication

from desktop_app.desktop.clipboard_copy import copied_text
from desktop_app.desktop.hotkey import GrabResult, parse_shortcut
from desktop_app.desktop.hotkey_windows import WindowsHotkey, key_code
from tests.gui.conftest import Run

CTRL_ALT = frozenset({"ctrl", "alt"})


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("Ctrl+Alt+C", (CTRL_ALT, "c")),
        (" alt + ctrl + F9 ", (CTRL_ALT, "f9")),
        ("Ctrl+Ctrl+1", (frozenset({"ctrl"}), "1")),
        ("C", None),
        ("Ctrl+", None),
        ("+C", None),
        ("Hyper+C", None),
        ("", None),
    ],
)
def test_a_shortcut_is_parsed_in_common_spellings(text: str, meaning: object) -> None:
    assert parse_shortcut(text) == meaning


def test_windows_gets_the_key_as_a_virtual_key_code() -> None:
    assert [key_code(key) for key in ("c", "7", "f1", "f12", "f25", "ż", "space", "plus", "f" + "1" * 5000)] == [
        0x43, 0x37, 0x70, 0x7B, 0, 0, 0x20, 0, 0,
    ]  # fmt: skip


def test_a_key_that_windows_lacks_is_refused(run: Run) -> None:
    async def work() -> None:
        assert await WindowsHotkey().grab(CTRL_ALT, "nosuchname") is GrabResult.NO_SUCH_KEY

    run(work())


# ---- the borrowed clipboard ------------------------------------------------------------------------


def test_the_clipboard_is_restored_in_all_its_formats(run: Run) -> None:
    async def work() -> None:
        clipboard = QGuiApplication.clipboard()
        mine = QMimeData()
        mine.setText("my own text")
        mine.setHtml("<b>my own text</b>")
        mine.setData("application/x-cells", b"\x00\x01")
        clipboard.setMimeData(mine)
        assert await copied_text(clipboard, lambda: clipboard.setText("600 100 200")) == "600 100 200"
        back = clipboard.mimeData()
        assert (back.text(), back.html()) == ("my own text", "<b>my own text</b>")
        assert back.data("application/x-cells").data() == b"\x00\x01"

    run(work())


def test_without_a_selection_the_clipboard_does_not_change(run: Run) -> None:
    async def work() -> None:
        clipboard = QGuiApplication.clipboard()
        clipboard.setText("600100200 lay there before")
        assert await copied_text(clipboard, lambda: None, timeout_s=0.05) == ""
        assert clipboard.text() == "600100200 lay there before"

    run(work())
