"""The waveform: click or drag to move the position, drag with Shift to mark a loop."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from desktop_app.i18n.text import tr
from desktop_app.models.formatting import format_duration
from desktop_app.models.player_state import PlaybackJumps, WaveformBars
from desktop_app.services.call_notes import Note
from desktop_app.ui.command_table import Context
from desktop_app.ui.plain_label import plain_tip
from desktop_app.ui.theme import SMALL_PX, Theme
from desktop_app.ui.widget_commands import pressed_command

SKIP_MS = 10_000
NOTE_PX = 7
SIDES_PX = 16


class Waveform(QWidget):
    """Bars with a played and an unplayed part; two channels are drawn above and below the middle.

    `sought` carries milliseconds, `marked` the two ends of a loop.
    """

    sought = Signal(int)
    toggled = Signal()
    marked = Signal(int, int)

    def __init__(self, theme: Theme, jumps: PlaybackJumps, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._jumps = theme, jumps
        self._picture = WaveformBars()
        self._notes: Sequence[Note] = ()
        self._position = self._duration = 0
        self._pressed_at = 0
        self._small = theme.font(SMALL_PX - 2)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("Position in the recording"))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(400, 56)

    def set_picture(self, picture: WaveformBars) -> None:
        """Show these bars; none give a plain line."""
        self._picture = picture
        self.update()

    def set_notes(self, notes: Sequence[Note]) -> None:
        """Show the notes at their positions."""
        self._notes = notes
        self.update()

    def set_time(self, position: int, duration: int) -> None:
        """Set position and duration in milliseconds."""
        self._position, self._duration = position, duration
        self.setAccessibleDescription(f"{format_duration(position / 1000)} / {format_duration(duration / 1000)}")
        self.update()

    # ---- drawing ---------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        self._draw_part(painter)
        self._draw_bars(painter)
        painter.setBrush(QColor(self._theme.tokens.accent))
        painter.drawRoundedRect(QRectF(max(self._x(self._position) - 1, 0), 2, 2, self.height() - 4), 1, 1)
        self._draw_notes(painter)
        if self.hasFocus():
            painter.setPen(QColor(self._theme.tokens.accent))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)

    def _left(self) -> int:
        """Return the width of the channel names; 0 with one channel."""
        return SIDES_PX if len(self._picture.rows) == 2 else 0

    def _x(self, ms: int) -> float:
        room = self.width() - self._left()
        return self._left() + (room * ms / self._duration if self._duration else 0)

    def _draw_part(self, painter: QPainter) -> None:
        tint = QColor(self._theme.tokens.accent_tint)
        if self._jumps.loop is not None:
            begin, end = (self._x(ms) for ms in self._jumps.loop)
            painter.setBrush(tint)
            painter.drawRoundedRect(QRectF(begin, 0, end - begin, self.height()), 4, 4)
        elif self._jumps.loop_start is not None:
            painter.setBrush(QColor(self._theme.tokens.accent))
            painter.drawRect(QRectF(self._x(self._jumps.loop_start), 0, 1, self.height()))

    def _draw_bars(self, painter: QPainter) -> None:
        ahead = QColor(self._theme.tokens.faint)
        ahead.setAlphaF(0.55)
        done, left = self._x(self._position), self._left()
        rows = self._picture.rows or [[0.0]]
        middle = self.height() / 2
        for number, row in enumerate(rows[:2]):
            step = (self.width() - left) / len(row)
            wide = max(step * 0.6, 1.0) if self._picture.rows else self.width()
            for place, bar in enumerate(row):
                x = left + place * step
                half = max(1.0, bar * (middle - 4))
                up, down = (half, half) if len(rows) == 1 else ((half, -1) if number == 0 else (-1, half))
                painter.setBrush(QColor(self._theme.tokens.accent) if x + step / 2 <= done else ahead)
                painter.drawRoundedRect(QRectF(x, middle - up, wide, up + down), 1, 1)
        if left:
            painter.setPen(QColor(self._theme.tokens.dim))
            painter.setFont(self._small)
            for place, side in enumerate((tr("L"), tr("R"))):
                box = QRectF(0, place * middle, left - 4, middle)
                painter.drawText(box, Qt.AlignmentFlag.AlignCenter, side)
            painter.setPen(Qt.PenStyle.NoPen)

    def _draw_notes(self, painter: QPainter) -> None:
        painter.setBrush(QColor(self._theme.tokens.ringing))
        for note in self._notes:
            x = self._x(note.at_ms or 0)
            painter.drawPolygon(QPolygonF([QPointF(x - 5, 0), QPointF(x + 5, 0), QPointF(x, NOTE_PX)]))

    # ---- keys and mouse -----------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            near = [note for note in self._notes if abs(self._x(note.at_ms or 0) - event.pos().x()) <= NOTE_PX]
            QToolTip.showText(event.globalPos(), plain_tip(near[0].text) if near else "", self)
            return True
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed_at = self._ms(event)
        self._move(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._move(event)

    def _ms(self, event: QMouseEvent) -> int:
        share = (event.position().x() - self._left()) / max(self.width() - self._left(), 1)
        return int(min(max(share, 0.0), 1.0) * self._duration)

    def _move(self, event: QMouseEvent) -> None:
        if not self._duration:
            return
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.marked.emit(self._pressed_at, self._ms(event))
        else:
            self.sought.emit(self._ms(event))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match pressed_command(event, Context.PLAYER):
            case "waveform.back":
                self.sought.emit(max(self._position - SKIP_MS, 0))
            case "waveform.on":
                self.sought.emit(min(self._position + SKIP_MS, self._duration))
            case "waveform.toggle":
                self.toggled.emit()
            case _:
                super().keyPressEvent(event)
