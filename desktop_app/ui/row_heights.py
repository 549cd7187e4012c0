"""Row heights of the calls table: a row with details is higher, since the legs of its call stand underneath."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QTableView

from desktop_app.models.calls import WHEN, CallModel

ROW_HEIGHT, LEG_HEIGHT = 39, 26
_BELOW = 6


class RowHeights(QObject):
    """Gives each row the height that its call needs."""

    def __init__(self, table: QTableView, model: CallModel) -> None:
        super().__init__(table)
        self._table, self._model = table, model
        self._some_are_high = False
        model.details.changed.connect(self._changed)
        model.modelReset.connect(self._fit_all)

    def _changed(self, identifier: int) -> None:
        row = self._fit(identifier)
        if row >= 0:
            self._table.scrollTo(self._model.index(row, WHEN))

    def _fit_all(self) -> None:
        """Set all heights again after a reset.  Qt keeps the height of a row number, whichever call is there now."""
        if self._some_are_high:
            self._table.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
            self._some_are_high = False
        for identifier in self._model.details.all:
            self._fit(identifier)

    def _fit(self, identifier: int) -> int:
        row = self._model.row_of(identifier)
        if row >= 0:
            legs = len(self._model.details.legs_of(identifier))
            self._table.setRowHeight(row, ROW_HEIGHT + (legs * LEG_HEIGHT + _BELOW if legs else 0))
            self._some_are_high |= bool(legs)
        return row
