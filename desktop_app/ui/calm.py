"""Fields that the mouse wheel does not change: who scrolls a page means the page."""

from __future__ import annotations

from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox, QDateEdit, QSpinBox


class CalmComboBox(QComboBox):
    """A choice that changes only when it is opened."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class CalmDateEdit(QDateEdit):
    """A day that changes only when it is typed or picked."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class CalmSpinBox(QSpinBox):
    """A number that changes only when it is typed or stepped."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()
