"""Rules of the code base that no linter knows, each with its reason."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "desktop_app"
FILES = sorted(PACKAGE.rglob("*.py"))
OTHER_FILES = sorted([*(ROOT / "tests").rglob("*.py"), *(ROOT / "packaging").rglob("*.py")])

LONGEST_FILE = 400
LONGEST_FUNCTION = 40
MOST_ARGUMENTS = 6

# Names of modules that were replaced by the terms of the field.
REPLACED_NAMES = {
    "alarms", "attention", "awaited", "bells", "call_strip", "call_words", "calm", "candidates", "columns", "desk",
    "dialled", "doubt", "ends", "finding", "forgetting", "garbage", "hearing", "indexing", "limits", "loudness",
    "masking", "moving", "no_calls", "own_phone", "placing", "put_off", "reach", "rows", "same", "save_all",
    "searching", "sentences", "strip", "told_again", "trial", "unfolded", "unread", "vault", "wish", "words", "worker",
    "written",
}  # fmt: skip


def trees() -> list[tuple[Path, ast.Module]]:
    return [(path, ast.parse(path.read_text("utf-8"))) for path in FILES]


def functions() -> Iterator[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
    """Every function of the package as `room/file.py:function` or `room/file.py:Class.function`.

    Functions within functions count as part of them.
    """
    for path, tree in trees():
        for scope in (node for node in ast.walk(tree) if isinstance(node, ast.Module | ast.ClassDef)):
            within = f"{scope.name}." if isinstance(scope, ast.ClassDef) else ""
            for node in scope.body:
                if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                    yield f"{path.relative_to(PACKAGE).as_posix()}:{within}{node.name}", node


def test_models_know_no_widgets() -> None:
    """Models are tested without a window, and a widget in one would end that."""
    for path, tree in trees():
        if path.parent.name == "models":
            names = [node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
            assert "PySide6.QtWidgets" not in names, path


def test_dialogs_and_menus_are_opened_and_never_executed() -> None:
    """A nested event loop inside a task kills other tasks under qasync.  gui.py shows a box before there is a loop."""
    found = [
        f"{path.name}:{node.lineno}"
        for path, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in ("exec", "exec_")
    ]
    assert [place.partition(":")[0] for place in found] == ["gui.py"], found


def test_labels_never_guess_at_markup() -> None:
    """Names come from outside: every label is made by `plain_label`, which never renders text as HTML."""
    found = [
        f"{path.name}:{node.lineno}"
        for path, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "QLabel"
    ]
    assert [place.partition(":")[0] for place in found] == ["plain_label.py"], found


def test_every_task_has_an_owner() -> None:
    """Tasks are created only in the modules that await them."""
    found = {
        path.name
        for path, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "create_task"
    }
    assert found == {
        "task_supervisor.py", "feed.py", "live_feed.py", "hotkey_portal.py", "hotkey_windows.py", "bulk_download.py",
        "notifications_dbus.py", "lifetimes.py", "__main__.py", "server.py",
    }  # fmt: skip


def test_the_root_of_the_package_holds_two_files() -> None:
    """Every other module has a room, whose imports are checked by the `layers` contract in pyproject.toml."""
    assert sorted(path.name for path in PACKAGE.glob("*.py")) == ["__init__.py", "__main__.py"]
    rooms = [path for path in PACKAGE.iterdir() if path.is_dir() and path.name not in ("__pycache__", "_resources")]
    assert [room.name for room in rooms if not (room / "__init__.py").exists()] == []


def test_files_are_short() -> None:
    """One idea a file.  A file that outgrows the limit has two."""
    lengths = {str(path.relative_to(ROOT)): len(path.read_text("utf-8").splitlines()) for path in FILES + OTHER_FILES}
    assert {path: length for path, length in lengths.items() if length > LONGEST_FILE} == {}


def test_functions_are_short() -> None:
    """Long functions hide second ideas."""
    lengths = {name: (node.end_lineno or 0) - node.lineno + 1 for name, node in functions()}
    assert {name: length for name, length in lengths.items() if length > LONGEST_FUNCTION} == {}


def test_constructors_take_few_arguments() -> None:
    """More than six belong together in an object of their own."""
    counts = {
        name: len(node.args.posonlyargs + node.args.args + node.args.kwonlyargs) - 1
        for name, node in functions()
        if node.name == "__init__"
    }
    assert {name: count for name, count in counts.items() if count > MOST_ARGUMENTS} == {}


def test_replaced_names_do_not_come_back() -> None:
    """The terms of the field are in use instead."""
    names = {path.stem for path in FILES}
    assert names & REPLACED_NAMES == set()


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_module_says_what_it_is_for(path: Path) -> None:
    """A newcomer reads the docstring first."""
    assert ast.get_docstring(ast.parse(path.read_text("utf-8"))), path


def test_the_demo_and_the_program_share_nothing() -> None:
    """So that a misreading of the interface cannot hide on both sides."""
    for path, tree in trees():
        for node in ast.walk(tree):
            module = node.module if isinstance(node, ast.ImportFrom) else ""
            if module and module.startswith("desktop_app"):
                crosses = path.parent.name == "demo" and not module.startswith("desktop_app.demo")
                assert not crosses, f"{path.name} imports {module}"
