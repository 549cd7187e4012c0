"""Importing contacts: reads a file, shows a preview beside the known contacts, and stores what the user selects."""

from __future__ import annotations

from enum import Enum, auto
from pathlib import Path

from desktop_app.controllers.workspace_context import WorkspaceContext
from desktop_app.i18n.text import tr
from desktop_app.services.contact_import import ImportFailed, ParsedFile, Proposal, compare, parse_contacts
from desktop_app.services.directory import Directory
from desktop_app.ui.file_dialogs import ask_for_file
from desktop_app.ui.import_dialog import ImportDialog


class Job(Enum):
    """Task keys."""

    IMPORT = auto()


class ContactImportController:
    """Asks for a file, shows the preview and stores the selected contacts."""

    def __init__(self, context: WorkspaceContext) -> None:
        self._context, self._directory = context, context.session.directory
        context.scope.connect(context.actions.import_directory, self.ask)

    def ask(self) -> None:
        """Ask for the file and read it."""
        name_filter = tr("Directories (*.csv *.txt *.vcf)")
        ask_for_file(self._context.window, tr("Import a directory"), name_filter, self.read)

    def read(self, path: Path) -> None:
        """Read a file and show the preview."""
        self._context.start(Job.IMPORT, self._read(path))

    async def _read(self, path: Path) -> None:
        directory = self._directory
        try:
            read, proposals = await self._context.scope.worker.run(lambda: _read_directory(path, directory))
        except (OSError, ImportFailed) as error:
            why = tr(str(error)) if isinstance(error, ImportFailed) else tr("it cannot be read")
            self._context.say(tr("{file} cannot be imported: {why}.").format(file=path.name, why=why))
            return

        def store(chosen: list[Proposal]) -> None:
            self._context.start(Job.IMPORT, directory.import_contacts(chosen))
            self._context.say(tr("{n} people were kept.", len(chosen)))

        ImportDialog(proposals, read.skipped, store, self._context.window).open()


def _read_directory(path: Path, directory: Directory) -> tuple[ParsedFile, list[Proposal]]:
    """Return the contents of a file and its comparison with the contacts.  Raises OSError, ImportFailed."""
    read = parse_contacts(path.read_bytes())
    return read, compare(read.entries, list(directory.contacts), directory.name_of)
