"""A directory that comes in as a file: read beside who is known, shown, and kept where a person says so.

A part of the composition root.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

from desktop_app.i18n.text import tr
from desktop_app.runtime.thread_worker import ThreadWorker
from desktop_app.services.contact_import import ImportFailed, ParsedFile, Proposal, compare, parse_contacts
from desktop_app.services.directory import Directory
from desktop_app.ui.actions import Actions
from desktop_app.ui.import_dialog import ImportDialog
from desktop_app.ui.window import MainWindow

Start = Callable[[str, Coroutine[Any, Any, None]], None]


class ContactImportController(QObject):
    """Asks for a file and brings its people into the directory."""

    def __init__(
        self, directory: Directory, window: MainWindow, actions: Actions, worker: ThreadWorker, start: Start
    ) -> None:
        super().__init__()
        self._directory, self._window, self._actions = directory, window, actions
        self._worker, self._start = worker, start

    def ask(self) -> None:
        """Which file."""
        dialog = QFileDialog(self._window, tr("Import a directory"), "", tr("Directories (*.csv *.txt *.vcf)"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda path: self._start("import", self._read(Path(path))))
        dialog.open()

    async def _read(self, path: Path) -> None:
        directory = self._directory
        try:
            read, proposals = await self._worker.run(lambda: _read_directory(path, directory))
        except (OSError, ImportFailed) as error:
            why = tr(str(error)) if isinstance(error, ImportFailed) else tr("it cannot be read")
            self._actions.notice.emit(tr("{file} cannot be imported: {why}.").format(file=path.name, why=why))
            return

        def keep(chosen: list[Proposal]) -> None:
            self._start("import", directory.take(chosen))
            self._actions.notice.emit(tr("{n} people were kept.", len(chosen)))

        ImportDialog(proposals, read.skipped, keep, self._window).open()


def _read_directory(path: Path, directory: Directory) -> tuple[ParsedFile, list[Proposal]]:
    """The people of a file beside those who are known.  Raises OSError, ImportFailed."""
    read = parse_contacts(path.read_bytes())
    return read, compare(read.entries, list(directory.contacts), directory.name_of)
