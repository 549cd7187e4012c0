"""A small dialog that asks for one line of text.  It is opened and never exec'd."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLineEdit, QVBoxLayout, QWidget

from desktop_app.i18n.text import tr
from desktop_app.ui.plain_label import plain_label

WIDTH = 380


class TextDialog(QDialog):
    """Passes the text, without surrounding spaces, to `keep` when confirmed."""

    def __init__(
        self, title: str, label: str, value: str, keep: Callable[[str], object], parent: QWidget, longest: int
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.setMinimumWidth(WIDTH)
        self._keep = keep
        words = plain_label(label)
        words.setWordWrap(True)
        self.edit = QLineEdit(value)
        self.edit.setAccessibleName(label)
        self.edit.setMaxLength(longest)
        self.edit.selectAll()
        buttons = QDialogButtonBox()
        buttons.addButton(tr("Keep"), QDialogButtonBox.ButtonRole.AcceptRole).setProperty("kind", "primary")
        buttons.addButton(tr("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 16)
        layout.setSpacing(12)
        layout.addWidget(words)
        layout.addWidget(self.edit)
        layout.addWidget(buttons)

    def accept(self) -> None:
        self._keep(self.edit.text().strip())
        super().accept()


def ask_text(
    parent: QWidget, title: str, label: str, value: str, keep: Callable[[str], object], *, longest: int = 100
) -> None:
    """Open the dialog; `longest` is the maximum length in characters."""
    TextDialog(title, label, value, keep, parent, longest).open()
