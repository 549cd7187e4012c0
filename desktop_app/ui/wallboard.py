"""The wallboard: the chosen queues on a whole screen, readable from five metres.

On a screen half a metre high the number of callers is about 12 cm and the smallest line about 2 cm high; normal sight
reads letters of 2 cm at five metres.
"""

from __future__ import annotations

import math

from PySide6.QtCore import QRect, QRectF, Qt, QTimer
from PySide6.QtGui import QColor, QFont, QFontMetrics, QHideEvent, QKeyEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from desktop_app.i18n.text import tr
from desktop_app.models.formatting import format_time
from desktop_app.models.queues import QueueBoard
from desktop_app.office import Queue
from desktop_app.ui.command_table import Context
from desktop_app.ui.queue_cards import level_colours, level_words
from desktop_app.ui.theme import Theme
from desktop_app.ui.widget_commands import pressed_command

MARGIN = 0.02
SMALLEST = 0.04  # shares of the height of the screen
LARGEST = 0.36


class Wallboard(QWidget):
    """A full-screen window.  Esc, F11 or a double click closes it."""

    def __init__(self, board: QueueBoard, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setWindowTitle(tr("Wallboard of the queues"))
        self._board, self._theme = board, theme
        self._timer = QTimer(self)
        self._timer.setInterval(1000)
        self._timer.timeout.connect(self._refresh)
        board.changed.connect(self._refresh)
        theme.changed.connect(self.update)

    def queues(self) -> list[Queue]:
        """Return the chosen queues."""
        return [queue for queue in self._board.queues() if self._board.thresholds(queue.name).is_on_wallboard]

    def in_words(self) -> str:
        """Return everything shown as a text, for screen readers."""
        return "; ".join(f"{queue.name}: {self._number(queue)}, {self._lines(queue)[0]}" for queue in self.queues())

    def _refresh(self) -> None:
        if self.isVisible():
            self.setAccessibleName(self.in_words())
            self.update()

    # ---- painting ------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens = QPainter(self), self._theme.tokens
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), tokens.color("background"))
        gap = round(self.height() * MARGIN)
        area = self.rect().adjusted(gap, gap, -gap, -gap)
        if not self._board.is_connected:
            area = self._banner(painter, area, gap)
        queues = self.queues()
        if not queues:
            words = tr("No queue is known yet, or none is chosen for the wallboard.")
            self._text(painter, area, words, SMALLEST * 1.4, tokens.dim, Qt.AlignmentFlag.AlignCenter)
        shape = area.width() / max(area.height(), 1) / 1.6
        columns = max(1, min(len(queues), math.ceil(math.sqrt(len(queues) * shape))))
        rows = max(1, math.ceil(len(queues) / columns))
        width, height = (area.width() - gap * (columns - 1)) // columns, (area.height() - gap * (rows - 1)) // rows
        for place, queue in enumerate(queues):
            row, column = divmod(place, columns)
            x, y = area.left() + column * (width + gap), area.top() + row * (height + gap)
            self._tile(painter, QRect(x, y, width, height), queue)
        painter.end()

    def _banner(self, painter: QPainter, area: QRect, gap: int) -> QRect:
        """Draw since when the data are stale, and return the area that remains."""
        height = round(self.height() * SMALLEST * 1.8)
        strip = QRect(area.left(), area.top(), area.width(), height)
        tokens = self._theme.tokens
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tokens.color("busy_tint"))
        painter.drawRoundedRect(strip, gap, gap)
        time = format_time(self._board.down_since, self._board.now())
        words = tr("No connection since {time}").format(time=time)
        self._text(painter, strip, words, SMALLEST, tokens.busy, Qt.AlignmentFlag.AlignCenter)
        return area.adjusted(0, height + gap, 0, 0)

    def _tile(self, painter: QPainter, box: QRect, queue: Queue) -> None:
        tokens = self._theme.tokens
        color, fill = level_colours(self._board.level(queue), tokens)
        pad = round(box.height() * 0.06)
        painter.setPen(QColor(color if fill != tokens.card else tokens.line))
        painter.setBrush(QColor(fill))
        painter.drawRoundedRect(QRectF(box), pad, pad)
        inner = box.adjusted(pad, pad // 2, -pad, -pad)
        share = box.height() / self.height()
        name_px, line_px = max(SMALLEST, 0.11 * share), max(SMALLEST, 0.085 * share)
        left, centre = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, Qt.AlignmentFlag.AlignCenter
        name = QRect(inner.left(), inner.top(), inner.width(), round(self.height() * name_px * 1.4))
        self._text(painter, name, queue.name, name_px, tokens.text, left)
        lines = self._lines(queue)
        foot_height = round(self.height() * line_px * 1.35)
        number = inner.adjusted(0, name.height(), 0, -foot_height * len(lines))
        self._text(painter, number, self._number(queue), min(LARGEST, 0.46 * share), color, centre)
        for place, words in enumerate(lines):
            y = inner.bottom() - foot_height * (len(lines) - place)
            self._text(painter, QRect(inner.left(), y, inner.width(), foot_height), words, line_px, tokens.text, left)

    def _number(self, queue: Queue) -> str:
        return str(queue.waiting) if self._board.is_live(queue) and queue.waiting is not None else "–"

    def _lines(self, queue: Queue) -> list[str]:
        """Return how long the first caller has waited (or that none waits), and how many agents are free."""
        if not self._board.is_live(queue) or queue.waiting is None:
            seen = queue.seen_at
            last = tr("last {time}").format(time=format_time(seen, self._board.now())) if seen else ""
            return [" · ".join(filter(None, (tr("not known now"), last)))]
        waited = self._board.waited(queue)
        first = tr("waiting for {time}").format(time=waited) if queue.waiting and waited else tr("nobody waits")
        level = level_words(self._board.level(queue))
        lines = [" · ".join(filter(None, (first, level)))]
        free = self._board.free_text(queue)
        return [*lines, free] if free else lines

    def _text(
        self, painter: QPainter, box: QRect, words: str, share: float, color: str, side: Qt.AlignmentFlag
    ) -> None:
        font = self._theme.font(max(8, round(self.height() * share)), strong=True, figures=True)
        font = _fitting(font, words, box)
        painter.setFont(font)
        painter.setPen(QColor(color))
        shown = QFontMetrics(font).elidedText(words, Qt.TextElideMode.ElideRight, box.width())
        painter.drawText(box, side, shown)

    # ---- keys and mouse ---------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if pressed_command(event, Context.WALLBOARD) == "wallboard.close":
            self.close()
        else:
            super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: object) -> None:
        self.close()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._timer.start()
        self._refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()


def _fitting(font: QFont, words: str, box: QRect) -> QFont:
    """Return the font, reduced by up to a half where the text does not fit; beyond that the text is elided."""
    needed = QFontMetrics(font).horizontalAdvance(words)
    if needed > box.width() > 0:
        font = QFont(font)
        font.setPixelSize(max(round(font.pixelSize() * box.width() / needed), round(font.pixelSize() * 0.5), 8))
    return font
