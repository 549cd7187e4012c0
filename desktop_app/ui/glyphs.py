"""The glyph of each state, so that no state is shown by colour alone."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from desktop_app.office import AgentState, DeviceState
from desktop_app.ui.theme import Tokens

_COLOURS = {
    DeviceState.IDLE: ("idle", "idle_tint"),
    DeviceState.RINGING: ("ringing", "ringing_tint"),
    DeviceState.CONNECTING: ("ringing", "ringing_tint"),
    DeviceState.IN_USE: ("busy", "busy_tint"),
    DeviceState.BUSY: ("busy", "busy_tint"),
    DeviceState.ON_HOLD: ("busy", "busy_tint"),
    DeviceState.UNAVAILABLE: ("away", "away_tint"),
    DeviceState.UNKNOWN: ("faint", "away_tint"),
}
_OF_AGENTS = {
    AgentState.FREE: DeviceState.IDLE,
    AgentState.IN_USE: DeviceState.IN_USE,
    AgentState.BUSY: DeviceState.BUSY,
    AgentState.UNAVAILABLE: DeviceState.UNAVAILABLE,
    AgentState.INVALID: DeviceState.UNAVAILABLE,
    AgentState.RINGING: DeviceState.RINGING,
    AgentState.RINGING_IN_USE: DeviceState.RINGING,
    AgentState.ON_HOLD: DeviceState.ON_HOLD,
    AgentState.UNKNOWN: DeviceState.UNKNOWN,
}


def colour_of(state: DeviceState, tokens: Tokens) -> QColor:
    """Return the colour of a state's text and glyph."""
    return tokens.color(_COLOURS[state][0])


def tint_of(state: DeviceState, tokens: Tokens) -> QColor:
    """Return the background colour of a state."""
    return tokens.color(_COLOURS[state][1])


def like_device(state: AgentState) -> DeviceState:
    """Return the device state whose glyph shows an agent's state."""
    return _OF_AGENTS[state]


def paint_glyph(painter: QPainter, state: DeviceState, box: QRectF, color: QColor) -> None:
    """Draw the glyph of a state into a square box."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(box.topLeft())
    painter.scale(box.width() / 16, box.height() / 16)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    match state:
        case DeviceState.IDLE:
            painter.drawEllipse(QPointF(8, 8), 5, 5)
        case DeviceState.IN_USE:
            painter.drawPath(_handset())
        case DeviceState.BUSY:
            painter.drawEllipse(QPointF(8, 8), 6, 6)
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
            painter.setBrush(QColor("#FFFFFF") if color.lightness() < 140 else QColor("#15181D"))
            painter.drawRoundedRect(QRectF(4.5, 7, 7, 2), 1, 1)
        case DeviceState.ON_HOLD:
            painter.drawRoundedRect(QRectF(4, 3.5, 3, 9), 1, 1)
            painter.drawRoundedRect(QRectF(9, 3.5, 3, 9), 1, 1)
        case DeviceState.RINGING:
            painter.drawPath(_bell())
        case DeviceState.CONNECTING:
            for x in (3.5, 8, 12.5):
                painter.drawEllipse(QPointF(x, 8), 1.6, 1.6)
        case DeviceState.UNAVAILABLE:
            _ring(painter, color, dashed=False)
            painter.drawLine(QPointF(4.6, 11.4), QPointF(11.4, 4.6))
        case DeviceState.UNKNOWN:
            _ring(painter, color, dashed=True)
    painter.restore()


def _ring(painter: QPainter, color: QColor, *, dashed: bool) -> None:
    pen = QPen(color, 1.7)
    if dashed:
        pen.setDashPattern([1.4, 1.5])
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawEllipse(QPointF(8, 8), 5.2, 5.2)


def _handset() -> QPainterPath:
    """Return a telephone handset, slanted."""
    path = QPainterPath(QPointF(3.2, 2.6))
    path.cubicTo(3.9, 1.9, 5.0, 2.0, 5.5, 2.8)
    path.lineTo(6.7, 4.8)
    path.cubicTo(7.1, 5.5, 6.9, 6.3, 6.2, 6.8)
    path.cubicTo(5.9, 7.0, 5.9, 7.3, 6.1, 7.6)
    path.cubicTo(6.7, 8.5, 7.5, 9.3, 8.4, 9.9)
    path.cubicTo(8.7, 10.1, 9.0, 10.1, 9.2, 9.8)
    path.cubicTo(9.7, 9.1, 10.5, 8.9, 11.2, 9.3)
    path.lineTo(13.2, 10.5)
    path.cubicTo(14.0, 11.0, 14.1, 12.1, 13.4, 12.8)
    path.cubicTo(12.2, 14.0, 10.4, 14.0, 8.3, 12.8)
    path.cubicTo(6.2, 11.6, 4.4, 9.8, 3.2, 7.7)
    path.cubicTo(2.0, 5.6, 2.0, 3.8, 3.2, 2.6)
    return path


def _bell() -> QPainterPath:
    path = QPainterPath(QPointF(8, 1.8))
    path.cubicTo(10.6, 1.8, 12.2, 3.8, 12.2, 6.4)
    path.cubicTo(12.2, 9.2, 13.0, 10.2, 13.8, 11.2)
    path.lineTo(2.2, 11.2)
    path.cubicTo(3.0, 10.2, 3.8, 9.2, 3.8, 6.4)
    path.cubicTo(3.8, 3.8, 5.4, 1.8, 8, 1.8)
    path.addEllipse(QPointF(8, 13.1), 1.5, 1.3)
    return path
