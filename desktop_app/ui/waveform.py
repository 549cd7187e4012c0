"""The recording as a picture: click or drag to move the position."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop_app.models.words import talk_time
from desktop_app.text import tr
from desktop_app.ui.theme import Theme

SKIP_MS = 10_000


class Waveform(QWidget):
    """Peaks with a played and an unplayed part.  `sought` carries milliseconds."""

    sought = Signal(int)
    toggled = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._peaks: list[float] = []
        self._position = self._duration = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("Position in the recording"))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(400, 52)

    def set_peaks(self, peaks: list[float]) -> None:
        """The picture of a new recording; empty for a plain line."""
        self._peaks = peaks
        self.update()

    def set_time(self, position: int, duration: int) -> None:
        """Where it plays, in milliseconds."""
        self._position, self._duration = position, duration
        self.setAccessibleDescription(f"{talk_time(position / 1000)} / {talk_time(duration / 1000)}")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        played, ahead = QColor(self._theme.tokens.accent), QColor(self._theme.tokens.faint)
        ahead.setAlphaF(0.55)
        done = self.width() * self._position / self._duration if self._duration else 0
        step = self.width() / max(len(self._peaks), 1)
        middle = self.height() / 2
        for number, peak in enumerate(self._peaks or [0.0]):
            x = number * step
            half = max(1.0, peak * (middle - 4))
            painter.setBrush(played if x + step / 2 <= done else ahead)
            wide = max(step * 0.6, 1.0) if self._peaks else self.width()
            painter.drawRoundedRect(QRectF(x, middle - half, wide, 2 * half), 1, 1)
        painter.setBrush(played)
        painter.drawRoundedRect(QRectF(max(done - 1, 0), 2, 2, self.height() - 4), 1, 1)
        if self.hasFocus():
            painter.setPen(QColor(self._theme.tokens.accent))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._seek(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._seek(event)

    def _seek(self, event: QMouseEvent) -> None:
        if self._duration:
            share = min(max(event.position().x() / max(self.width(), 1), 0.0), 1.0)
            self.sought.emit(int(share * self._duration))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -SKIP_MS, Qt.Key.Key_Right: SKIP_MS}.get(Qt.Key(event.key()))
        if step is not None:
            self.sought.emit(min(max(self._position + step, 0), self._duration))
        elif event.key() == Qt.Key.Key_Space:
            self.toggled.emit()
        else:
            super().keyPressEvent(event)
