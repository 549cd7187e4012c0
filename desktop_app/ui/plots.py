"""The plots of the charts, drawn by pyqtgraph.  They neither zoom nor pan; a tooltip gives the numbers of each bar.

Imported when charts are first opened, because it imports numpy.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QFontMetrics, QHelpEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QToolTip, QWidget

from desktop_app.models.charts import Chart
from desktop_app.ui.plain_label import plain_tip
from desktop_app.ui.theme import TINY_PX, Theme

BAR = 0.72
ROW_PX = 24
NAME_PX = 190
LABEL_PX = 46

pg.setConfigOptions(antialias=True)


class Plot(pg.PlotWidget):  # type: ignore[misc] # pyqtgraph tells no types
    """A plot of a `Chart`."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._chart: Chart | None = None
        self._font = theme.font(TINY_PX, figures=True)
        self.setMouseEnabled(False, False)
        self.setMenuEnabled(False)
        self.hideButtons()
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        theme.changed.connect(self._draw_again)

    def show_chart(self, chart: Chart) -> None:
        """Plot another chart."""
        self._chart = chart
        self._draw_again()

    def _draw_again(self) -> None:
        self.setBackground(self._theme.tokens.card)
        for side in ("left", "bottom"):
            axis = self.getAxis(side)
            axis.setStyle(tickFont=self._font, tickLength=0)
            axis.setPen(self._theme.tokens.line)
            axis.setTextPen(self._theme.tokens.dim)
        self.clear()
        if self._chart is not None:
            self._draw(self._chart)

    def _draw(self, chart: Chart) -> None:
        """Add the items of a chart."""
        raise NotImplementedError

    def _hint_at(self, chart: Chart, place: QPointF) -> str:
        """Return the tooltip for a place of the plot."""
        raise NotImplementedError

    def hint_at(self, place: QPointF) -> str:
        """Return the tooltip for a place in plot coordinates; empty beside the bars."""
        return self._hint_at(self._chart, place) if self._chart is not None else ""

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent):
            place = self.plotItem.vb.mapSceneToView(self.mapToScene(event.pos()))
            QToolTip.showText(event.globalPos(), plain_tip(self.hint_at(place)), self)
            return True
        return bool(super().viewportEvent(event))

    # The wheel scrolls the page, not the plot.
    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.ignore()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.ignore()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        event.ignore()


class HeatPlot(Plot):
    """A heat map: one cell for each series and label, darker for more."""

    def _draw(self, chart: Chart) -> None:
        tokens = self._theme.tokens
        values = np.array([series.values for series in chart.series], dtype=float)
        shades = pg.ColorMap([0.0, 0.02, 1.0], [tokens.color(name) for name in ("background", "accent_tint", "accent")])
        picture = pg.ImageItem(values, axisOrder="row-major", levels=(0, max(values.max(), 1)))
        picture.setLookupTable(shades.getLookupTable(nPts=256))
        self.addItem(picture)
        for column in range(1, len(chart.labels)):
            self._rule(pg.InfiniteLine(column, angle=90))
        for row in range(1, len(chart.series)):
            self._rule(pg.InfiniteLine(row, angle=0))
        self.getAxis("bottom").setTicks([[(n + 0.5, words) for n, words in enumerate(chart.labels) if n % 2 == 0]])
        self.getAxis("left").setTicks([[(n + 0.5, one.label) for n, one in enumerate(chart.series)]])
        self.getViewBox().invertY(True)
        self.setRange(xRange=(0, len(chart.labels)), yRange=(0, len(chart.series)), padding=0)

    def _rule(self, line: Any) -> None:
        line.setPen(pg.mkPen(self._theme.tokens.card, width=2))
        self.addItem(line)

    def _hint_at(self, chart: Chart, place: QPointF) -> str:
        column, row = int(place.x() // 1), int(place.y() // 1)
        inside = 0 <= column < len(chart.labels) and 0 <= row < len(chart.series)
        return chart.tooltips[row * len(chart.labels) + column] if inside else ""


class ColumnPlot(Plot):
    """Stacked columns, one for each label."""

    def _draw(self, chart: Chart) -> None:
        count = len(chart.labels)
        foot = np.zeros(count)
        for series in chart.series:
            height = np.array(series.values, dtype=float)
            brush = self._theme.tokens.color(series.token)
            self.addItem(pg.BarGraphItem(x=np.arange(count), y0=foot, height=height, width=BAR, brush=brush, pen=None))
            foot = foot + height
        wide = max(self.getViewBox().width(), LABEL_PX)
        step = max(1, -(-count * LABEL_PX // int(wide)))
        self.getAxis("bottom").setTicks([[(n, words) for n, words in enumerate(chart.labels) if n % step == 0]])
        self.getAxis("left").setTicks(None)
        self.setRange(xRange=(-0.6, max(count, 7) - 0.4), yRange=(0, max(foot.max(initial=0), 1) * 1.05), padding=0)

    def resizeEvent(self, event: Any) -> None:
        """Show as many labels as fit."""
        super().resizeEvent(event)
        if getattr(self, "_chart", None) is not None:
            self._draw_again()

    def _hint_at(self, chart: Chart, place: QPointF) -> str:
        column = round(place.x())
        return chart.tooltips[column] if 0 <= column < len(chart.labels) else ""


class RowPlot(Plot):
    """Stacked rows, one for each label, the first on top; as high as it has rows."""

    def _draw(self, chart: Chart) -> None:
        count = len(chart.labels)
        rows = np.arange(count)
        begin = np.zeros(count)
        for series in chart.series:
            length = np.array(series.values, dtype=float)
            brush = self._theme.tokens.color(series.token)
            self.addItem(pg.BarGraphItem(x0=begin, width=length, y=rows, height=BAR, brush=brush, pen=None))
            begin = begin + length
        metrics = QFontMetrics(self._font)
        names = [metrics.elidedText(words, Qt.TextElideMode.ElideRight, NAME_PX) for words in chart.labels]
        axis = self.getAxis("left")
        axis.setTicks([list(enumerate(names))])
        axis.setWidth(max([metrics.horizontalAdvance(name) for name in names], default=0) + 10)
        self.getViewBox().invertY(True)
        self.setRange(xRange=(0, max(begin.max(initial=0), 1) * 1.02), yRange=(-0.6, max(count, 3) - 0.4), padding=0)
        self.setFixedHeight(max(count, 3) * ROW_PX + 30)

    def _hint_at(self, chart: Chart, place: QPointF) -> str:
        row = round(place.y())
        return chart.tooltips[row] if 0 <= row < len(chart.labels) else ""
