"""The field of lamps: headings with a grid under each, of which only the visible part is painted.

It is a QListView, so that keys, selection and screen readers work as in any list; the geometry is our own.
"""

from __future__ import annotations

import math
import time
from collections.abc import Sequence

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
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QRegion,
    QResizeEvent,
    QShowEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QApplication, QListView, QWidget

from desktop_app.models.lamps import Index
from desktop_app.models.panel_order import PanelOrder
from desktop_app.office import DeviceState
from desktop_app.ui.command_table import Context
from desktop_app.ui.drop_indicator import drop_mark, drop_target
from desktop_app.ui.field_geometry import Geometry
from desktop_app.ui.lamp_painter import LampLook, LampPainter
from desktop_app.ui.theme import Theme
from desktop_app.ui.widget_commands import pressed_command

PULSE_S = 1.6
PULSE_FRAME_MS = 60


class LampField(QListView):
    """Shows a `PanelOrder`.

    `typed` carries text for the command bar, `zoomed` a number of steps, `toggled` the group to collapse or expand.
    `dropped` carries an extension, a group, and the extension to insert it before (empty for the end).
    """

    typed = Signal(str)
    called = Signal(str)
    written_to = Signal(str)
    details = Signal(str)
    history = Signal(str)
    favourite = Signal(str)
    copied = Signal(str)
    zoomed = Signal(int)
    toggled = Signal(str)
    opened_all = Signal()
    dropped = Signal(str, str, str)

    def __init__(self, order: PanelOrder, painter: LampPainter, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("field")
        self._order = order
        self._painter = painter
        self._hovered = QPersistentModelIndex()
        self._kept = ""
        self._dragged = ""
        self._drop_at: tuple[str, str] | None = None
        self._pressed_at = QPoint()
        self._was_pressed = self._last_pressed = ""
        self.reduced_motion = False
        self.can_be_ordered = False
        self._geometry = Geometry([], 100, order.view.shape, order.view.zoom)
        self.setModel(order)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.setFrameShape(QListView.Shape.NoFrame)
        order.rearranging.connect(self._keep_selection)
        order.modelAboutToBeReset.connect(self._keep_selection)
        order.sections_changed.connect(self._order_changed)
        order.counted.connect(self._counted)
        order.dataChanged.connect(self._data_changed)
        theme.changed.connect(self.viewport().update)
        self._seconds = self._timer(1000, self.viewport().update)
        self._pulse = self._timer(PULSE_FRAME_MS, self._repaint_ringing)
        self._order_changed()

    def _timer(self, milliseconds: int, work: object) -> QTimer:
        timer = QTimer(self)
        timer.setInterval(milliseconds)
        timer.timeout.connect(work)
        return timer

    # ---- geometry ------------------------------------------------------------------------------

    def _keep_selection(self) -> None:
        self._kept = self.current_extension()

    def _take_selection(self) -> None:
        """Keep the selected extension selected.

        When it is not shown any more, nothing is selected, never a neighbour.
        """
        if self.current_extension() != self._kept:
            self.setCurrentIndex(self._order.index_of(self._kept) if self._kept else QModelIndex())
            if not self.currentIndex().isValid():
                self.clearSelection()

    def _order_changed(self) -> None:
        self._measure()
        self._take_selection()
        self.viewport().update()
        self._watch_ringing()

    def _counted(self) -> None:
        """Repaint the headings: only their counts changed."""
        self._geometry.sections = self._order.sections()
        for place in range(len(self._geometry.sections)):
            y = self._geometry.heading_y(place, self.verticalOffset())
            self.viewport().update(0, y, self.viewport().width(), self._geometry.heading)

    def _measure(self) -> None:
        view = self._order.view
        self._geometry = Geometry(self._order.sections(), self.viewport().width(), view.shape, view.zoom)
        bar = self.verticalScrollBar()
        bar.setRange(0, max(0, self._geometry.total - self.viewport().height()))
        bar.setPageStep(self.viewport().height())
        bar.setSingleStep(self._geometry.step // 2)

    def updateGeometries(self) -> None:
        self._measure()

    def doItemsLayout(self) -> None:
        self._measure()
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._measure()

    def visualRect(self, index: Index) -> QRect:
        if not index.isValid():
            return QRect()
        return self._geometry.cell(index.row()).translated(0, -self.verticalOffset())

    def verticalOffset(self) -> int:
        return self.verticalScrollBar().value()

    def horizontalOffset(self) -> int:
        return 0

    def isIndexHidden(self, index: Index) -> bool:
        return False

    def indexAt(self, point: QPoint) -> QModelIndex:
        if self._geometry.heading_at(point.y(), self.verticalOffset()) >= 0:
            return QModelIndex()
        position = self._geometry.at(point.x(), point.y() + self.verticalOffset())
        return self._order.index(position, 0) if position >= 0 else QModelIndex()

    def scrollTo(
        self, index: Index, hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible
    ) -> None:
        rect, heading = self.visualRect(index), self._geometry.heading
        bar = self.verticalScrollBar()
        if rect.top() - heading < 0:
            bar.setValue(bar.value() + rect.top() - heading)
        elif rect.bottom() > self.viewport().height():
            bar.setValue(bar.value() + rect.bottom() - self.viewport().height() + self._geometry.gap)

    def show_heading(self, group: str) -> None:
        """Scroll back to a sticking heading, so that it stays under the pointer after its group was collapsed."""
        for section, top in zip(self._geometry.sections, self._geometry.tops, strict=True):
            if section.group == group and top < self.verticalOffset():
                self.verticalScrollBar().setValue(top)

    def setSelection(self, rect: QRect, command: QItemSelectionModel.SelectionFlag) -> None:
        self.selectionModel().select(self.indexAt(rect.center()), command)

    def visualRegionForSelection(self, selection: object) -> QRegion:
        return QRegion(self.viewport().rect())

    def sizeHint(self) -> QSize:
        return QSize(800, 400)

    # ---- painting ------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        offset, dirty, shape = self.verticalOffset(), event.rect(), self._order.view.shape
        region = event.region()  # its bounding rectangle would repaint everything between two distant lamps
        pulse, geometry = self._pulse_now(), self._geometry
        current = self.currentIndex().row()
        hovered = self._hovered.row() if self._hovered.isValid() else -1
        for position in geometry.between(dirty.top() + offset, dirty.bottom() + offset):
            rect = geometry.cell(position).translated(0, -offset)
            if region.intersects(rect):
                look = LampLook(current == position, hovered == position, pulse)
                is_dragged = bool(self._dragged) and self._order.extension_at(position) == self._dragged
                painter.setOpacity(0.35 if is_dragged else 1.0)
                self._painter.paint(painter, rect, self._order.row_at(position), look, shape, geometry.scale)
        painter.setOpacity(1.0)
        for place, section in enumerate(geometry.sections):
            strip = QRect(0, geometry.heading_y(place, offset), self.viewport().width(), geometry.heading)
            if region.intersects(strip):
                is_over_lamps = geometry.tops[place] < offset
                self._painter.paint_heading(painter, strip, section, geometry.scale, is_over_lamps=is_over_lamps)
        if self._drop_at is not None:
            mark = drop_mark(self._order, self._geometry, self._drop_at, self.verticalOffset())
            self._painter.paint_drop(painter, mark)
        painter.end()

    def _pulse_now(self) -> float:
        if self.reduced_motion:
            return 0.6
        return 0.5 - 0.5 * math.cos(time.monotonic() / PULSE_S * 2 * math.pi)

    # ---- time ----------------------------------------------------------------------------------

    def dataChanged(self, first: Index, last: Index, roles: Sequence[int] = ()) -> None:
        # QListView's own method lays out all items on any change and so repaints the whole field.
        QAbstractItemView.dataChanged(self, first, last, roles)

    def _data_changed(self, first: QModelIndex) -> None:
        if not self._pulse.isActive() and self._rings(first.row()):
            self._watch_ringing()

    def _watch_ringing(self) -> None:
        if not self.reduced_motion and self.isVisible():
            self._pulse.start()

    def _repaint_ringing(self) -> None:
        """Repaint the visible lamps that ring; stop the timer when there are none."""
        offset = self.verticalOffset()
        visible = self._geometry.between(offset, offset + self.viewport().height())
        ringing = [position for position in visible if self._rings(position)]
        for position in ringing:
            self.viewport().update(self._geometry.cell(position).translated(0, -offset))
        if not ringing:
            self._pulse.stop()

    def _rings(self, position: int) -> bool:
        row = self._order.row_at(position)
        return row.is_live and row.lamp.state is DeviceState.RINGING

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._seconds.start()
        self._watch_ringing()

    def hideEvent(self, event: QEvent) -> None:
        self._seconds.stop()
        self._pulse.stop()

    def focusInEvent(self, event: QFocusEvent) -> None:
        # QAbstractItemView's own method would select the first item without an action of the user.
        QWidget.focusInEvent(self, event)
        self.viewport().update()

    # ---- keys ----------------------------------------------------------------------------------

    def moveCursor(self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier) -> QModelIndex:
        total = self._order.rowCount()
        if total == 0:
            return QModelIndex()
        here = self.currentIndex().row()
        if here < 0:
            return self._order.index(0, 0)
        moves, page = QAbstractItemView.CursorAction, max(1, self.viewport().height() // self._geometry.step - 1)
        match action:
            case moves.MoveLeft | moves.MovePrevious:
                there = here - 1
            case moves.MoveRight | moves.MoveNext:
                there = here + 1
            case moves.MoveUp | moves.MoveDown:
                there = self._geometry.vertical(here, 1 if action is moves.MoveDown else -1)
            case moves.MovePageUp | moves.MovePageDown:
                there = self._geometry.vertical(here, page if action is moves.MovePageDown else -page)
            case moves.MoveHome:
                there = 0
            case _:
                there = total - 1
        return self._order.index(min(max(there, 0), total - 1), 0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        extension, command = self.current_extension(), pressed_command(event, Context.PANEL)
        orders = {"panel.call": self.called, "panel.write": self.written_to}
        others = {"panel.favourite": self.favourite, "panel.history": self.history, "panel.copy": self.copied}
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if extension and command in orders:
            if not event.isAutoRepeat():
                orders[command].emit(extension)
        elif extension and command in others:
            others[command].emit(extension)
        elif extension and command == "panel.close-group":
            self.toggled.emit(self._order.group_of(extension) or "")
        elif command == "panel.open-groups":
            self.opened_all.emit()
        elif event.text() and event.text().isprintable() and not control:
            self.typed.emit(event.text())
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoomed.emit(1 if event.angleDelta().y() > 0 else -1)
            event.accept()
        else:
            super().wheelEvent(event)

    # ---- mouse -----------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        point = event.position().toPoint()
        self._was_pressed = self._last_pressed = ""
        place = self._geometry.heading_at(point.y(), self.verticalOffset())
        if place >= 0 and event.button() == Qt.MouseButton.LeftButton:
            self.toggled.emit(self._geometry.sections[place].group)
            return
        super().mousePressEvent(event)
        index = self.indexAt(point)
        self._pressed_at = point
        self._was_pressed = self._last_pressed = self._order.extension_at(index.row()) if index.isValid() else ""

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and event.button() == Qt.MouseButton.LeftButton:
            extension = self._order.extension_at(index.row())
            if extension == self._last_pressed:  # lamps may have moved between the two clicks
                self.called.emit(extension)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        point = event.position().toPoint()
        if event.buttons() & Qt.MouseButton.LeftButton:
            far = (point - self._pressed_at).manhattanLength() >= QApplication.startDragDistance()
            if self._was_pressed and self.can_be_ordered and (self._dragged or far):
                self._dragged = self._was_pressed
                self.setCursor(Qt.CursorShape.ClosedHandCursor)
                self._drop_at = drop_target(self._order, self._geometry, point, self.verticalOffset())
                self._scroll_at_edges(point.y())
                self.viewport().update()
            return
        index = self.indexAt(point)
        if QPersistentModelIndex(index) != self._hovered:
            self._hovered = QPersistentModelIndex(index)
            self.viewport().update()

    def _scroll_at_edges(self, y: int) -> None:
        bar, step = self.verticalScrollBar(), self._geometry.step // 4
        if y < self._geometry.heading:
            bar.setValue(bar.value() - step)
        elif y > self.viewport().height() - self._geometry.heading:
            bar.setValue(bar.value() + step)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        self._was_pressed = ""
        if self._dragged:
            dragged, target = self._dragged, self._drop_at
            self._end_drag()
            if target is not None and target[1] != dragged:
                self.dropped.emit(dragged, *target)
            return
        extension = self.current_extension()
        if extension and self.indexAt(event.position().toPoint()).isValid():
            self.details.emit(extension)

    def cancel_drag(self) -> bool:
        """End a drag without a drop.  Return False when nothing is dragged."""
        was_dragged = bool(self._dragged)
        if was_dragged:
            self._end_drag()
        return was_dragged

    def _end_drag(self) -> None:
        self._dragged, self._was_pressed, self._drop_at = "", "", None
        self.unsetCursor()
        self.viewport().update()

    def leaveEvent(self, event: QEvent) -> None:
        self._hovered = QPersistentModelIndex()
        self.viewport().update()

    def current_extension(self) -> str:
        """Return the extension of the selected lamp, or an empty text."""
        index = self.currentIndex()
        return self._order.extension_at(index.row()) if index.isValid() else ""
