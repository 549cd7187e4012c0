"""The menu of the player: output device, silence, loop, and the notes of the recording."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from desktop_app.i18n.text import tr
from desktop_app.models.formatting import format_duration
from desktop_app.models.player_state import PlaybackJumps
from desktop_app.services.call_notes import Note
from desktop_app.ui.plain_label import plain_action

WORDS_OF_A_NOTE = 48
Outputs = Callable[[], Sequence[tuple[str, str]]]


class PlayerMenu(QPushButton):
    """Emits what was chosen.  The menu is filled each time it opens."""

    silence = Signal(bool)
    output = Signal(str)
    mark = Signal()
    noted = Signal()
    sought = Signal(int)
    delete_requested = Signal(object)

    def __init__(self, jumps: PlaybackJumps, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._jumps = jumps
        self._menu = QMenu(self)
        self._menu.aboutToShow.connect(self._fill)
        self.setMenu(self._menu)
        self.setProperty("kind", "tool")
        self.setFixedSize(34, 34)
        self.setToolTip(tr("More: silence, output, repeating, notes"))
        self.setAccessibleName(tr("More for the player"))
        self.outputs: Outputs = lambda: ()
        self.chosen_output = ""
        self.loop_key = ""
        self.notes: Sequence[Note] = ()

    def _fill(self) -> None:
        menu = self._menu
        menu.clear()
        skips = menu.addAction(tr("Skip silence"))
        skips.setCheckable(True)
        skips.setChecked(self._jumps.skips_silence)
        skips.toggled.connect(self.silence)
        self._add_outputs(menu.addMenu(tr("Play through")))
        menu.addAction(f"{self._mark_words()}\t{self.loop_key}").triggered.connect(lambda _=False: self.mark.emit())
        menu.addSeparator()
        menu.addAction(tr("Note at this place …")).triggered.connect(lambda _=False: self.noted.emit())
        for note in self.notes:
            menu.addAction(_short(note)).triggered.connect(partial(self._seek, note))
        if self.notes:
            away = menu.addMenu(tr("Take a note away"))
            for note in self.notes:
                away.addAction(_short(note)).triggered.connect(partial(self._forget, note))

    def _add_outputs(self, menu: QMenu) -> None:
        for identifier, name in (("", tr("What the system uses")), *self.outputs()):
            action = menu.addAction(plain_action(name))
            action.setCheckable(True)
            action.setChecked(identifier == self.chosen_output)
            action.triggered.connect(partial(self._choose, identifier))

    def _mark_words(self) -> str:
        if self._jumps.loop is not None:
            return tr("Do not repeat any more")
        if self._jumps.loop_start is not None:
            return tr("Repeat from {time} to here").format(time=format_duration(self._jumps.loop_start / 1000))
        return tr("Repeat from here …")

    def _choose(self, identifier: str, checked: bool = False) -> None:
        self.chosen_output = identifier
        self.output.emit(identifier)

    def _seek(self, note: Note, checked: bool = False) -> None:
        self.sought.emit(note.at_ms or 0)

    def _forget(self, note: Note, checked: bool = False) -> None:
        self.delete_requested.emit(note)


def _short(note: Note) -> str:
    words = note.text if len(note.text) <= WORDS_OF_A_NOTE else f"{note.text[: WORDS_OF_A_NOTE - 1]}…"
    return plain_action(f"{format_duration((note.at_ms or 0) / 1000)}  {words}")
