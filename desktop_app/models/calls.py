"""Calls as a table model of any size, with only the pages near the viewport in memory.

A filter gives the archive ids of its rows (eight bytes each).  The calls are fetched in pages while the user scrolls,
and the least recently used pages are dropped.
"""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Sequence
from html import escape
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from desktop_app.archive.records import Call, CallFilter
from desktop_app.i18n.text import tr
from desktop_app.models.call_cells import (
    COLUMN_COUNT,
    COST,
    FOLD,
    NUMBER,
    PLAY,
    RANG,
    TALKED,
    WAY,
    WHEN,
    WHO,
    WITH,
    ZONE,
    CallCells,
    CallMarks,
)
from desktop_app.models.call_details import CallDetails
from desktop_app.models.call_formatting import incomplete_text
from desktop_app.models.model_tasks import ModelTask, Reading
from desktop_app.runtime.task_supervisor import TaskSupervisor
from desktop_app.services import user_messages
from desktop_app.services.archive_sync import PAGE, ArchiveSync
from desktop_app.services.directory import Directory

__all__ = [
    "CALL", "COST", "DIRECTION", "FOLD", "MESSAGED", "NOTE", "NUMBER", "PLAY", "RANG", "TALKED", "WAY", "WHEN", "WHO",
    "WITH", "ZONE", "CallMarks", "CallModel",
]  # fmt: skip

Index = QModelIndex | QPersistentModelIndex

CALL = Qt.ItemDataRole.UserRole + 1
DIRECTION = Qt.ItemDataRole.UserRole + 2
# The note about the call, an empty text for notes in its recording alone; None without notes.
NOTE = Qt.ItemDataRole.UserRole + 3
# The time at which a message was last sent to the other number; None for none.
MESSAGED = Qt.ItemDataRole.UserRole + 4

KEPT_PAGES, WANTED_PAGES = 60, 4


