"""The rail on the left: one button for each page, with the number of new things on it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QSizePolicy, QVBoxLayout, QWidget

from desktop_app.ui.look import Look
from desktop_app.ui.theme import TINY_PX

WIDTH = 76


class RailButton(QAbstractButton):
    """One page: the icon above its name, and a red badge with a number."""

    def __init__(self, icon: str, text: str, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon, self._theme, self._icons = icon, look.theme, look.icons
        self._count = 0
        self.setText(text)
        self.setAccessibleName(text)
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        look.theme.changed.connect(self.update)

    def set_count(self, count: int) -> None:
        """Set the number of the badge; 0 hides it."""
        if count != self._count:
            self._count = count
            self.setAccessibleDescription(str(count) if count else "")
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(WIDTH, 58)

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = self._theme.tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect()).adjusted(5, 1, -6, -1)
        painter.setPen(Qt.PenStyle.NoPen)
        if self.isChecked():
            painter.setBrush(QColor(tokens.accent_tint))
            painter.drawRoundedRect(area, 10, 10)
        if self.hasFocus():
            painter.setPen(QColor(tokens.accent))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(area.adjusted(0.5, 0.5, -0.5, -0.5), 10, 10)
        color = tokens.accent if self.isChecked() else tokens.dim if self.isEnabled() else tokens.line
        pixmap = self._icons.pixmap(self._icon, color, 20, self.devicePixelRatioF())
        painter.drawPixmap(round(area.center().x()) - 10, round(area.top()) + 9, pixmap)
        painter.setPen(QColor(color))
        painter.setFont(self._theme.font(TINY_PX, strong=self.isChecked()))
        painter.drawText(
            area.adjusted(-6, 33, 6, -4), Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter, self.text()
        )
        if self._count:
            self._paint_count(painter, area)

    def _paint_count(self, painter: QPainter, area: QRectF) -> None:
        tokens = self._theme.tokens
        words = str(self._count) if self._count < 100 else "99+"
        width = 10 + 6 * len(words)
        box = QRectF(area.center().x() + 4, area.top() + 4, width, 15)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.busy))
        painter.drawRoundedRect(box, 7.5, 7.5)
        painter.setPen(QColor(tokens.on_accent))
        painter.setFont(self._theme.font(10, strong=True))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)


class Rail(QWidget):
    """All pages; `chosen` carries the position of the page that was clicked."""

    chosen = Signal(int)

    def __init__(self, look: Look, pages: list[tuple[str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("rail")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedWidth(WIDTH)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 8, 0, 8)
        layout.setSpacing(2)
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        for position, (icon, text) in enumerate(pages):
            if position == len(pages) - 1:
                layout.addStretch(1)
            button = RailButton(icon, text, look, self)
            self._group.addButton(button, position)
            layout.addWidget(button)
        self._group.idClicked.connect(self.chosen)

    def choose(self, position: int) -> None:
        """Show which page is open."""
        self._group.button(position).setChecked(True)

    def set_count(self, position: int, count: int) -> None:
        """Set the number of a page's badge."""
        button = self._group.button(position)
        if isinstance(button, RailButton):
            button.set_count(count)
