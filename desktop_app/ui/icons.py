"""Icons: single-colour SVG drawings, tinted for the theme and cached as pixmaps."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer


class Icons:
    """The drawings of one folder in any colour and size."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def pixmap(self, name: str, color: QColor | str, px: int, ratio: float = 1.0, *, filled: bool = False) -> QPixmap:
        """Return one drawing, `px` logical pixels wide."""
        return _drawn(self._folder, name, QColor(color).name(), px, ratio, filled)

    def icon(self, name: str, color: QColor | str, px: int = 20) -> QIcon:
        """Return one drawing as a `QIcon`, also sharp at twice the pixel density."""
        icon = QIcon(self.pixmap(name, color, px))
        icon.addPixmap(self.pixmap(name, color, px, 2.0))
        return icon


@lru_cache(maxsize=512)
def _drawn(folder: Path, name: str, color: str, px: int, ratio: float, filled: bool) -> QPixmap:
    drawing = (folder / f"{name}.svg").read_text("utf-8").replace("currentColor", color)
    if filled:
        drawing = drawing.replace('fill="none"', f'fill="{color}"')
    size = round(px * ratio)
    pixmap = QPixmap(size, size)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    QSvgRenderer(QByteArray(drawing.encode())).render(painter, QRectF(0, 0, size, size))
    painter.end()
    pixmap.setDevicePixelRatio(ratio)
    return pixmap
