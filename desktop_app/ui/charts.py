"""The statistics of the calls shown: cards with one chart each, to be saved as a picture or copied as numbers."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from desktop_app.i18n.text import tr
from desktop_app.models.charts import Chart
from desktop_app.ui.look import Look
from desktop_app.ui.plain_label import plain_label
from desktop_app.ui.plots import ColumnPlot, HeatPlot, Plot, RowPlot
from desktop_app.ui.theme import SMALL_PX, Theme

TWO_COLUMNS = 900
HEIGHT = 220
SHARPNESS = 2.0


class Legend(QWidget):
    """The labels of the colours."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._entries: list[tuple[str, str]] = []
        self.setFixedHeight(18)
        theme.changed.connect(self.update)

    def show_series(self, entries: list[tuple[str, str]]) -> None:
        """Show these entries: (label, colour token)."""
        self._entries = entries
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(self._theme.font(SMALL_PX))
        x = 0
        for words, token in self._entries:
            painter.fillRect(x, 4, 10, 10, QColor(getattr(self._theme.tokens, token)))
            painter.setPen(self._theme.tokens.color("dim"))
            wide = painter.fontMetrics().horizontalAdvance(words)
            painter.drawText(QRect(x + 16, 0, wide + 4, 18), Qt.AlignmentFlag.AlignVCenter, words)
            x += wide + 34


class ChartCard(QFrame):
    """One chart with its title.  `saved` and `copied` are chosen in its menu and carry the card."""

    saved = Signal(object)
    copied = Signal(object)

    def __init__(self, plot: Plot, look: Look, *, has_legend: bool) -> None:
        super().__init__()
        self.setProperty("kind", "card")
        self.chart: Chart | None = None
        self.plot = plot
        self._title = plain_label("", "strong")
        self._legend = Legend(look.theme) if has_legend else None
        self._more = QPushButton()
        self._more.setProperty("kind", "tool")
        self._more.setFixedSize(28, 28)
        self._more.setToolTip(tr("Save this picture, copy its numbers"))
        menu = QMenu(self._more)
        menu.addAction(tr("Save as a picture …")).triggered.connect(lambda: self.saved.emit(self))
        menu.addAction(tr("Copy the numbers")).triggered.connect(lambda: self.copied.emit(self))
        self._more.setMenu(menu)
        self._theme, self._icons = look.theme, look.icons
        self._paint_icon()
        look.theme.changed.connect(self._paint_icon)
        top = QHBoxLayout()
        top.addWidget(self._title, 1)
        top.addWidget(self._more)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 10, 12, 12)
        layout.setSpacing(6)
        layout.addLayout(top)
        if self._legend is not None:
            layout.addWidget(self._legend)
        layout.addWidget(plot, 1)
        layout.addStretch(0)
        plot.setMinimumHeight(HEIGHT)

    def _paint_icon(self) -> None:
        self._more.setIcon(self._icons.icon("ellipsis", self._theme.tokens.dim, 16))

    def show_chart(self, chart: Chart) -> None:
        """Show another chart; a chart without labels hides the card."""
        self.chart = chart
        self._title.setText(chart.title)
        self._more.setAccessibleName(f"{chart.title}: {tr('Save this picture, copy its numbers')}")
        self.plot.setAccessibleName(chart.title)
        self.plot.setAccessibleDescription("; ".join(chart.tooltips[:20]))
        if self._legend is not None:
            self._legend.show_series([(series.label, series.token) for series in chart.series])
        self.plot.show_chart(chart)
        self.setVisible(bool(chart.labels))

    def picture(self) -> QPixmap:
        """Return the card without its menu at `SHARPNESS` times its size, for printing."""
        pixmap = QPixmap(self.size() * SHARPNESS)
        pixmap.setDevicePixelRatio(SHARPNESS)
        pixmap.fill(QColor(self._theme.tokens.card))
        self._more.setVisible(False)
        try:
            self.render(pixmap)
        finally:
            self._more.setVisible(True)
        return pixmap


class Charts(QScrollArea):
    """All cards, two beside each other where there is room."""

    saved = Signal(object)
    copied = Signal(object)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName(tr("Charts"))
        self.week = ChartCard(HeatPlot(look.theme), look, has_legend=False)
        self.days = ChartCard(ColumnPlot(look.theme), look, has_legend=True)
        self.people = ChartCard(RowPlot(look.theme), look, has_legend=True)
        self.queues = ChartCard(RowPlot(look.theme), look, has_legend=True)
        self.waits = ChartCard(RowPlot(look.theme), look, has_legend=True)
        self.cards = (self.week, self.days, self.people, self.queues, self.waits)
        for card in self.cards:
            card.saved.connect(self.saved)
            card.copied.connect(self.copied)
        inside = QWidget()
        self._grid = QGridLayout(inside)
        self._grid.setContentsMargins(0, 0, 8, 0)
        self._grid.setSpacing(12)
        self._beside = QWidget()
        beside = QVBoxLayout(self._beside)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(12)
        for card in (self.waits, self.queues):
            beside.addWidget(card)
        self._columns = 0
        self._arrange(2)
        self.setWidget(inside)

    def show_charts(self, charts: Sequence[Chart]) -> None:
        """Show one chart in each of `cards`."""
        for card, chart in zip(self.cards, charts, strict=True):
            card.show_chart(chart)

    def _arrange(self, columns: int) -> None:
        if columns == self._columns:
            return
        self._columns = columns
        for place, one in enumerate((self.week, self.days, self.people, self._beside)):
            row, column = divmod(place, columns)
            self._grid.addWidget(one, row, column, Qt.AlignmentFlag.AlignTop if place > 1 else Qt.AlignmentFlag(0))
        self._grid.setColumnStretch(1, 1 if columns == 2 else 0)
        self._grid.setColumnStretch(0, 1)
        self._grid.setRowStretch(4, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange(2 if self.width() >= TWO_COLUMNS else 1)

    def sizeHint(self) -> QSize:
        return QSize(TWO_COLUMNS, 2 * HEIGHT)
