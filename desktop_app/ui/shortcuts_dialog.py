"""All keys on one page: F1."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QPushButton, QVBoxLayout, QWidget

from desktop_app.i18n.text import tr
from desktop_app.ui.plain_label import plain_label


class KeysDialog(QDialog):
    """Lists the window's actions and the keys of the lists."""

    def __init__(self, actions: list[tuple[str, str]], parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Keys"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(6)
        for line, (keys, words) in enumerate((*actions, *_in_lists())):
            place, column = line % 13, 2 * (line // 13)
            key = plain_label(keys)
            key.setProperty("kind", "strong")
            grid.addWidget(key, place, column)
            grid.addWidget(plain_label(words), place, column + 1)
        close = QPushButton(tr("Close"))
        close.clicked.connect(self.accept)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 16)
        layout.setSpacing(16)
        layout.addLayout(grid)
        layout.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)


def _in_lists() -> list[tuple[str, str]]:
    return [
        ("↑ ↓ ← →", tr("Move in the field")),
        ("Enter", tr("Call the selected")),
        ("Ctrl+Enter", tr("Write to the selected")),
        ("Alt+Enter", tr("How this call went")),
        ("Ctrl+H", tr("Calls with the selected")),
        ("Ctrl+C", tr("Copy the number of the selected")),
        ("Shift+←", tr("Close the group of the selected")),
        ("Shift+→", tr("Open all groups")),
        ("→", tr("In the command bar: details")),
        ("↓", tr("In the empty command bar: numbers called before")),
        (tr("Space"), tr("Favourite; in calls: play")),
        ("Esc", tr("Back")),
    ]
