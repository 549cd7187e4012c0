"""What the cards of queues and conferences share: the frame, and lines of people that can be selected and called."""

from __future__ import annotations

import msgspec
from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QFontMetrics, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop_app.models.queues import QueueBoard
from desktop_app.office import DeviceState
from desktop_app.ui.command_table import Context
from desktop_app.ui.glyphs import colour_of, paint_glyph
from desktop_app.ui.painting import draw_text
from desktop_app.ui.theme import CARD_RADIUS, SMALL_PX, TINY_PX, Theme
from desktop_app.ui.widget_commands import pressed_command

WIDTH = 300
LINE = 24
UNDER = 14
BOTTOM = 10


class Line(msgspec.Struct, frozen=True):
    """One person in a card.  `under` is a second, smaller line; `number` is called by a double click."""

    state: DeviceState
    left: str
    right: str
    number: str
    under: str = ""
    is_dimmed: bool = False

    @property
    def height(self) -> int:
        return LINE + UNDER if self.under else LINE


class Card(QWidget):
    """A frame with a heading and lines below it.  `called` and `details` carry the number of a line."""

    called = Signal(str)
    details = Signal(str)

    def __init__(self, board: QueueBoard, theme: Theme, head: int) -> None:
        super().__init__()
        self._board, self._theme, self._head = board, theme, head
        self._lines: list[Line] = []
        self._chosen = ""  # a number and not a row: lines are sorted again on every event
        self._pressed = ""
        self._hovered = -1
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def height_wanted(self) -> int:
        """Height in pixels of the heading and all lines."""
        return self._head + sum(line.height for line in self._lines) + BOTTOM

    def refresh_times(self) -> None:
        """Update the running times."""
        raise NotImplementedError

    def lines(self) -> list[Line]:
        """Return the people in the card."""
        return list(self._lines)

    # ---- painting ------------------------------------------------------------------------------

    def _begin(self, fill: str = "") -> QPainter:
        tokens = self._theme.tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor(tokens.accent if self.hasFocus() else tokens.line))
        painter.setBrush(QColor(fill or tokens.card))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), CARD_RADIUS, CARD_RADIUS)
        return painter

    def _paint_lines(self, painter: QPainter) -> None:
        y = self._head
        for place, line in enumerate(self._lines):
            is_chosen = self.hasFocus() and bool(line.number) and line.number == self._chosen
            if place == self._hovered or is_chosen:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(self._theme.tokens.color("accent_tint"))
                painter.drawRoundedRect(QRect(8, y, self.width() - 16, line.height), 6, 6)
            self._paint_line(painter, y, line)
            y += line.height

    def _paint_line(self, painter: QPainter, y: int, line: Line) -> None:
        """Paint one person: glyph, name, the text at the right, and the other party below."""
        tokens = self._theme.tokens
        paint_glyph(painter, line.state, QRectF(15, y + 5, 14, 14), colour_of(line.state, tokens))
        figures = self._theme.font(SMALL_PX, figures=True)
        taken = QFontMetrics(figures).horizontalAdvance(line.right) + 22
        draw_text(painter, QRect(15, y, self.width() - 30, LINE), line.right, figures, tokens.dim, right=True)
        room = QRect(37, y, self.width() - 37 - taken, LINE)
        draw_text(painter, room, line.left, self._theme.font(SMALL_PX), tokens.dim if line.is_dimmed else tokens.text)
        if line.under:
            under = QRect(37, y + LINE - 5, self.width() - 52, UNDER)
            draw_text(painter, under, f"↔ {line.under}", self._theme.font(TINY_PX, figures=True), tokens.dim)

    # ---- keys and mouse ---------------------------------------------------------------------------------

    def _line_at(self, point: QPoint) -> int:
        y = self._head
        for place, line in enumerate(self._lines):
            if y <= point.y() < y + line.height:
                return place
            y += line.height
        return -1

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        hovered = self._line_at(event.position().toPoint())
        if hovered != self._hovered:
            self._hovered = hovered
            self.setCursor(Qt.CursorShape.PointingHandCursor if hovered >= 0 else Qt.CursorShape.ArrowCursor)
            self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self._hovered = -1
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        place = self._line_at(event.position().toPoint())
        self._pressed = self._lines[place].number if place >= 0 else ""

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        place = self._line_at(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and place >= 0 and self._lines[place].number:
            self._chosen = self._lines[place].number
            self.details.emit(self._chosen)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        place = self._line_at(event.position().toPoint())
        number = self._lines[place].number if place >= 0 else ""
        if event.button() == Qt.MouseButton.LeftButton and number and number == self._pressed:
            self.called.emit(number)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        numbers = [line.number for line in self._lines if line.number]
        chosen = self._chosen if self._chosen in numbers else ""
        match pressed_command(event, Context.CARD):
            case "card.next" if numbers:
                self._choose(numbers[min(numbers.index(chosen) + 1, len(numbers) - 1)] if chosen else numbers[0])
            case "card.previous" if numbers:
                self._choose(numbers[max(numbers.index(chosen) - 1, 0)] if chosen else numbers[0])
            case "card.call" if chosen:
                if not event.isAutoRepeat():
                    self.called.emit(chosen)
            case "card.details" if chosen:
                self.details.emit(chosen)
            case _:
                super().keyPressEvent(event)

    def _choose(self, number: str) -> None:
        self._chosen = number
        line = next(line for line in self._lines if line.number == number)
        self.setAccessibleDescription(self._line_words(line))
        self.update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    @staticmethod
    def _line_words(line: Line) -> str:
        return ", ".join(part for part in (line.left, line.right, line.under) if part)
