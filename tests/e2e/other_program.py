"""Another program on the same desktop, with a selected text and a label that can be dragged."""

from __future__ import annotations

import sys

from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QDrag, QMouseEvent
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QVBoxLayout, QWidget


class Label(QLabel):
    """A label whose text can be dragged."""

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        data = QMimeData()
        data.setText(self.text())
        drag = QDrag(self)
        drag.setMimeData(data)
        drag.exec(Qt.DropAction.CopyAction)


def main() -> None:
    application = QApplication([])
    window = QWidget()
    window.setWindowTitle("Other program")
    window.setGeometry(980, 600, 380, 120)
    layout = QVBoxLayout(window)
    edit, label = QLineEdit(sys.argv[1]), Label(sys.argv[1])
    layout.addWidget(label)
    layout.addWidget(edit)
    window.show()
    edit.setFocus()
    edit.selectAll()
    application.exec()


if __name__ == "__main__":
    main()
