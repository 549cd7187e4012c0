"""The order of the panel: which lamps are shown, under which headings, and in which order within them."""

from __future__ import annotations

import msgspec
from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QSortFilterProxyModel

from desktop_app.models.lamps import FAVOURITES, ROW, SORT, LampModel, LampRow
from desktop_app.office import DeviceState
from desktop_app.text import folded, tr


class Section(msgspec.Struct, frozen=True):
    """A heading and the run of rows under it: how many, of how many it is known what they do, how many are free."""

    title: str
    first: int
    count: int
    free: int
    known: int


class PanelOrder(QSortFilterProxyModel):
    """Sorts and filters a LampModel."""

    def __init__(self, lamps: LampModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._words: list[str] = []
        self._only_favourites = False
        self.setSortRole(SORT)
        self.setSourceModel(lamps)
        self.setDynamicSortFilter(True)
        self.sort(0)

    def set_text(self, text: str) -> None:
        """Show only lamps whose name or extension holds every word."""
        self.beginFilterChange()
        self._words = folded(text).split()
        self.endFilterChange(QSortFilterProxyModel.Direction.Rows)

    def set_only_favourites(self, only: bool) -> None:
        """Show the favourites alone, as the strip does."""
        self.beginFilterChange()
        self._only_favourites = only
        self.endFilterChange(QSortFilterProxyModel.Direction.Rows)

    def filterAcceptsRow(self, source_row: int, source_parent: QModelIndex | QPersistentModelIndex) -> bool:
        if not self._words and not self._only_favourites:
            return True
        row: LampRow = self.sourceModel().index(source_row, 0).data(ROW)
        if self._only_favourites and not row.is_favourite:
            return False
        text = folded(f"{row.name} {row.extension}")
        return all(word in text for word in self._words)

    def row_at(self, position: int) -> LampRow:
        """What stands at a position of the panel."""
        row: LampRow = self.index(position, 0).data(ROW)
        return row

    def sections(self) -> list[Section]:
        """The headings in the order of the rows."""
        found: list[Section] = []
        group: str | None = None
        first = free = known = 0
        total = self.rowCount()
        for position in range(total):
            row = self.row_at(position)
            if row.group != group:
                if group is not None:
                    found.append(Section(heading(group), first, position - first, free, known))
                group, first, free, known = row.group, position, 0, 0
            known += row.is_live
            free += row.is_live and row.lamp.state is DeviceState.IDLE
        if group is not None:
            found.append(Section(heading(group), first, total - first, free, known))
        return found


def heading(group: str) -> str:
    """A group's name as it is shown."""
    if group == FAVOURITES:
        return tr("Favourites")
    return group or tr("Office")
