"""Finding widgets by their visible text or accessible name."""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QMenu, QPushButton, QWidget

W = TypeVar("W", bound=QWidget)


def named(parent: QWidget, kind: type[W], name: str) -> W:
    """Return the only widget of a class with this accessible name."""
    found = [one for one in parent.findChildren(kind) if one.accessibleName() == name]
    assert len(found) == 1, f"{len(found)} of {kind.__name__} are named {name!r}"
    return found[0]


def child(parent: QWidget, kind: type[W]) -> W:
    """Return the only widget of a class."""
    found = parent.findChildren(kind)
    assert len(found) == 1, f"{len(found)} of {kind.__name__}"
    return found[0]


def button(parent: QWidget, text: str) -> QPushButton:
    """Return the only button whose text begins with `text`."""
    found = [one for one in parent.findChildren(QPushButton) if one.text().startswith(text)]
    assert len(found) == 1, f"{len(found)} buttons begin with {text!r}"
    return found[0]


def texts(parent: QWidget) -> list[str]:
    """Return the texts of the visible labels."""
    return [label.text() for label in parent.findChildren(QLabel) if label.isVisibleTo(parent) and label.text()]


def entry(menu: QMenu, *path: str) -> QAction:
    """Return the entry at a path through submenus.  Each menu is filled as if it were opened."""
    menu.aboutToShow.emit()
    found = next(action for action in menu.actions() if action.text() == path[0])
    if len(path) == 1:
        return found
    return entry(submenu(found), *path[1:])


def submenu(action: QAction) -> QMenu:
    """Return the submenu of an entry."""
    menu = action.menu()
    assert isinstance(menu, QMenu)
    return menu


def press_key(widget: QWidget, key: str) -> None:
    """Press a key or a combination as Qt writes it (`Ctrl+K`), or type a character."""
    if len(key) == 1:
        QTest.keyClicks(widget, key)
    else:
        combination = QKeySequence(key)[0]  # type: ignore[index]
        QTest.keyClick(widget, combination.key(), combination.keyboardModifiers())


def entry_text(action: QAction) -> str:
    """The text of a menu entry without its key."""
    return action.text().partition("\t")[0]


def entry_texts(menu: QMenu) -> list[str]:
    """The texts of a menu and its submenus."""
    found = []
    for action in menu.actions():
        inside = action.menu()
        found += entry_texts(inside) if isinstance(inside, QMenu) else [entry_text(action)]
    return found