class CallModel(QAbstractTableModel):
    """The calls of one filter.

    `rows_ready` is emitted when rows are there, `totals_ready` carries the totals.  `syncing` carries whether the
    exchange is being asked, `sync_progress` how many of how many requests it has answered, and `notice` a message about
    an error or incomplete days, empty for none.
    """

    rows_ready = Signal()
    totals_ready = Signal(object)
    notice = Signal(str)
    syncing = Signal(bool)
    sync_progress = Signal(int, int)

    def __init__(
        self,
        calls: ArchiveSync,
        directory: Directory,
        tasks: TaskSupervisor,
        own: str,
        marks: CallMarks | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.cells = CallCells(directory, own, calls.today, marks or CallMarks())
        self._calls = calls
        self._directory = directory
        self._tasks = tasks
        self._ids: array[int] = array("q")
        self._pages: OrderedDict[int, list[Call | None]] = OrderedDict()
        self._missing: OrderedDict[int, None] = OrderedDict()
        self._is_fetching = False
        # Two tasks, so that another filter text does not cancel a running request to the exchange.
        self._filling = ModelTask(id(self), Reading.ROWS)
        self._asking = ModelTask(id(self), Reading.EXCHANGE)
        self._paging = ModelTask(id(self), Reading.PAGE)
        self._shown: CallFilter | None = None
        self.wanted: CallFilter | None = None
        self.details = CallDetails(calls, directory, tasks, self)
        self.details.changed.connect(self._unfolded_changed)
        self._unsubscribe = directory.subscribe(self._names_changed)

    def close(self) -> None:
        """End the subscription to the directory."""
        self._unsubscribe()

    # ---- what a view asks ------------------------------------------------------------------------

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._ids)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else COLUMN_COUNT

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        call = self.call_at(index.row())
        if call is None:
            return "…" if role == Qt.ItemDataRole.DisplayRole and index.column() == WHEN else None
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self.cells.text(call, index.column())
            case Qt.ItemDataRole.AccessibleTextRole:
                return self._accessible_text(call, index)
            case Qt.ItemDataRole.ToolTipRole:
                # Explicit markup with everything escaped, because Qt guesses whether plain text is markup.
                text = self.cells.icon_text(call, index.column())
                return f"<qt>{escape(text)}</qt>" if text else None
            case _ if role == NOTE:
                return self.cells.marks.note_of(call.uniqueid)
            case _ if role == MESSAGED:
                return self.cells.messaged_at(call)
            case Qt.ItemDataRole.TextAlignmentRole if index.column() in (RANG, TALKED, COST):
                return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            case _ if role == CALL:
                return call
            case _ if role == DIRECTION:
                return call.direction
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return (
                "", tr("When"), "", tr("Who"), tr("Number"), tr("With"), tr("Rang"), tr("Talk"), tr("Cost"), tr("Zone"),
                "",
            )[section]  # fmt: skip
        if role == Qt.ItemDataRole.TextAlignmentRole:
            right = Qt.AlignmentFlag.AlignRight if section in (RANG, TALKED, COST) else Qt.AlignmentFlag.AlignLeft
            return int(right | Qt.AlignmentFlag.AlignVCenter)
        return None

    def id_at(self, row: int) -> int:
        """Return the archive id of the call in a row."""
        return self._ids[row]

    def row_of(self, identifier: int) -> int:
        """Return the row of an archive id; -1 when it is not shown."""
        try:
            return self._ids.index(identifier)
        except ValueError:
            return -1

    def call_at(self, row: int) -> Call | None:
        """Return the call of a row, or None while it is being fetched."""
        number, offset = divmod(row, PAGE)
        page = self._pages.get(number)
        if page is None:
            self._want(number)
            return None
        self._pages.move_to_end(number)
        return page[offset] if offset < len(page) else None

    def some_call(self) -> Call | None:
        """Return one of the loaded calls as an example; None without one."""
        return next((call for page in self._pages.values() for call in page if call is not None), None)

    def toggle_details(self, row: int) -> None:
        """Show the legs under a call, or hide them."""
        call = self.call_at(row)
        if call is not None and call.legs:  # a recording without billing records has no legs
            self.details.toggle(self.id_at(row), call.uniqueid)

    def _unfolded_changed(self, identifier: int) -> None:
        row = self.row_of(identifier)
        if row >= 0:
            self.dataChanged.emit(self.index(row, FOLD), self.index(row, PLAY))

    def _want(self, number: int) -> None:
        """Request a page.  The last one requested is in the viewport, so it is fetched first."""
        self._missing[number] = None
        self._missing.move_to_end(number)
        while len(self._missing) > WANTED_PAGES:
            self._missing.popitem(last=False)
        if not self._is_fetching:
            self._is_fetching = True
            self._tasks.restart(self._paging, self._fetch())

    async def _fetch(self) -> None:
        try:
            while self._missing:
                number, _ = self._missing.popitem()
                first = number * PAGE
                ids = self._ids[first : first + PAGE]
                found = await self._calls.rows(ids)
                if ids and ids == self._ids[first : first + PAGE]:
                    self._put(number, found)
                    last = self.index(first + len(ids) - 1, self.columnCount() - 1)
                    self.dataChanged.emit(self.index(first, FOLD), last)
        finally:  # here and not after the task: a page requested in between would never be fetched
            self._is_fetching = False

    def _put(self, number: int, found: list[Call | None]) -> None:
        self._pages[number] = found
        while len(self._pages) > KEPT_PAGES:
            self._pages.popitem(last=False)

    def other_number(self, call: Call) -> str:
        """Return the number that the row shows and that is called back: never the own extension."""
        return self.cells.other_number(call)

    def is_contact(self, number: str) -> bool:
        """True when a contact has this number."""
        return self._directory.contact_of(number) is not None

    def title(self, call: Call) -> str:
        """Return the best name of the other party."""
        return self.cells.title(call)

    def _accessible_text(self, call: Call, index: Index) -> str:
        """Return a cell as text for a screen reader; the cell of the name includes the shown legs."""
        legs = self.details.legs_of(self.id_at(index.row())) if index.column() == WHO else []
        words = self.cells.text(call, index.column()) or self.cells.icon_text(call, index.column())
        return "; ".join([words, *(leg.sentence for leg in legs)])

    def messages_changed(self) -> None:
        """Redraw the marks of sent messages."""
        if self._ids:
            self.dataChanged.emit(self.index(0, PLAY), self.index(len(self._ids) - 1, PLAY))

    def notes_changed(self, uniqueid: str) -> None:
        """Redraw the row of a call whose notes changed, if its page is loaded."""
        for number, page in self._pages.items():
            for offset, call in enumerate(page):
                if call is not None and call.uniqueid == uniqueid:
                    index = self.index(number * PAGE + offset, PLAY)
                    self.dataChanged.emit(index, index)

    # ---- what is shown ---------------------------------------------------------------------------

    def show(self, wanted: CallFilter, *, ask: bool = True) -> None:
        """Show the calls of a filter from the archive, then those that the exchange adds unless `ask` is false."""
        self.wanted = wanted
        self._tasks.restart(self._filling, self._fill(wanted))
        if ask:
            self.notice.emit("")  # the last one spoke of other days, or of an earlier try
            self._tasks.restart(self._asking, self._ask(wanted))

    def stop(self) -> None:
        """Cancel the running request to the exchange and show what has arrived."""
        if self._tasks.is_running(self._asking):
            self._tasks.cancel(self._asking)
            self.notice.emit(tr("Stopped: not all of these days were asked for."))
            if self.wanted is not None:
                self.show(self.wanted, ask=False)

    async def _ask(self, wanted: CallFilter) -> None:
        """Ask the exchange for the days, then show the filter that is set by then."""
        self.syncing.emit(True)
        try:
            report = await self._calls.refresh(wanted.first, wanted.last, self.sync_progress.emit, self._fill_again)
            await self._directory.learn_from_billing()
            await self._fill(self.wanted or wanted)
            self.notice.emit(incomplete_text(report, wanted))
        except Exception as error:  # any error becomes a message on the page; the archived calls stay shown
            self.notice.emit(user_messages.of_error(error))
        finally:
            self.syncing.emit(False)

    @property
    def is_loading(self) -> bool:
        """True while calls are read from the archive or the exchange is asked for them."""
        return self._tasks.is_running(self._filling) or self._tasks.is_running(self._asking)

    def _fill_again(self) -> None:
        """Show the records that have arrived while the request goes on."""
        if self.wanted is not None:
            self._tasks.restart(self._filling, self._fill(self.wanted))

    async def _fill(self, wanted: CallFilter) -> None:
        """Show the first page, then all rows, then the totals."""
        first = await self._calls.ids(wanted, PAGE)
        found = await self._calls.rows(first)
        if wanted is not self.wanted:
            return
        if wanted != self._shown:
            self._replace(first, found)
            self._shown = wanted
            self.rows_ready.emit()
        everything = first if len(first) < PAGE else await self._calls.ids(wanted)
        if wanted is not self.wanted:
            return
        self._grow(everything, first, found)
        self.rows_ready.emit()
        self.totals_ready.emit(await self._calls.totals(wanted))
        await self.details.refresh()

    def _replace(self, ids: array[int], found: list[Call | None]) -> None:
        self.beginResetModel()
        self._ids = ids
        self._pages.clear()
        self._missing.clear()
        self._put(0, found)
        self.endResetModel()

    def _grow(self, everything: array[int], first: Sequence[int], found: list[Call | None]) -> None:
        """Replace the shown ids by all of them with insertions where possible, so that the viewport does not jump.

        New calls are on top; the rest of a list whose first page is shown is at the end.
        """
        added = len(everything) - len(self._ids)
        if added > 0 and everything[added:] == self._ids:
            self.beginInsertRows(QModelIndex(), 0, added - 1)
            self._ids = everything
            self._pages.clear()
            self._put(0, found)
            self.endInsertRows()
        elif added > 0 and everything[: len(self._ids)] == self._ids:
            self.beginInsertRows(QModelIndex(), len(self._ids), len(everything) - 1)
            self._ids = everything
            self.endInsertRows()
        elif everything != self._ids:
            self._replace(everything, found)
        elif first and self._pages.get(0) != found:
            self._pages.clear()
            self._put(0, found)
            self.dataChanged.emit(self.index(0, FOLD), self.index(len(self._ids) - 1, self.columnCount() - 1))

    def _names_changed(self, _: object) -> None:
        if self._ids:
            self.dataChanged.emit(self.index(0, WHO), self.index(len(self._ids) - 1, WITH))
