"""The table of calls: its columns, their widths and its delegate."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from desktop_app.i18n.text import tr
from desktop_app.models import calls as columns
from desktop_app.models.calls import CallModel
from desktop_app.ui.call_delegate import CallDelegate
from desktop_app.ui.look import Look
from desktop_app.ui.row_heights import ROW_HEIGHT, RowHeights
from desktop_app.ui.row_table import row_table

WIDTHS = {
    columns.FOLD: 26,
    columns.WHEN: 140,
    columns.WAY: 40,
    columns.NUMBER: 160,
    columns.RANG: 90,
    columns.TALKED: 110,
    columns.COST: 100,
    columns.ZONE: 130,
    columns.PLAY: 84,
}


def call_table(model: CallModel, look: Look) -> QTableView:
    """Return a table over a model of calls.  Clicks and keys are left to the page."""
    table = row_table(model, tr("Calls"), ROW_HEIGHT)
    table.setItemDelegate(CallDelegate(model, look, table))
    table.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    header = table.horizontalHeader()
    header.setHighlightSections(False)
    header.setMinimumSectionSize(WIDTHS[columns.FOLD])
    header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    for column, width in WIDTHS.items():
        table.setColumnWidth(column, width)
    for column in (columns.WHO, columns.WITH):
        header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
    table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    RowHeights(table, model)
    return table
