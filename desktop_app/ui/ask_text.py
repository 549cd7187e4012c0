"""One line of text, asked for in a small dialog that is opened and never exec'd."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QInputDialog, QWidget

from desktop_app.text import tr


def ask_text(parent: QWidget, title: str, label: str, value: str, accept: Callable[[str], object]) -> QInputDialog:
    """Ask; `accept` gets the text without spaces around it when a person says yes."""
    dialog = QInputDialog(parent)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setInputMode(QInputDialog.InputMode.TextInput)
    dialog.setWindowTitle(title)
    dialog.setLabelText(label)
    dialog.setTextValue(value)
    dialog.setOkButtonText(tr("Keep"))
    dialog.setCancelButtonText(tr("Cancel"))
    dialog.textValueSelected.connect(lambda text: accept(text.strip()))
    dialog.open()
    return dialog
