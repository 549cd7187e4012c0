"""Drawing that cards and rows share: elided text, and the triangle of expandable rows."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPainterPath


def draw_text(painter: QPainter, rect: QRect, words: str, font: QFont, color: str, *, right: bool = False) -> int:
    """Draw text at the left or right side of a rectangle, elided where needed, and return its width in pixels."""
    painter.setFont(font)
    painter.setPen(QColor(color))
    side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
    metrics = QFontMetrics(font)
    shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, rect.width())
    painter.drawText(rect, side | Qt.AlignmentFlag.AlignVCenter, shown)
    return metrics.horizontalAdvance(shown)


def triangle(*, is_open: bool) -> QPainterPath:
    """Return a triangle in a box of 10 by 20: it points down when open, right when closed."""
    points = ((1, 7), (9, 7), (5, 13)) if is_open else ((2, 6), (8, 10), (2, 14))
    path = QPainterPath(QPointF(*points[0]))
    for point in points[1:]:
        path.lineTo(*point)
    path.closeSubpath()
    return path
