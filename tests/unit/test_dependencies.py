"""Every imported package is a declared dependency."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

ROOT = Path(__file__).parents[2]


def imported_packages() -> set[str]:
    """Top-level names of everything that is imported from outside the standard library and the program."""
    found: set[str] = set()
    for path in (ROOT / "desktop_app").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                found |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found.add(node.module.partition(".")[0])
    return found - set(sys.stdlib_module_names) - {"desktop_app", "_typeshed"}  # the last exists only for type checkers


def normalized(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_every_imported_package_is_declared() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    requirements = (re.match(r"[\w.-]+", line) for line in project["dependencies"])
    declared = {normalized(name.group()) for name in requirements if name}
    installed = packages_distributions()
    undeclared = {
        package
        for package in imported_packages()
        if not declared & {normalized(name) for name in installed.get(package, [package])}
    }
    assert not undeclared
