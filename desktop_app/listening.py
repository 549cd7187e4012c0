"""Recordings: fetched, played in the bar at the foot of the window, and saved where a person says.

A part of the composition root.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

from desktop_app import export
from desktop_app.archive.records import Call
from desktop_app.services import sentences
from desktop_app.services.session import Session
from desktop_app.text import tr
from desktop_app.ui.actions import Actions
from desktop_app.ui.player_bar import Sound
from desktop_app.ui.window import MainWindow
from desktop_app.worker import Worker

PEAKS = 240
Start = Callable[[str, Coroutine[Any, Any, None]], None]


class Listening(QObject):
    """Plays and saves; `make_sound` builds the player when something is first played."""

    def __init__(
        self,
        session: Session,
        window: MainWindow,
        actions: Actions,
        make_sound: Callable[[], Sound],
        title_of: Callable[[Call], str],
        worker: Worker,
        start: Start,
    ) -> None:
        super().__init__()
        self._session, self._window, self._actions = session, window, actions
        self._make_sound, self._title_of, self._worker, self._start = make_sound, title_of, worker, start
        self._sound: Sound | None = None

    # ---- recordings ----------------------------------------------------------------------------

    def play(self, uniqueid: str) -> None:
        """Fetch a recording and play it in the bar at the foot."""
        # The player is built here and not in the task: Qt's multimedia may run the event loop while it loads.
        if self._sound is None:
            try:
                self._sound = self._make_sound()
            except ImportError:
                words = tr(
                    "Sound cannot be used here: a system library is missing (libpulse0). Save the recording instead."
                )
                self._actions.notice.emit(words)
                return
            self._window.player.set_sound(self._sound)
        self._actions.notice.emit(tr("Fetching the recording …"))
        self._start("play", self._fetch_and_play(uniqueid))

    async def _fetch_and_play(self, uniqueid: str) -> None:
        try:
            body, container = await self._session.recordings.sound(uniqueid)
        except Exception as error:  # every kind of trouble becomes its sentence
            self._actions.notice.emit(sentences.of_error(error))
            return
        from desktop_app.services.waveform import peaks  # numpy only when something is played

        picture = await self._worker.run(lambda: peaks(body, PEAKS))
        call = await self._session.calls.by_id(uniqueid)
        title = self._title_of(call) if call else uniqueid
        subtitle = call.calldate[:16] if call else ""
        self._window.player.open(uniqueid, title, subtitle, body, container, picture)
        self._window.notice.hide()

    def save(self, uniqueid: str) -> None:
        """Save a recording where a person says."""
        dialog = QFileDialog(self._window, tr("Save the recording"), "", "*.wav *.mp3 *.ogg *.gsm")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.selectFile(f"{safe_name(uniqueid)}.wav")
        dialog.fileSelected.connect(
            lambda path: self._start(f"save {path}", self._fetch_and_save(uniqueid, Path(path)))
        )
        dialog.open()

    async def _fetch_and_save(self, uniqueid: str, path: Path) -> None:
        try:
            body, _ = await self._session.recordings.sound(uniqueid)
            await self._worker.run(lambda: export.write_bytes(path, body))
        except OSError:
            self._actions.notice.emit(tr("The file could not be written there. Choose another folder."))
        except Exception as error:  # every kind of trouble becomes its sentence
            self._actions.notice.emit(sentences.of_error(error))
        else:
            self._actions.notice.emit(tr("The recording was saved as {file}.").format(file=path.name))


def safe_name(text: str) -> str:
    """Text from outside as a part of a file's name: never a path, never hidden."""
    return re.sub(r"[^A-Za-z0-9_-]+", "-", text).strip("-")[:60] or "recording"
