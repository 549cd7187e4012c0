"""Recordings: fetched, listened to for their picture, played in the bar at the foot of the window, and noted on.

A part of the composition root.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from desktop_app.archive.records import Note
from desktop_app.i18n.text import tr
from desktop_app.models.calls import CallModel
from desktop_app.models.formatting import format_duration
from desktop_app.models.player_state import WaveformBars
from desktop_app.runtime.thread_worker import ThreadWorker
from desktop_app.services import user_messages
from desktop_app.services.call_notes import LONGEST
from desktop_app.services.session import Session
from desktop_app.ui.actions import Actions
from desktop_app.ui.player_bar import Sound
from desktop_app.ui.text_prompt import ask_text
from desktop_app.ui.window import MainWindow

if TYPE_CHECKING:  # numpy and the decoder only when something is played
    from desktop_app.services.waveform import GrowingSound

BARS = 240
Start = Callable[[str, Coroutine[Any, Any, None]], None]


class PlaybackController(QObject):
    """Plays; `make_sound` builds the player when something is first played."""

    def __init__(
        self,
        session: Session,
        window: MainWindow,
        actions: Actions,
        make_sound: Callable[[], Sound],
        calls: CallModel,
        start: Start,
    ) -> None:
        super().__init__()
        self._session, self._window, self._actions = session, window, actions
        self._make_sound, self._calls, self._start = make_sound, calls, start
        self._sound: Sound | None = None
        # A thread of its own: decoding waits for the download.
        self._ear = ThreadWorker("decoding")
        self._wires = (
            (window.player.noted, self._ask_note),
            (window.player.forgotten, self._forget_note),
        )
        for signal, work in self._wires:
            signal.connect(work)
        session.notes.subscribe(self._notes_changed)

    async def close(self) -> None:
        """Leave the player to the next desk."""
        for signal, work in self._wires:
            signal.disconnect(work)
        self._window.player.close_recording()
        await self._ear.stop()

    # ---- playing -------------------------------------------------------------------------------

    def play(self, uniqueid: str) -> None:
        """Fetch a recording and play it in the bar at the foot; what is there already pauses, or goes on."""
        if self._window.player.uniqueid == uniqueid:
            self._window.player.toggle()
            return
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
        self._start("play", self._fetch_and_play(uniqueid))

    async def _fetch_and_play(self, uniqueid: str) -> None:
        call = await self._session.calls.by_id(uniqueid)
        title = self._calls.title(call) if call else uniqueid
        self._window.player.expect(uniqueid, title, call.calldate[:16] if call else "")
        self._start("hear", asyncio.sleep(0))  # what was listened to before is of no interest any more
        coming: list[tuple[bytearray, GrowingSound]] = []

        def follow(body: bytearray, size: int) -> None:
            if coming and coming[-1][0] is body:
                coming[-1][1].grow(body)
            elif size:  # begun, or begun anew
                coming.append((body, self._hear(uniqueid, body, size, "")))

        try:
            body, container = await self._session.recordings.sound(uniqueid, follow)
        except Exception as error:  # every kind of trouble becomes its sentence
            if self._window.player.uniqueid == uniqueid:
                self._window.player.close_recording()
            self._actions.offer.emit(user_messages.of_error(error), tr("Try again"), lambda: self.play(uniqueid))
            return
        finally:
            for _, growing in coming:
                growing.end()
        if self._window.player.uniqueid != uniqueid:
            return  # closed meanwhile
        if not coming or container == "gsm":  # bare GSM has no head that a decoder knows it by
            self._hear(uniqueid, body, len(body), container).end()
        self._window.player.open(body, container)
        await self._show_notes(uniqueid)

    def _hear(self, uniqueid: str, body: bytes | bytearray, size: int, container: str) -> GrowingSound:
        from desktop_app.services.waveform import GrowingSound

        growing = GrowingSound(size)
        growing.grow(body)
        self._start("hear", self._listen(uniqueid, growing, container))
        return growing

    async def _listen(self, uniqueid: str, growing: GrowingSound, container: str) -> None:
        from desktop_app.services.waveform import bars, compute_waveform, silences

        loop = asyncio.get_running_loop()
        is_given_up = threading.Event()

        def show(picture: WaveformBars) -> None:
            if self._window.player.uniqueid == uniqueid and not is_given_up.is_set():
                self._window.player.set_picture(picture)

        def work() -> None:
            for part in compute_waveform(growing, container):
                if is_given_up.is_set():
                    return
                is_whole = part.known_ms == part.whole_ms
                picture = WaveformBars(
                    bars(part, BARS), part.known_ms / max(part.whole_ms, 1), silences(part) if is_whole else ()
                )
                loop.call_soon_threadsafe(show, picture)

        def give_up() -> None:
            is_given_up.set()
            growing.end()

        await self._ear.run(work, end=give_up)

    # ---- notes ---------------------------------------------------------------------------------

    def _ask_note(self, uniqueid: str, ms: int) -> None:
        label = tr("Note at {time}").format(time=format_duration(ms / 1000))
        notes = self._session.notes

        def keep(text: str) -> None:
            self._start(f"note {uniqueid}", notes.write(uniqueid, text, ms))

        ask_text(self._window, tr("Note in the recording"), label, "", keep, longest=LONGEST)

    def _forget_note(self, note: Note) -> None:
        self._start(f"note away {note.id}", self._session.notes.forget(note))

    def _notes_changed(self, uniqueid: str) -> None:
        if uniqueid == self._window.player.uniqueid:
            self._start("notes shown", self._show_notes(uniqueid))

    async def _show_notes(self, uniqueid: str) -> None:
        notes = await self._session.notes.of(uniqueid)
        if uniqueid == self._window.player.uniqueid:
            self._window.player.set_notes([note for note in notes if note.at_ms is not None])

    def note_call(self, uniqueid: str) -> None:
        """A note about the whole call: written, changed, or taken away by an empty text."""
        notes = self._session.notes

        def keep(text: str) -> None:
            self._start(f"note {uniqueid}", notes.write(uniqueid, text))

        ask_text(
            self._window,
            tr("Note"),
            tr("What was said or promised in this call"),
            notes.noted.get(uniqueid, ""),
            keep,
            longest=LONGEST,
        )
