"""What cards and rows are drawn with: words, cut where there is no room, and the sign of what can be unfolded."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPainterPath


def draw_text(painter: QPainter, rect: QRect, words: str, font: QFont, color: str, *, right: bool = False) -> int:
    """Draw words into a rectangle, at its left or right side; gives how wide they are now."""
    painter.setFont(font)
    painter.setPen(QColor(color))
    side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
    metrics = QFontMetrics(font)
    shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, rect.width())
    painter.drawText(rect, side | Qt.AlignmentFlag.AlignVCenter, shown)
    return metrics.horizontalAdvance(shown)


def triangle(*, is_open: bool) -> QPainterPath:
    """It points down where something is open, in a square of 10 by 20."""
    points = ((1, 7), (9, 7), (5, 13)) if is_open else ((2, 6), (8, 10), (2, 14))
    path = QPainterPath(QPointF(*points[0]))
    for point in points[1:]:
        path.lineTo(*point)
    path.closeSubpath()
    return path
