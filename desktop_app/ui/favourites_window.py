"""The favourites window: a narrow panel of the favourites, always on top."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from desktop_app.i18n.text import tr
from desktop_app.models.lamps import LampModel
from desktop_app.models.panel_order import PanelOrder
from desktop_app.models.panel_view import PanelView, Shape
from desktop_app.ui.actions import Actions
from desktop_app.ui.field_geometry import CELLS
from desktop_app.ui.lamp_field import LampField
from desktop_app.ui.lamp_painter import LampPainter
from desktop_app.ui.plain_label import plain_label
from desktop_app.ui.theme import Theme


class FavouritesWindow(QWidget):
    """A small window of favourites that stays above other windows without taking the focus."""

    def __init__(self, lamps: LampModel, actions: Actions, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Tool | Qt.WindowType.WindowStaysOnTopHint)
        self.setObjectName("strip")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setWindowTitle(tr("Favourites"))
        width = CELLS[Shape.TILES].width
        self.resize(width + 40, 480)
        self.setMinimumWidth(width + 24)
        order = PanelOrder(lamps, PanelView(only_favourites=True), self)
        field = LampField(order, LampPainter(theme, lamps), theme)
        field.setAccessibleName(tr("Favourites"))
        field.called.connect(actions.call)
        field.written_to.connect(actions.write)
        field.favourite.connect(actions.favourite)
        empty = plain_label(tr("No favourites yet: select a lamp on the panel and press Space."))
        empty.setProperty("kind", "dim")
        empty.setWordWrap(True)
        empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        stack = QStackedLayout()
        stack.addWidget(field)
        stack.addWidget(empty)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 8, 6, 8)
        layout.addLayout(stack)

        def show_emptiness() -> None:
            stack.setCurrentIndex(0 if order.rowCount() else 1)

        for changed in (order.rowsInserted, order.rowsRemoved, order.modelReset):
            changed.connect(show_emptiness)
        show_emptiness()
