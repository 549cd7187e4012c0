"""The field of lamps: headings and a grid under each, only what is visible is painted.

A QListView, so that keys, selection and screen readers work as everywhere; its geometry is our own.
"""

from __future__ import annotations

import math
import time

from PySide6.QtCore import (
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QRegion,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from desktop_app.models.panel_order import PanelOrder, Section
from desktop_app.office import DeviceState
from desktop_app.text import tr
from desktop_app.ui.lamp_painter import LAMP_HEIGHT, LAMP_WIDTH, LampPainter, Look
from desktop_app.ui.theme import GAP, SMALL_PX, Theme

Index = QModelIndex | QPersistentModelIndex
HEADING = 26
SECTION_GAP = 8
PULSE_S = 1.6
PULSE_FRAME_MS = 60
RECOUNT_MS = 250
ROOMY = 1100
ROOMY_WIDTH = 236


class LampField(QListView):
    """Shows a PanelOrder.  `typed` carries text that is meant for the command bar."""

    typed = Signal(str)
    called = Signal(str)
    written_to = Signal(str)
    details = Signal(str)
    history = Signal(str)
    favourite = Signal(str)

    def __init__(self, order: PanelOrder, painter: LampPainter, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("field")
        self._order = order
        self._painter = painter
        self._theme = theme
        self._sections: list[Section] = []
        self._tops: list[int] = []
        self._columns = 1
        self._width = LAMP_WIDTH
        self._hovered = QPersistentModelIndex()
        self.reduced_motion = False
        self.setModel(order)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.setFrameShape(QListView.Shape.NoFrame)
        for changed in (order.layoutChanged, order.modelReset, order.rowsInserted, order.rowsRemoved, order.rowsMoved):
            changed.connect(self._order_changed)
        order.dataChanged.connect(self._data_changed)
        theme.changed.connect(self.viewport().update)
        self._seconds = QTimer(self)
        self._seconds.setInterval(1000)
        self._seconds.timeout.connect(self._tick)
        self._recount = QTimer(self)
        self._recount.setSingleShot(True)
        self._recount.setInterval(RECOUNT_MS)
        self._recount.timeout.connect(self._tick)
        self._pulse = QTimer(self)
        self._pulse.setInterval(PULSE_FRAME_MS)
        self._pulse.timeout.connect(self._repaint_ringing)
        self._order_changed()

    # ---- geometry ------------------------------------------------------------------------------

    def _order_changed(self) -> None:
        self._sections = self._order.sections()
        self._measure()
        self.viewport().update()
        self._watch_ringing()

    def _measure(self) -> None:
        """Where each section begins: cells follow from it by arithmetic, so nothing is stored per lamp."""
        room = max(self.viewport().width() - 2, LAMP_WIDTH)
        # Where there is room, names have more of it.
        wanted = ROOMY_WIDTH if room > ROOMY else LAMP_WIDTH
        self._columns = max(1, (room + GAP) // (wanted + GAP))
        self._width = (room - GAP * (self._columns - 1)) // self._columns
        self._tops = []
        top = 0
        for section in self._sections:
            self._tops.append(top)
            rows = math.ceil(section.count / self._columns)
            top += HEADING + rows * (LAMP_HEIGHT + GAP) + SECTION_GAP
        bar = self.verticalScrollBar()
        bar.setRange(0, max(0, top - self.viewport().height()))
        bar.setPageStep(self.viewport().height())
        bar.setSingleStep(LAMP_HEIGHT // 2)

    def _cell(self, position: int) -> QRect:
        """Where a row of the order stands, in the coordinates of the whole field."""
        for section, top in zip(self._sections, self._tops, strict=True):
            if section.first <= position < section.first + section.count:
                line, column = divmod(position - section.first, self._columns)
                x = 1 + column * (self._width + GAP)
                return QRect(x, top + HEADING + line * (LAMP_HEIGHT + GAP), self._width, LAMP_HEIGHT)
        return QRect()

    def updateGeometries(self) -> None:
        self._measure()

    def doItemsLayout(self) -> None:
        self._measure()
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._measure()

    def visualRect(self, index: Index) -> QRect:
        return self._cell(index.row()).translated(0, -self.verticalOffset()) if index.isValid() else QRect()

    def verticalOffset(self) -> int:
        return self.verticalScrollBar().value()

    def horizontalOffset(self) -> int:
        return 0

    def isIndexHidden(self, index: Index) -> bool:
        return False

    def indexAt(self, point: QPoint) -> QModelIndex:
        y = point.y() + self.verticalOffset()
        for section, top in zip(self._sections, self._tops, strict=True):
            line = (y - top - HEADING) // (LAMP_HEIGHT + GAP)
            column = (point.x() - 1) // (self._width + GAP)
            position = section.first + line * self._columns + column
            inside = line >= 0 and 0 <= column < self._columns and position < section.first + section.count
            if inside and self._cell(position).contains(point.x(), y):
                return self._order.index(position, 0)
        return QModelIndex()

    def scrollTo(
        self, index: Index, hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible
    ) -> None:
        rect = self.visualRect(index)
        bar = self.verticalScrollBar()
        if rect.top() - HEADING < 0:
            bar.setValue(bar.value() + rect.top() - HEADING)
        elif rect.bottom() > self.viewport().height():
            bar.setValue(bar.value() + rect.bottom() - self.viewport().height() + GAP)

    def setSelection(self, rect: QRect, command: QItemSelectionModel.SelectionFlag) -> None:
        self.selectionModel().select(self.indexAt(rect.center()), command)

    def visualRegionForSelection(self, selection: object) -> QRegion:
        return QRegion(self.viewport().rect())

    def sizeHint(self) -> QSize:
        return QSize(4 * (LAMP_WIDTH + GAP), 400)

    # ---- painting ------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        offset, dirty = self.verticalOffset(), event.rect()
        pulse = self._pulse_now()
        current = self.currentIndex()
        for section, top in zip(self._sections, self._tops, strict=True):
            bottom = top + HEADING + math.ceil(section.count / self._columns) * (LAMP_HEIGHT + GAP)
            if bottom - offset < dirty.top() or top - offset > dirty.bottom():
                continue
            self._paint_heading(painter, section, top - offset)
            step = LAMP_HEIGHT + GAP
            first = max(0, (dirty.top() + offset - top - HEADING) // step)
            last = (dirty.bottom() + offset - top - HEADING) // step
            begin, end = first * self._columns, min((last + 1) * self._columns, section.count)
            for position in range(section.first + begin, section.first + end):
                rect = self._cell(position).translated(0, -offset)
                if not rect.intersects(dirty):
                    continue
                selected = current.isValid() and current.row() == position
                look = Look(selected, self._hovered.isValid() and self._hovered.row() == position, pulse)
                self._painter.paint(painter, rect, self._order.row_at(position), look)
        painter.end()

    def _paint_heading(self, painter: QPainter, section: Section, y: int) -> None:
        tokens = self._theme.tokens
        font = self._theme.font(SMALL_PX, strong=True)
        painter.setFont(font)
        painter.setPen(QColor(tokens.dim))
        title = section.title.upper()
        painter.drawText(1, y, self.viewport().width(), HEADING - 6, Qt.AlignmentFlag.AlignVCenter, title)
        left = QFontMetrics(font).horizontalAdvance(title) + 10
        painter.setFont(self._theme.font(SMALL_PX))
        painter.setPen(QColor(tokens.faint))
        painter.drawText(
            left, y, self.viewport().width(), HEADING - 6, Qt.AlignmentFlag.AlignVCenter, _count_words(section)
        )

    def _pulse_now(self) -> float:
        if self.reduced_motion:
            return 0.6
        return 0.5 - 0.5 * math.cos(time.monotonic() / PULSE_S * 2 * math.pi)

    # ---- time ----------------------------------------------------------------------------------

    def _data_changed(self) -> None:
        self._watch_ringing()
        if not self._recount.isActive():
            self._recount.start()

    def _watch_ringing(self) -> None:
        if self._pulse.isActive() or self.reduced_motion or not self.isVisible():
            return
        self._pulse.start()

    def _repaint_ringing(self) -> None:
        """Repaint the visible lamps that ring; stop when there is none."""
        ringing = [rect for position, rect in self._visible() if self._rings(position)]
        for rect in ringing:
            self.viewport().update(rect)
        if not ringing:
            self._pulse.stop()

    def _rings(self, position: int) -> bool:
        row = self._order.row_at(position)
        return row.is_live and row.lamp.state is DeviceState.RINGING

    def _visible(self) -> list[tuple[int, QRect]]:
        height = self.viewport().height()
        found = []
        for section, top in zip(self._sections, self._tops, strict=True):
            step = LAMP_HEIGHT + GAP
            begin = top + HEADING - self.verticalOffset()
            first = max(0, -begin // step) * self._columns
            last = min(section.count, max(0, (height - begin) // step + 1) * self._columns)
            for position in range(section.first + first, section.first + last):
                found.append((position, self._cell(position).translated(0, -self.verticalOffset())))
        return found

    def _tick(self) -> None:
        """Running times go on, and headings count who is free; once a second, however many events came."""
        self._sections = self._order.sections()
        self._measure()
        self.viewport().update()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._seconds.start()
        self._watch_ringing()

    def hideEvent(self, event: QEvent) -> None:
        self._seconds.stop()
        self._pulse.stop()

    def focusInEvent(self, event: QFocusEvent) -> None:
        # Without the item view's own, which would select whatever stands first: nobody chose it.
        QWidget.focusInEvent(self, event)
        self.viewport().update()

    # ---- hands ---------------------------------------------------------------------------------

    def moveCursor(self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier) -> QModelIndex:
        total = self._order.rowCount()
        if total == 0:
            return QModelIndex()
        here = self.currentIndex().row()
        if here < 0:
            return self._order.index(0, 0)
        moves = QAbstractItemView.CursorAction
        match action:
            case moves.MoveLeft | moves.MovePrevious:
                there = here - 1
            case moves.MoveRight | moves.MoveNext:
                there = here + 1
            case moves.MoveUp | moves.MoveDown | moves.MovePageUp | moves.MovePageDown:
                there = self._above_or_below(here, down=action in (moves.MoveDown, moves.MovePageDown))
            case moves.MoveHome:
                there = 0
            case _:
                there = total - 1
        return self._order.index(min(max(there, 0), total - 1), 0)

    def _above_or_below(self, here: int, *, down: bool) -> int:
        """The lamp that stands under (or over) this one on the screen, across headings."""
        rect = self._cell(here)
        rows = range(here + 1, self._order.rowCount()) if down else range(here - 1, -1, -1)
        line_y: int | None = None
        best = here
        for position in rows:
            cell = self._cell(position)
            if cell.top() == rect.top():
                continue
            if line_y is None:
                line_y, best = cell.top(), position
            if cell.top() != line_y:
                break
            if abs(cell.left() - rect.left()) < abs(self._cell(best).left() - rect.left()):
                best = position
        return best

    def keyPressEvent(self, event: QKeyEvent) -> None:
        extension = self.current_extension()
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and extension:
            if not event.isAutoRepeat():
                (self.written_to if control else self.called).emit(extension)
        elif event.key() == Qt.Key.Key_Space and extension:
            self.favourite.emit(extension)
        elif event.key() == Qt.Key.Key_H and control and extension:
            self.history.emit(extension)
        elif event.text() and event.text().isprintable() and not control:
            self.typed.emit(event.text())
        else:
            super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and event.button() == Qt.MouseButton.LeftButton:
            self.called.emit(self._order.row_at(index.row()).extension)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        extension = self.current_extension()
        if extension and self.indexAt(event.position().toPoint()).isValid():
            self.details.emit(extension)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if QPersistentModelIndex(index) != self._hovered:
            self._hovered = QPersistentModelIndex(index)
            self.viewport().update()

    def leaveEvent(self, event: QEvent) -> None:
        self._hovered = QPersistentModelIndex()
        self.viewport().update()

    def current_extension(self) -> str:
        """The extension of the selected lamp, or an empty text."""
        index = self.currentIndex()
        return self._order.row_at(index.row()).extension if index.isValid() else ""


def _count_words(section: Section) -> str:
    if not section.known:  # «0 free» would say something, and nothing is known
        return f"{section.count}"
    return f"{section.count} · " + tr("{n} free", section.free)
