"""Charts of the calls shown: counted when they are looked at, drawn in the page, saved as pictures, copied as numbers.

A part of the composition root.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QBuffer, QIODevice, QObject
from PySide6.QtWidgets import QFileDialog

from desktop_app.export.file_names import plain
from desktop_app.export.files import write_bytes
from desktop_app.export.safe_cells import cell
from desktop_app.i18n.text import tr
from desktop_app.models import charts
from desktop_app.runtime.thread_worker import ThreadWorker
from desktop_app.services.archive_sync import CallFilter
from desktop_app.services.call_statistics import Statistics, running_statistics
from desktop_app.services.session import Session
from desktop_app.ui.actions import Actions
from desktop_app.ui.calls_page import CallsPage
from desktop_app.ui.icons import Icons
from desktop_app.ui.look import Look
from desktop_app.ui.theme import Theme
from desktop_app.ui.window import MainWindow

if TYPE_CHECKING:  # pyqtgraph only when charts are opened
    from desktop_app.ui.charts import ChartCard, Charts

Start = Callable[[str, Coroutine[Any, Any, None]], None]
Queues = Callable[[], Mapping[str, frozenset[str]]]


class StatisticsController(QObject):
    """Fills the page's charts while they are shown."""

    def __init__(
        self,
        session: Session,
        window: MainWindow,
        actions: Actions,
        page: CallsPage,
        theme: Theme,
        icons: Icons,
        queues: Queues,
        worker: ThreadWorker,
        start: Start,
    ) -> None:
        super().__init__()
        self._session, self._window, self._actions, self._page = session, window, actions, page
        self._theme, self._icons, self._queues = theme, icons, queues
        self._worker, self._start = worker, start
        self._charts: Charts | None = None
        page.charts_wanted.connect(self._show)

    def _show(self, wanted: CallFilter) -> None:
        if self._charts is None:
            from desktop_app.ui.charts import Charts

            self._charts = Charts(Look(self._theme, self._icons))
            self._charts.saved.connect(self._ask_where)
            self._charts.copied.connect(self._copy)
            self._page.take_charts(self._charts)
        self._start("charts", self._count(self._charts, wanted))

    async def _count(self, view: Charts, wanted: CallFilter) -> None:
        async for found in running_statistics(self._session.calls, wanted):
            view.show_charts(self._drawn(found, wanted))

    def _drawn(self, found: Statistics, wanted: CallFilter) -> tuple[charts.Chart, ...]:
        name_of, today = self._session.directory.name_of, self._session.calls.today()
        return (
            charts.week_chart(found),
            charts.days_chart(found, wanted.first, wanted.last),
            charts.people_chart(found, name_of),
            charts.queues_chart(found, self._queues()),
            charts.waits_chart(found, name_of, today),
        )

    def _copy(self, card: ChartCard) -> None:
        if card.chart is not None:
            self._actions.copy.emit("\n".join("\t".join(map(cell, row)) for row in card.chart.table))

    def _ask_where(self, card: ChartCard) -> None:
        if card.chart is None:
            return
        dialog = QFileDialog(self._window, tr("Save as a picture"), str(Path.home()), "*.png")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("png")
        dialog.selectFile(f"{plain(card.chart.title)}.png")
        dialog.fileSelected.connect(lambda path: self._start(f"save {path}", self._write(card, Path(path))))
        dialog.open()

    async def _write(self, card: ChartCard, path: Path) -> None:
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        card.picture().save(buffer, "PNG")
        body = bytes(buffer.data().data())
        try:
            await self._worker.run(lambda: write_bytes(path, body))
        except OSError:
            self._actions.notice.emit(tr("The file could not be written there. Choose another folder."))
        else:
            self._actions.notice.emit(tr("The picture was saved as {file}.").format(file=path.name))
