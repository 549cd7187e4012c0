"""How one call went: each billing record of it as a line, from the first attempt to the end."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QGridLayout, QVBoxLayout, QWidget

from desktop_app.models.call_words import LegWords
from desktop_app.text import tr
from desktop_app.ui.plain import plain_label

WIDTH = 560


class CallDialog(QDialog):
    """Only shows."""

    def __init__(self, title: str, subtitle: str, legs: Sequence[LegWords], parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("How this call went"))
        self.setMinimumWidth(WIDTH)
        grid = QGridLayout()
        grid.setHorizontalSpacing(20)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        heads = (tr("At"), tr("Tried"), tr("How it ended"), tr("Rang"), tr("Talk"))
        for column, head in enumerate(heads):
            grid.addWidget(plain_label(head, "heading"), 0, column, self._side(column))
        for row, leg in enumerate(legs, start=1):
            for column, words in enumerate((leg.at, leg.who, leg.end, leg.rang, leg.talk)):
                grid.addWidget(plain_label(words), row, column, self._side(column))
        if not legs:
            grid.addWidget(
                plain_label(tr("There is a recording of this call, and no billing record."), "dim"), 1, 0, 1, 5
            )
        buttons = QDialogButtonBox()
        buttons.addButton(tr("Close"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 16)
        layout.setSpacing(12)
        layout.addWidget(plain_label(title, "title"))
        layout.addWidget(plain_label(subtitle, "dim"))
        layout.addLayout(grid)
        layout.addStretch(1)
        layout.addWidget(buttons)

    @staticmethod
    def _side(column: int) -> Qt.AlignmentFlag:
        return Qt.AlignmentFlag.AlignRight if column > 2 else Qt.AlignmentFlag.AlignLeft
