"""Charts of the calls of a page: counting, saving as pictures, copying as numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import Enum, auto
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QIODevice

from desktop_app.controllers.workspace_context import WorkspaceContext
from desktop_app.export.file_names import sanitize
from desktop_app.export.files import write_atomically
from desktop_app.export.safe_cells import escape_formula
from desktop_app.i18n.text import tr
from desktop_app.models import charts
from desktop_app.services.archive_sync import CallFilter
from desktop_app.services.call_statistics import Statistics, running_statistics
from desktop_app.ui.calls_page import CallsPage
from desktop_app.ui.file_dialogs import ask_where_to_save

if TYPE_CHECKING:  # loads pyqtgraph, which only open charts need
    from desktop_app.ui.charts import ChartCard, Charts

Queues = Callable[[], Mapping[str, frozenset[str]]]


class Job(Enum):
    """Task keys."""

    COUNT = auto()


class StatisticsController:
    """Fills the charts of a page.  `queues` returns the currently known agents of each queue."""

    def __init__(self, context: WorkspaceContext, page: CallsPage, queues: Queues) -> None:
        self._context, self._session, self._page, self._queues = context, context.session, page, queues
        self._charts: Charts | None = None
        context.scope.connect(page.charts_wanted, self._show)

    def _show(self, wanted: CallFilter) -> None:
        if self._charts is None:
            from desktop_app.ui.charts import Charts

            self._charts = Charts(self._context.look)
            self._context.scope.connect(self._charts.saved, self._ask_where)
            self._context.scope.connect(self._charts.copied, self._copy)
            self._page.take_charts(self._charts)
        self._context.start(Job.COUNT, self._count(self._charts, wanted))

    async def _count(self, view: Charts, wanted: CallFilter) -> None:
        async for found in running_statistics(self._session.calls, wanted):
            view.show_charts(self._charts_of(found, wanted))

    def _charts_of(self, found: Statistics, wanted: CallFilter) -> tuple[charts.Chart, ...]:
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
            self._context.actions.copy.emit("\n".join("\t".join(map(escape_formula, row)) for row in card.chart.table))

    def _ask_where(self, card: ChartCard) -> None:
        if card.chart is None:
            return

        def write(path: Path, _: str) -> None:
            self._context.spawn("save chart", self._write(card, path))

        suggested = Path.home() / f"{sanitize(card.chart.title)}.png"
        ask_where_to_save(self._context.window, tr("Save as a picture"), suggested, {"*.png": "png"}, write)

    async def _write(self, card: ChartCard, path: Path) -> None:
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        card.picture().save(buffer, "PNG")
        body = bytes(buffer.data().data())
        if await self._context.write_file(lambda: write_atomically(path, body)):
            self._context.say(tr("The picture was saved as {file}.").format(file=path.name))
