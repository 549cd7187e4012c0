"""Recordings that become files: one where a person says, or all that are shown into a folder.

A part of the composition root.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

from desktop_app.archive.records import Call
from desktop_app.config.settings import RECORDING_NAMES, Settings
from desktop_app.export import file_names, files
from desktop_app.i18n.text import tr
from desktop_app.models.calls import CallModel
from desktop_app.runtime.thread_worker import ThreadWorker
from desktop_app.services import user_messages
from desktop_app.services.archive_sync import CallFilter
from desktop_app.services.bulk_download import BulkDownload
from desktop_app.services.session import Session
from desktop_app.ui.actions import Actions
from desktop_app.ui.calls_page import CallsPage
from desktop_app.ui.save_all_dialog import FileNames, SaveAllDialog
from desktop_app.ui.window import MainWindow

ALL = "save all"
Start = Callable[[str, Coroutine[Any, Any, None]], None]


class SavingController(QObject):
    """`model` and `page` are those of the recordings."""

    def __init__(
        self,
        session: Session,
        window: MainWindow,
        actions: Actions,
        model: CallModel,
        page: CallsPage,
        settings: Settings,
        worker: ThreadWorker,
        start: Start,
    ) -> None:
        super().__init__()
        self._session, self._window, self._actions = session, window, actions
        self._model, self._page, self._settings = model, page, settings
        self._worker, self._start = worker, start
        self._folder = Path.home()

    # ---- one -----------------------------------------------------------------------------------

    def save(self, uniqueid: str) -> None:
        """Save a recording where a person says."""
        self._start(f"save {uniqueid}", self._ask_where(uniqueid))

    async def _ask_where(self, uniqueid: str) -> None:
        call = await self._session.calls.by_id(uniqueid)
        container = await self._session.recordings.container(uniqueid)
        dialog = QFileDialog(self._window, tr("Save the recording"), str(self._folder), "*.wav *.mp3 *.ogg *.gsm")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.selectFile(
            self._name(self._pattern(), call, container) if call else f"{file_names.plain(uniqueid) or 'recording'}.wav"
        )
        dialog.fileSelected.connect(
            lambda path: self._start(f"save {path}", self._fetch_and_save(uniqueid, Path(path)))
        )
        dialog.open()

    async def _fetch_and_save(self, uniqueid: str, path: Path) -> None:
        try:
            body, _ = await self._session.recordings.sound(uniqueid)
            await self._worker.run(lambda: files.write_bytes(path, body))
        except OSError:
            self._actions.notice.emit(tr("The file could not be written there. Choose another folder."))
        except Exception as error:  # every kind of trouble becomes its sentence
            words = user_messages.of_error(error)
            again = self._fetch_and_save
            self._actions.offer.emit(words, tr("Try again"), lambda: self._start(f"save {path}", again(uniqueid, path)))
        else:
            self._actions.notice.emit(tr("The recording was saved as {file}.").format(file=path.name))

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

    # ---- all -----------------------------------------------------------------------------------

    def ask_all(self) -> None:
        """Where to, and under which names."""
        example = self._model.some_call()
        if example is None:
            self._actions.notice.emit(tr("No recordings are shown that could be saved."))
            return
        wanted = self._page.wanted()

        def begin(folder: Path, pattern: str) -> None:
            self._folder = folder
            self._settings.set(RECORDING_NAMES, "" if pattern == file_names.PATTERN else pattern)
            self._start(ALL, self._save_all(folder, pattern, None, wanted))

        SaveAllDialog(
            self._model.rowCount(),
            self._folder,
            FileNames(self._pattern(), file_names.PATTERN, lambda pattern: self._name(pattern, example, "wav")),
            begin,
            self._window,
        ).open()

    async def _save_all(self, folder: Path, pattern: str, ids: Sequence[int] | None, wanted: CallFilter) -> None:
        session = self._session

        async def put(call: Call, container: str, body: bytes) -> None:
            name = self._name(pattern, call, container)
            await self._worker.run(lambda: _put(folder, name, body))

        rows = await session.calls.ids(wanted) if ids is None else ids
        work = BulkDownload(
            session.calls.rows, lambda uniqueid: session.recordings.sound(uniqueid, keeps=False), put, self._tell
        )
        try:
            saved = await work.run(rows)
        except OSError:
            self._actions.notice.emit(tr("The file could not be written there. Choose another folder."))
            return
        words = tr("{n} recordings were saved.", saved.count)
        if saved.why is None:
            self._actions.notice.emit(words)
            return
        words += " " + tr("{n} could not be fetched.", len(saved.failed)) + " " + user_messages.of_error(saved.why)
        again = self._save_all
        self._actions.offer.emit(
            words, tr("Try again"), lambda: self._start(ALL, again(folder, pattern, saved.failed, wanted))
        )

    def _tell(self, done: int, everything: int) -> None:
        words = tr("{done} of {all} recordings are saved …").format(done=done, all=everything)
        self._actions.offer.emit(words, tr("Stop"), self._stop)

    def _stop(self) -> None:
        self._session.tasks.cancel(ALL)
        self._actions.notice.emit(tr("Stopped. The recordings that are saved stay where they are."))


def _put(folder: Path, name: str, body: bytes) -> None:
    """Write a file of its own; one that is there already, letter by letter, is not made twice.  Raises OSError."""
    path = file_names.free_path(folder, name, body)
    if path is not None:
        files.write_bytes(path, body)
