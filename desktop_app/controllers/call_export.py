"""Exporting the calls of a page as a workbook or CSV file, in batches and with a button to stop."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from desktop_app.controllers.workspace_context import WorkspaceContext
from desktop_app.export.call_columns import COLUMNS, WORDS, Translate
from desktop_app.export.csv_writer import CsvCallWriter
from desktop_app.export.workbook_writer import WorkbookCallWriter
from desktop_app.i18n.text import tr
from desktop_app.services import user_messages
from desktop_app.services.archive_sync import CallFilter
from desktop_app.ui.calls_page import CallsPage
from desktop_app.ui.file_dialogs import ask_where_to_save

BATCH_SIZE = 4000
PROGRESS_EVERY = 20_000


@dataclass(frozen=True)
class CallExport:
    """Task key: writing a file."""

    path: Path


class CallExportController:
    """Asks for a file and writes the calls of the page's filter to it."""

    def __init__(self, context: WorkspaceContext, page: CallsPage) -> None:
        self._context, self._session, self._page = context, context.session, page
        context.scope.connect(context.actions.export_calls, self.ask)

    def ask(self) -> None:
        """Ask for the file and its format, and export."""
        delimiters = {
            tr("Workbook (*.xlsx)"): "xlsx",
            tr("Table with semicolons (*.csv)"): ";",
            tr("Table with commas (*.csv)"): ",",
        }
        endings = {name: "xlsx" if form == "xlsx" else "csv" for name, form in delimiters.items()}
        wanted = self._page.wanted()
        days = dict.fromkeys((wanted.first.isoformat(), wanted.last.isoformat()))

        def write(path: Path, chosen: str) -> None:
            form = format_of(path, delimiters[chosen])
            self._context.start(CallExport(path), self.export(path, wanted, form))

        suggested = Path.home() / "-".join([tr("calls"), *days])
        ask_where_to_save(self._context.window, tr("Export calls"), suggested, endings, write)

    async def export(self, path: Path, wanted: CallFilter, form: str) -> None:
        """Write the calls of a filter to a file.  `form` is a result of `format_of`."""
        name_of, say, worker = self._session.directory.name_of, _wording(), self._context.scope.worker
        table: CsvCallWriter | WorkbookCallWriter
        if form == "xlsx":
            table = WorkbookCallWriter(path, name_of, say=say)
        else:
            table = CsvCallWriter(path, name_of, delimiter=form, say=say)
        try:
            await worker.run(table.begin)
            written = await self._write_rows(table, path, wanted)
            await worker.run(table.finish)
        except OSError:
            self._context.say(user_messages.not_written())
        else:
            self._context.say(tr("{n} calls were written.", written))
        finally:
            table.discard()

    async def _write_rows(self, table: CsvCallWriter | WorkbookCallWriter, path: Path, wanted: CallFilter) -> int:
        ids = await self._session.calls.ids(wanted)
        tasks, worker, written = self._context.scope.tasks, self._context.scope.worker, 0
        for place in range(0, len(ids), BATCH_SIZE):
            rows = await self._session.calls.rows(ids[place : place + BATCH_SIZE])
            calls = [call for call in rows if call is not None]
            await worker.run(lambda calls=calls: table.add(calls))  # type: ignore[misc]
            written += len(calls)
            if written // PROGRESS_EVERY != (written - len(calls)) // PROGRESS_EVERY:
                progress = tr("{done} of {all} calls are written …").format(done=written, all=len(ids))
                self._context.offer(progress, tr("Stop"), lambda: tasks.cancel(CallExport(path)))
        return written


def _wording() -> Translate:
    """Return the translation of headings and cells into the language of the window."""
    columns = (
        tr("When"), tr("Direction"), tr("Outcome"), tr("From"), tr("Caller"), tr("To"), tr("Called"),
        tr("Answered by"), tr("Rang (s)"), tr("Talk (s)"), tr("Cost (zł)"), tr("Zone"), tr("Recording"),
        tr("Identifier"),
    )  # fmt: skip
    words = (
        tr("incoming"), tr("outgoing"), tr("internal"), tr("message"), tr("answered"), tr("missed"), tr("busy"),
        tr("failed"), tr("not billed"), tr("left in queue"), tr("voicemail"), tr("announcement"), tr("feature code"),
        tr("yes"), tr("calls"),
    )  # fmt: skip
    said = dict(zip((*COLUMNS, *WORDS), (*columns, *words), strict=True))
    return lambda word: said.get(word, word)


def format_of(path: Path, chosen: str) -> str:
    """Return the format of a file: «xlsx», «;» or «,».  Its suffix overrides the format chosen in the dialog."""
    match path.suffix.lower():
        case ".xlsx":
            return "xlsx"
        case ".csv":
            return chosen if chosen != "xlsx" else ";"
    return chosen
