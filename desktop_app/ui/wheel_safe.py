"""Fields that the mouse wheel does not change: who scrolls a page means the page."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QTextCharFormat, QWheelEvent
from PySide6.QtWidgets import QCalendarWidget, QComboBox, QDateEdit, QSpinBox, QWidget


class WheelSafeComboBox(QComboBox):
    """A choice that changes only when it is opened."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class WheelSafeDateEdit(QDateEdit):
    """A day that changes only when it is typed or picked from its calendar."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setCalendarPopup(True)
        calendar = self.calendarWidget()
        calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        calendar.setHorizontalHeaderFormat(QCalendarWidget.HorizontalHeaderFormat.ShortDayNames)
        calendar.setMinimumSize(380, 280)  # six weeks, and the longest short name of a day in Polish
        self._dim_weekends()

    def _dim_weekends(self) -> None:
        """In place of Qt's red, which cannot be read by night and means a missed call here."""
        weekend = QTextCharFormat()
        weekend.setForeground(self.palette().placeholderText())
        for day in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
            self.calendarWidget().setWeekdayTextFormat(day, weekend)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self.calendarWidget() is not None:
            self._dim_weekends()

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class WheelSafeSpinBox(QSpinBox):
    """A number that changes only when it is typed or stepped."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()
