"""Exporting the contacts as vCards or as a CSV file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from desktop_app.archive.records import Contact
from desktop_app.controllers.workspace_context import WorkspaceContext
from desktop_app.export.contacts import as_csv, as_vcards
from desktop_app.export.files import write_atomically
from desktop_app.i18n.text import tr
from desktop_app.ui.file_dialogs import ask_where_to_save

Encode = Callable[[Sequence[Contact]], bytes]


class ContactExportController:
    """Asks for a file and writes all contacts to it."""

    def __init__(self, context: WorkspaceContext) -> None:
        self._context = context
        context.scope.connect(context.actions.export_contacts, self.ask)

    def ask(self) -> None:
        """Ask for the file and its format, and export."""
        formats = {tr("vCards (*.vcf)"): "vcf", tr("Table with semicolons (*.csv)"): "csv"}
        encoders: dict[str, Encode] = dict(zip(formats, (as_vcards, as_csv), strict=True))

        def write(path: Path, chosen: str) -> None:
            self._context.spawn("export contacts", self._write(path, encoders[chosen]))

        suggested = Path.home() / tr("contacts")
        ask_where_to_save(self._context.window, tr("Export contacts"), suggested, formats, write)

    async def _write(self, path: Path, encode: Encode) -> None:
        contacts = self._context.session.directory.contacts
        if await self._context.write_file(lambda: write_atomically(path, encode(contacts))):
            self._context.say(tr("{n} contacts were written.", len(contacts)))
