"""Downloading and playing recordings in the player bar, with their waveforms and notes."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from enum import Enum, auto
from typing import TYPE_CHECKING

from desktop_app.archive.records import Note
from desktop_app.controllers.workspace_context import WorkspaceContext
from desktop_app.i18n.text import tr
from desktop_app.models.calls import CallModel
from desktop_app.models.formatting import format_duration
from desktop_app.models.player_state import WaveformBars
from desktop_app.pbx.sound import decodable
from desktop_app.runtime.thread_worker import ThreadWorker
from desktop_app.services import user_messages
from desktop_app.services.call_notes import LONGEST
from desktop_app.ui.player_bar import Sound
from desktop_app.ui.text_dialog import ask_text

if TYPE_CHECKING:  # loads numpy and the decoder, which only playing needs
    from desktop_app.services.waveform import GrowingSound

BARS = 240


class Job(Enum):
    """Task keys: one recording at a time is downloaded, decoded and annotated."""

    FETCH = auto()
    WAVEFORM = auto()
    SHOW_NOTES = auto()


class PlaybackController:
    """Plays one recording at a time.  `make_sound` creates the audio player on first use."""

    def __init__(self, context: WorkspaceContext, calls: CallModel, make_sound: Callable[[], Sound]) -> None:
        self._context, self._session, self._window = context, context.session, context.window
        self._make_sound, self._calls = make_sound, calls
        self._sound: Sound | None = None
        # A separate thread, since decoding waits for the download.
        self._decoder = ThreadWorker("decoding")
        self._preparer = ThreadWorker("preparing")
        self._failure = ""
        scope = context.scope
        scope.on_exit_await(self._decoder.stop)
        scope.on_exit_await(self._preparer.stop)
        scope.on_exit(self._window.player.close_recording)
        scope.connect(context.actions.play, self.play)
        scope.connect(context.actions.note_call, self.note_call)
        scope.connect(self._window.player.noted, self._ask_note)
        scope.connect(self._window.player.delete_requested, self._delete_note)
        scope.on_exit(self._session.notes.subscribe(self._notes_changed))

    # ---- playing -------------------------------------------------------------------------------

    def play(self, uniqueid: str) -> None:
        """Download a recording and play it.  If it is loaded already, pause or resume it."""
        if self._window.player.uniqueid == uniqueid:
            self._window.player.toggle()
            return
        self._context.withdraw(self._failure)  # it spoke of another recording, or of an earlier try
        # Create the player here and not in the task: QtMultimedia may run the event loop while it loads.
        if self._sound is None:
            try:
                self._sound = self._make_sound()
            except ImportError:
                self._failure = tr(
                    "Sound cannot be used here: a system library is missing (libpulse0). Save the recording instead."
                )
                self._context.say(self._failure)
                return
            self._window.player.set_sound(self._sound)
        self._context.start(Job.FETCH, self._fetch_and_play(uniqueid))

    async def _fetch_and_play(self, uniqueid: str) -> None:
        call = await self._session.calls.by_id(uniqueid)
        title = self._calls.title(call) if call else uniqueid
        self._window.player.expect(uniqueid, title, call.calldate[:16] if call else "")
        self._context.scope.tasks.cancel(Job.WAVEFORM)  # of the previous recording
        coming: list[tuple[bytearray, GrowingSound]] = []

        def follow(body: bytearray, size: int) -> None:
            if coming and coming[-1][0] is body:
                coming[-1][1].grow(body)
            elif size:  # the first part, also after a restart of the download
                coming.append((body, self._hear(uniqueid, body, size, "")))

        try:
            body, container = await self._session.recordings.sound(uniqueid, follow)
        except Exception as error:  # user_messages has a sentence for each type
            if self._window.player.uniqueid == uniqueid:
                self._window.player.close_recording()
            self._failure = user_messages.of_error(error)
            self._context.offer(self._failure, tr("Try again"), lambda: self.play(uniqueid))
            return
        finally:
            for _, growing in coming:
                growing.end()
        if self._window.player.uniqueid != uniqueid:
            return  # the player was closed meanwhile
        if not coming or container == "gsm":  # raw GSM has no header that identifies it to a decoder
            self._hear(uniqueid, body, len(body), container).end()
        playable = await self._preparer.run(lambda: decodable(body, container))
        if self._window.player.uniqueid != uniqueid:
            return
        self._window.player.open(playable, container)
        await self._show_notes(uniqueid)

    def _hear(self, uniqueid: str, body: bytes | bytearray, size: int, container: str) -> GrowingSound:
        from desktop_app.services.waveform import GrowingSound

        growing = GrowingSound(size)
        growing.grow(body)
        self._context.start(Job.WAVEFORM, self._listen(uniqueid, growing, container))
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

        await self._decoder.run(work, interrupt=give_up)

    # ---- notes ---------------------------------------------------------------------------------

    def _ask_note(self, uniqueid: str, ms: int) -> None:
        label = tr("Note at {time}").format(time=format_duration(ms / 1000))
        notes = self._session.notes

        def keep(text: str) -> None:
            self._context.spawn("note", notes.write(uniqueid, text, ms))

        ask_text(self._window, tr("Note in the recording"), label, "", keep, longest=LONGEST)

    def _delete_note(self, note: Note) -> None:
        self._context.spawn("delete note", self._session.notes.forget(note))

    def _notes_changed(self, uniqueid: str) -> None:
        if uniqueid == self._window.player.uniqueid:
            self._context.start(Job.SHOW_NOTES, self._show_notes(uniqueid))

    async def _show_notes(self, uniqueid: str) -> None:
        notes = await self._session.notes.of(uniqueid)
        if uniqueid == self._window.player.uniqueid:
            self._window.player.set_notes([note for note in notes if note.at_ms is not None])

    def note_call(self, uniqueid: str) -> None:
        """Ask for the note on a whole call.  An empty text deletes it."""
        notes = self._session.notes

        def keep(text: str) -> None:
            self._context.spawn("note", notes.write(uniqueid, text))

        ask_text(
            self._window,
            tr("Note"),
            tr("What was said or promised in this call"),
            notes.noted.get(uniqueid, ""),
            keep,
            longest=LONGEST,
        )
