"""Saving recordings as files: one under a chosen name, or all of a filter in a folder."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum, auto
from pathlib import Path

from desktop_app.archive.records import Call
from desktop_app.config.settings import RECORDING_NAMES
from desktop_app.controllers.workspace_context import WorkspaceContext
from desktop_app.export import file_names, files
from desktop_app.i18n.text import tr
from desktop_app.models.calls import CallModel
from desktop_app.services import user_messages
from desktop_app.services.archive_sync import CallFilter
from desktop_app.services.bulk_download import BulkDownload
from desktop_app.ui.calls_page import CallsPage
from desktop_app.ui.file_dialogs import ask_where_to_save
from desktop_app.ui.save_all_dialog import FileNames, SaveAllDialog


class Job(Enum):
    """Task keys."""

    SAVE_ALL = auto()


class SavingController:
    """Saves recordings.  `model` and `page` are those of the recordings page."""

    def __init__(self, context: WorkspaceContext, model: CallModel, page: CallsPage) -> None:
        self._context, self._session, self._settings = context, context.session, context.settings
        self._model, self._page = model, page
        self._folder = Path.home()
        self._failure = ""
        context.scope.connect(context.actions.save_recording, self.save)
        context.scope.connect(context.actions.save_all, self.ask_all)

    # ---- one recording -------------------------------------------------------------------------

    def save(self, uniqueid: str) -> None:
        """Fetch a recording, and ask for the name of its file."""
        self._context.withdraw(self._failure)  # it spoke of another recording, or of an earlier try
        self._context.spawn("save recording", self._fetch_and_ask(uniqueid))

    async def _fetch_and_ask(self, uniqueid: str) -> None:
        """Ask only after the download: what the file is decides the ending that is offered."""
        downloading = tr("Downloading the recording …")
        is_told = False

        def tell(_body: bytearray, _size: int) -> None:
            nonlocal is_told
            if not is_told:
                self._context.say(downloading)
            is_told = True

        try:
            body, container = await self._session.recordings.sound(uniqueid, tell)
        except Exception as error:  # user_messages has a sentence for each type
            self._failure = user_messages.of_error(error)
            self._context.offer(self._failure, tr("Try again"), lambda: self.save(uniqueid))
            return
        finally:
            self._context.withdraw(downloading)
        call = await self._session.calls.by_id(uniqueid)
        plain = f"{file_names.sanitize(uniqueid) or 'recording'}.{file_names.ending_of(container)}"
        suggested = self._folder / (self._name(self._pattern(), call, container) if call else plain)

        def write(path: Path, _: str) -> None:
            self._context.spawn("save recording", self._write(path, body, container))

        formats = {f"*{suggested.suffix}": suggested.suffix[1:]}
        ask_where_to_save(self._context.window, tr("Save the recording"), suggested, formats, write)

    async def _write(self, path: Path, body: bytes, container: str) -> None:
        written: list[Path] = []
        if await self._context.write_file(lambda: written.append(_write_as(path, body, container))):
            self._context.say(tr("The recording was saved as {file}.").format(file=written[0].name))

    # ---- names ---------------------------------------------------------------------------------

    def _pattern(self) -> str:
        return self._settings.get(RECORDING_NAMES) or file_names.PATTERN

    def _name(self, pattern: str, call: Call, container: str) -> str:
        directions = {"in": tr("incoming"), "out": tr("outgoing"), "internal": tr("internal")}
        return file_names.file_name(
            pattern,
            call,
            self._model.other_number(call),
            self._model.title(call),
            directions.get(call.direction, ""),
            container,
        )

    # ---- all recordings ------------------------------------------------------------------------

    def ask_all(self) -> None:
        """Ask for a folder and a file name pattern, and save all recordings of the page's filter."""
        example = self._model.some_call()
        if example is None:
            self._context.say(tr("No recordings are shown that could be saved."))
            return
        wanted = self._page.wanted()

        def begin(folder: Path, pattern: str) -> None:
            self._folder = folder
            self._settings.set(RECORDING_NAMES, "" if pattern == file_names.PATTERN else pattern)
            self._context.start(Job.SAVE_ALL, self._save_all(folder, pattern, None, wanted))

        SaveAllDialog(
            self._model.rowCount(),
            self._folder,
            FileNames(
                self._pattern(),
                file_names.PATTERN,
                file_names.FIELDS,
                lambda pattern: self._name(pattern, example, "wav"),
            ),
            begin,
            self._context.window,
        ).open()

    async def _save_all(self, folder: Path, pattern: str, ids: Sequence[int] | None, wanted: CallFilter) -> None:
        session = self._session

        async def put(call: Call, container: str, body: bytes) -> None:
            name = self._name(pattern, call, container)
            await self._context.scope.worker.run(lambda: _put(folder, name, body))

        rows = await session.calls.ids(wanted) if ids is None else ids
        work = BulkDownload(
            session.calls.rows, lambda uniqueid: session.recordings.sound(uniqueid, keeps=False), put, self._tell
        )
        try:
            saved = await work.run(rows)
        except OSError:
            self._context.say(user_messages.not_written())
            return
        words = tr("{n} recordings were saved.", saved.count)
        if saved.why is None:
            self._context.say(words)
            return
        words += " " + tr("{n} could not be fetched.", len(saved.failed)) + " " + user_messages.of_error(saved.why)
        again = self._save_all
        self._context.offer(
            words,
            tr("Try again"),
            lambda: self._context.start(Job.SAVE_ALL, again(folder, pattern, saved.failed, wanted)),
        )

    def _tell(self, done: int, everything: int) -> None:
        words = tr("{done} of {all} recordings are saved …").format(done=done, all=everything)
        self._context.offer(words, tr("Stop"), self._stop)

    def _stop(self) -> None:
        self._context.scope.tasks.cancel(Job.SAVE_ALL)
        self._context.say(tr("Stopped. The recordings that are saved stay where they are."))


def _write_as(path: Path, body: bytes, container: str) -> Path:
    """Write a recording under a chosen name, with the ending of what it is.  Returns the path; raises OSError.

    The person agreed to replace the file of the chosen name, and no other.
    """
    named = file_names.with_true_ending(path, container)
    if named != path:
        named = file_names.unused_path(named.parent, named.name, body) or named
    files.write_atomically(named, body)
    return named


def _put(folder: Path, name: str, body: bytes) -> None:
    """Write a file under a free name, unless a file of this name has the same content.  Raises OSError."""
    path = file_names.unused_path(folder, name, body)
    if path is not None:
        files.write_atomically(path, body)
