"""The columns of the calls table: which ones the user chose, and which are hidden in a narrow window."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QMenu, QTableView

from desktop_app.i18n.text import tr
from desktop_app.models import calls as columns
from desktop_app.models.call_formatting import clocks_differ
from desktop_app.ui.call_table import WIDTHS

# Names in the settings.  Time, direction, party and marks are always shown.
CHOOSABLE = {
    "number": columns.NUMBER,
    "with": columns.WITH,
    "rang": columns.RANG,
    "talk": columns.TALKED,
    "cost": columns.COST,
    "zone": columns.ZONE,
}
USUAL = ("number", "with", "rang", "talk", "cost")
# Minimum width of the page in pixels for each of these columns.
_GIVE_WAY = {columns.RANG: 1000, columns.COST: 1000, columns.ZONE: 1000, columns.WITH: 760}
NARROW = 1000
# Width of «UTC+1», shown where the exchange's clock differs from this computer's.
_OFFSET = 50
_NARROW = {columns.WHEN: 120, columns.NUMBER: 130, columns.TALKED: 110}


class CallColumns(QObject):
    """Shows, hides and sizes the columns of one table.  `chosen` carries the names of the chosen columns."""

    chosen = Signal(tuple)

    def __init__(self, table: QTableView) -> None:
        super().__init__(table)
        self._table = table
        self._names: tuple[str, ...] = USUAL
        self._width = NARROW
        header = table.horizontalHeader()
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(lambda point: self.ask(header.mapToGlobal(point)))
        self._arrange()

    def take(self, names: Iterable[str]) -> None:
        """Show these columns of CHOOSABLE.  Unknown names are ignored."""
        self._names = tuple(name for name in names if name in CHOOSABLE)
        self._arrange()

    def set_room(self, width: int) -> None:
        """Arrange the columns for a page of this width in pixels."""
        self._width = width
        self._arrange()

    def ask(self, place: QPoint | None = None) -> None:
        """Open the menu of columns at `place` on the screen, or at the pointer."""
        menu = QMenu(self._table)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for name, column in CHOOSABLE.items():
            words = str(self._table.model().headerData(column, Qt.Orientation.Horizontal))
            if name in self._names and self._table.isColumnHidden(column):
                words = tr("{column} (the window is too narrow)").format(column=words)
            action = menu.addAction(words)
            action.setCheckable(True)
            action.setChecked(name in self._names)
            action.toggled.connect(lambda on, n=name: self._choose(n, on=on))
        menu.addSeparator()
        menu.addAction(tr("As it was at first")).triggered.connect(lambda: self._set(USUAL))
        menu.popup(place or QCursor.pos())

    def _choose(self, name: str, *, on: bool) -> None:
        self._set(tuple(one for one in CHOOSABLE if (on if one == name else one in self._names)))

    def _set(self, names: tuple[str, ...]) -> None:
        self.take(names)
        self.chosen.emit(names)

    def _arrange(self) -> None:
        for name, column in CHOOSABLE.items():
            gives_way = self._width < _GIVE_WAY.get(column, 0)
            self._table.setColumnHidden(column, name not in self._names or gives_way)
        for column, width in _NARROW.items():
            self._table.setColumnWidth(column, width if self._width < NARROW else WIDTHS[column])
        if clocks_differ():
            self._table.setColumnWidth(columns.WHEN, self._table.columnWidth(columns.WHEN) + _OFFSET)
