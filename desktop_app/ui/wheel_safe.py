"""Fields that ignore the mouse wheel, so that scrolling a page changes none of them."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QTextCharFormat, QWheelEvent
from PySide6.QtWidgets import QCalendarWidget, QComboBox, QDateEdit, QSpinBox, QWidget


class WheelSafeComboBox(QComboBox):
    """A combo box that changes only through its list."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class WheelSafeDateEdit(QDateEdit):
    """A date field that changes only by typing or through its calendar."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setCalendarPopup(True)
        calendar = self.calendarWidget()
        calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        calendar.setHorizontalHeaderFormat(QCalendarWidget.HorizontalHeaderFormat.ShortDayNames)
        calendar.setMinimumSize(380, 280)  # six weeks, and the longest abbreviated day name in Polish
        self._dim_weekends()

    def _dim_weekends(self) -> None:
        """Dim weekends instead of Qt's red, which is hard to read in dark mode and means a missed call here."""
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
    """A spin box that changes only by typing or its buttons."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()
