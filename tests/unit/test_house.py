"""The rules of the house that no linter knows, each with the reason for it."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "desktop_app"
FILES = sorted(PACKAGE.rglob("*.py"))
LONGEST_FILE = 420
LONGEST_FUNCTION = 60


def trees() -> list[tuple[Path, ast.Module]]:
    return [(path, ast.parse(path.read_text("utf-8"))) for path in FILES]


def test_models_know_no_widgets() -> None:
    """Models are tested without a window, and a widget in one would end that."""
    for path, tree in trees():
        if path.parent.name == "models":
            names = [node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
            assert "PySide6.QtWidgets" not in names, path


def test_dialogs_and_menus_are_opened_and_never_executed() -> None:
    """A nested loop inside a task kills other tasks under qasync.  The one before the loop exists is allowed."""
    found = [
        f"{path.name}:{node.lineno}"
        for path, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in ("exec", "exec_")
    ]
    assert [place.partition(":")[0] for place in found] == ["gui.py"], found


def test_labels_never_guess_at_markup() -> None:
    """Names come from outside: every label is made by `plain_label`, which takes no text for HTML."""
    found = [
        f"{path.name}:{node.lineno}"
        for path, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "QLabel"
    ]
    assert [place.partition(":")[0] for place in found] == ["plain_label.py"], found


def test_every_task_has_an_owner() -> None:
    """Tasks are made where somebody awaits them: `Tasks`, groups, the feed and key, the demo."""
    found = {
        path.name
        for path, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "create_task"
    }
    assert found == {
        "task_supervisor.py", "feed.py", "live_feed.py", "hotkey_portal.py", "hotkey_windows.py", "bulk_download.py",
        "notifications_dbus.py", "__main__.py", "server.py",
    }  # fmt: skip


def test_rooms_are_small() -> None:
    """One idea a file.  A file that outgrows this has two."""
    assert {
        path.name: len(path.read_text().splitlines())
        for path in FILES
        if len(path.read_text().splitlines()) > LONGEST_FILE
    } == {}


def test_functions_are_short() -> None:
    """Long functions hide second ideas; constructors that lay widgets out may be a little longer."""
    long = {
        f"{path.name}:{node.name}": (node.end_lineno or 0) - node.lineno
        for path, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno > LONGEST_FUNCTION
        and node.name != "style_sheet"
    }
    assert long == {}


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_module_says_what_it_is_for(path: Path) -> None:
    """A newcomer reads the first line first."""
    assert ast.get_docstring(ast.parse(path.read_text("utf-8"))), path


def test_the_demo_and_the_program_share_nothing() -> None:
    """So that a misreading of the interface cannot hide on both sides."""
    for path, tree in trees():
        for node in ast.walk(tree):
            module = node.module if isinstance(node, ast.ImportFrom) else ""
            if module and module.startswith("desktop_app"):
                crosses = path.parent.name == "demo" and not module.startswith("desktop_app.demo")
                assert not crosses, f"{path.name} imports {module}"
