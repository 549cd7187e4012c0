"""What leaves as files: the calls shown, a few thousand at a time with a way to stop, and the own directory.

A part of the composition root.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

from desktop_app.archive.records import Contact
from desktop_app.export.call_columns import COLUMNS, WORDS, Translate
from desktop_app.export.contacts import as_csv, as_vcards
from desktop_app.export.csv_writer import CsvCallWriter
from desktop_app.export.files import write_atomically
from desktop_app.export.workbook_writer import WorkbookCallWriter
from desktop_app.i18n.text import tr
from desktop_app.runtime.task_supervisor import TaskSupervisor
from desktop_app.runtime.thread_worker import ThreadWorker
from desktop_app.services.archive_sync import CallFilter
from desktop_app.services.session import Session
from desktop_app.ui.actions import Actions
from desktop_app.ui.calls_page import CallsPage
from desktop_app.ui.window import MainWindow

AT_ONCE = 4000
TOLD_EVERY = 20_000
Start = Callable[[str, Coroutine[Any, Any, None]], None]


class ExportController(QObject):
    """Asks for a file and writes what the page shows into it."""

    def __init__(
        self,
        session: Session,
        window: MainWindow,
        actions: Actions,
        page: CallsPage,
        worker: ThreadWorker,
        start: Start,
    ) -> None:
        super().__init__()
        self._session, self._window, self._actions, self._page = session, window, actions, page
        self._worker, self._start = worker, start

    def ask(self) -> None:
        """Where to, and in which form."""
        forms = {
            tr("Workbook (*.xlsx)"): "xlsx",
            tr("Table with semicolons (*.csv)"): ";",
            tr("Table with commas (*.csv)"): ",",
        }
        dialog = QFileDialog(self._window, tr("Export calls"), str(Path.home()))
        dialog.setNameFilters(list(forms))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("xlsx")
        dialog.filterSelected.connect(lambda form: dialog.setDefaultSuffix("xlsx" if forms[form] == "xlsx" else "csv"))
        wanted = self._page.wanted()
        days = dict.fromkeys((wanted.first.isoformat(), wanted.last.isoformat()))
        dialog.selectFile("-".join([tr("calls"), *days]))

        def begin(path: str) -> None:
            name = f"export {path}"
            form = as_named(Path(path), forms[dialog.selectedNameFilter()])
            self._start(name, self._write(name, Path(path), wanted, form))

        dialog.fileSelected.connect(begin)
        dialog.open()

    def ask_contacts(self) -> None:
        """The own directory: where to, and in which form."""
        forms = {tr("vCards (*.vcf)"): ("vcf", as_vcards), tr("Table with semicolons (*.csv)"): ("csv", as_csv)}
        dialog = QFileDialog(self._window, tr("Export contacts"), str(Path.home()))
        dialog.setNameFilters(list(forms))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("vcf")
        dialog.filterSelected.connect(lambda form: dialog.setDefaultSuffix(forms[form][0]))
        dialog.selectFile(tr("contacts"))

        def begin(path: str) -> None:
            self._start(f"export {path}", self._write_contacts(Path(path), forms[dialog.selectedNameFilter()][1]))

        dialog.fileSelected.connect(begin)
        dialog.open()

    async def _write_contacts(self, path: Path, form: Callable[[Sequence[Contact]], bytes]) -> None:
        contacts = self._session.directory.contacts
        try:
            await self._worker.run(lambda: write_atomically(path, form(contacts)))
        except OSError:
            self._actions.notice.emit(tr("The file could not be written there. Choose another folder."))
        else:
            self._actions.notice.emit(tr("{n} contacts were written.", len(contacts)))

    async def _write(self, name: str, path: Path, wanted: CallFilter, form: str) -> None:
        ids = await self._session.calls.ids(wanted)
        name_of = self._session.directory.name_of
        say = _wording()
        sheets = form == "xlsx"
        table = (
            WorkbookCallWriter(path, name_of, say=say)
            if sheets
            else CsvCallWriter(path, name_of, delimiter=form, say=say)
        )
        tasks: TaskSupervisor = self._session.tasks
        written = 0
        try:
            await self._worker.run(table.begin)
            for place in range(0, len(ids), AT_ONCE):
                calls = [
                    call for call in await self._session.calls.rows(ids[place : place + AT_ONCE]) if call is not None
                ]
                await self._worker.run(lambda calls=calls: table.add(calls))  # type: ignore[misc]
                written += len(calls)
                if written // TOLD_EVERY != (written - len(calls)) // TOLD_EVERY:
                    words = tr("{done} of {all} calls are written …").format(done=written, all=len(ids))
                    self._actions.offer.emit(words, tr("Stop"), lambda: tasks.cancel(name))
            await self._worker.run(table.finish)
        except OSError:
            self._actions.notice.emit(tr("The file could not be written there. Choose another folder."))
        else:
            self._actions.notice.emit(tr("{n} calls were written.", written))
        finally:
            table.discard()


def _wording() -> Translate:
    """Headings and cells in the language of the window."""
    columns = (
        tr("When"), tr("Direction"), tr("Outcome"), tr("From"), tr("Caller"), tr("To"), tr("Called"),
        tr("Answered by"), tr("Rang (s)"), tr("Talk (s)"), tr("Cost (zł)"), tr("Zone"), tr("Recording"),
        tr("Identifier"),
    )  # fmt: skip
    words = (
        tr("incoming"), tr("outgoing"), tr("internal"), tr("message"), tr("answered"), tr("missed"), tr("busy"),
        tr("failed"), tr("not billed"), tr("yes"), tr("calls"),
    )  # fmt: skip
    said = dict(zip((*COLUMNS, *WORDS), (*columns, *words), strict=True))
    return lambda word: said.get(word, word)


def as_named(path: Path, form: str) -> str:
    """The form that a file's ending asks for, whatever was chosen beside its name: «xlsx», «;» or «,»."""
    match path.suffix.lower():
        case ".xlsx":
            return "xlsx"
        case ".csv":
            return form if form != "xlsx" else ";"
    return form
