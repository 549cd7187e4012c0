"""The tray icon: the own phone's glyph on a disc, and a mark when the connection is lost."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPen, QPixmap

from desktop_app.office import DeviceState
from desktop_app.ui.glyphs import colour_of, paint_glyph
from desktop_app.ui.theme import LIGHT


@lru_cache(maxsize=64)
def tray_icon(state: DeviceState, is_connected: bool, missed: int) -> QIcon:
    """Return the cached icon of a state: an icon set on the tray costs a transfer over D-Bus."""
    icon = QIcon()
    for px in (22, 44, 64):
        icon.addPixmap(_drawn(state, is_connected, missed, px))
    return icon


def _drawn(state: DeviceState, is_connected: bool, missed: int, px: int) -> QPixmap:
    pixmap = QPixmap(px, px)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    disc = QRectF(1, 1, px - 2, px - 2)
    color = colour_of(state, LIGHT) if is_connected else QColor(LIGHT.away)
    painter.setPen(QPen(color, px / 14))
    painter.setBrush(QColor("#FFFFFF"))
    painter.drawEllipse(disc)
    paint_glyph(
        painter, state if is_connected else DeviceState.UNKNOWN, disc.adjusted(px / 5, px / 5, -px / 5, -px / 5), color
    )
    if not is_connected:
        painter.setPen(QPen(QColor(LIGHT.busy), px / 10))
        painter.drawLine(disc.bottomLeft() / 1.25, disc.topRight() * 0.86)
    if missed:
        box = QRectF(px * 0.5, 0, px * 0.5, px * 0.5)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(LIGHT.busy))
        painter.drawEllipse(box)
    painter.end()
    return pixmap
