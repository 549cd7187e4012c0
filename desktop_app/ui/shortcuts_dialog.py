"""The F1 dialog: every command with a key, by section."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QPushButton, QVBoxLayout, QWidget

from desktop_app.i18n.text import tr
from desktop_app.ui.command_table import Command, CommandTable
from desktop_app.ui.plain_label import plain_label

ROWS = 24


class ShortcutsDialog(QDialog):
    """Lists the keys of a command table in columns."""

    def __init__(self, commands: CommandTable, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Keys"))
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(20)
        self._grid.setVerticalSpacing(5)
        self._row = self._column = 0
        by_section = commands.sections()
        for section in sorted(by_section, key=bool):  # commands outside submenus have no title and come first
            members = by_section[section]
            self._add_section(section, [command for command in members if command.keys])
        close = QPushButton(tr("Close"))
        close.clicked.connect(self.accept)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 16)
        layout.setSpacing(16)
        layout.addLayout(self._grid)
        layout.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)

    def _add_section(self, title: str, commands: list[Command]) -> None:
        """Add a section, in the next column when it would not fit into this one."""
        if not commands:
            return
        needed = len(commands) + bool(title)
        if self._row and self._row + needed > ROWS:
            self._row, self._column = 0, self._column + 2
        if title:
            heading = plain_label(title, "faint")
            self._grid.addWidget(heading, self._row, self._column, 1, 2, Qt.AlignmentFlag.AlignBottom)
            self._row += 1
        for command in commands:
            self._grid.addWidget(plain_label(command.shown_keys, "strong"), self._row, self._column)
            self._grid.addWidget(plain_label(command.text), self._row, self._column + 1)
            self._row += 1
