"""The player at the foot of the window, which plays on while other pages are used."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from PySide6.QtCore import QSize, Qt, QTimer, Signal, SignalInstance
from PySide6.QtGui import QAccessible, QAccessibleEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSlider, QVBoxLayout, QWidget

from desktop_app.i18n.text import tr
from desktop_app.models.formatting import format_duration
from desktop_app.models.player_state import PlaybackJumps, WaveformBars
from desktop_app.services.call_notes import Note
from desktop_app.ui.command_table import CommandTable, with_key
from desktop_app.ui.look import Look
from desktop_app.ui.plain_label import plain_label, plain_tip
from desktop_app.ui.player_menu import PlayerMenu
from desktop_app.ui.waveform import SKIP_MS, Waveform

SPEEDS = (0.5, 0.75, 1.0, 1.25, 1.5, 2.0, 3.0)
TITLE_PX, TIME_PX, VOLUME_PX = 180, 108, 72
# The volume is stored when the slider rests, not at each of its steps.
SETTLED_MS = 400
NARROW_PX = 900
CONTROLS_PX = 68


class Sound(Protocol):
    """The sound output that the bar needs; positions in milliseconds, volume in percent."""

    @property
    def position_changed(self) -> SignalInstance: ...
    @property
    def duration_changed(self) -> SignalInstance: ...
    @property
    def playing_changed(self) -> SignalInstance: ...
    @property
    def failed(self) -> SignalInstance: ...
    @property
    def outputs_changed(self) -> SignalInstance: ...
    @property
    def position(self) -> int: ...
    @property
    def duration(self) -> int: ...
    @property
    def is_playing(self) -> bool: ...
    def load(self, body: bytes, container: str) -> None: ...
    def play(self) -> None: ...
    def pause(self) -> None: ...
    def stop(self) -> None: ...
    def seek(self, ms: int) -> None: ...
    def set_speed(self, speed: float) -> None: ...
    def set_volume(self, percent: int) -> None: ...
    def outputs(self) -> Sequence[tuple[str, str]]: ...
    def has_output(self) -> bool: ...
    def set_output(self, identifier: str) -> None: ...


class PlayerBar(QWidget):
    """Controls the playback of one recording.

    `save` carries the call whose recording is to be saved, `noted` a call and a position in milliseconds,
    `delete_requested` a note.  `volume_changed`, `silence_changed` and `output_changed` carry settings to store.
    """

    save = Signal(str)
    noted = Signal(str, int)
    delete_requested = Signal(object)
    volume_changed = Signal(int)
    silence_changed = Signal(bool)
    output_changed = Signal(str)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("player")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        theme = look.theme
        self._theme, self._icons = theme, look.icons
        self._sound: Sound | None = None
        self.uniqueid = ""
        self._is_loaded = self._has_failed = False
        self._speed = 1.0
        self._jumps = PlaybackJumps()
        self._play_button = self._round_button()
        self._title, self._subtitle, self._time = plain_label(), plain_label(), plain_label()
        self.message = self._make_message()
        self._title.setProperty("kind", "strong")
        self._subtitle.setProperty("kind", "small")
        self._time.setProperty("kind", "dim")
        self._title.setFixedWidth(TITLE_PX)
        self._time.setFont(theme.font(figures=True))
        self._time.setMinimumWidth(TIME_PX)
        self._time.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.waveform = Waveform(theme, self._jumps)
        self.waveform.sought.connect(self.seek)
        self.waveform.toggled.connect(self.toggle)
        self.waveform.marked.connect(self._set_loop)
        self._speed_button = self._small("1×", tr("Speed"))
        self._speed_button.clicked.connect(lambda: self.change_speed(+1, around=True))
        self._volume_icon = plain_label()
        self.volume = self._make_volume()
        self.more = self._make_more()
        self._save_button = self._small("", tr("Save as …"))
        self._save_button.clicked.connect(lambda: self.save.emit(self.uniqueid))
        self._close_button = self._small("", tr("Close the player"))
        self._close_button.clicked.connect(self.close_recording)
        self._lay_out()
        theme.changed.connect(self._draw_icons)
        self._draw_icons()
        self.hide()

    # ---- building --------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        names = QVBoxLayout()
        names.setSpacing(2)
        names.addStretch(1)
        names.addWidget(self._title)
        names.addWidget(self._subtitle)
        names.addStretch(1)
        volume = QHBoxLayout()
        volume.setSpacing(6)
        volume.addWidget(self._volume_icon)
        volume.addWidget(self.volume)
        layout = QHBoxLayout()
        layout.setSpacing(12)
        layout.addWidget(self._play_button)
        layout.addLayout(names)
        layout.addWidget(self.waveform, 1)
        layout.addWidget(self._time)
        layout.addLayout(volume)
        for button in (self._speed_button, self.more, self._save_button, self._close_button):
            layout.addWidget(button)
        controls = QWidget()
        controls.setFixedHeight(CONTROLS_PX)
        controls.setLayout(layout)
        layout.setContentsMargins(0, 0, 0, 0)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(20, 8, 20, 8)
        whole.setSpacing(4)
        whole.addWidget(self.message)
        whole.addWidget(controls)

    @staticmethod
    def _make_message() -> QLabel:
        """Return the line that says why nothing is heard.  It goes when the recording or the obstacle does."""
        message = plain_label(kind="bad")
        message.setWordWrap(True)
        message.hide()
        return message

    def _round_button(self) -> QPushButton:
        button = QPushButton()
        button.setFixedSize(44, 44)
        button.setIconSize(QSize(18, 18))
        button.setProperty("kind", "primary")
        button.setStyleSheet("border-radius: 22px; padding: 0;")
        button.setAccessibleName(tr("Play or pause"))
        button.clicked.connect(self.toggle)
        return button

    @staticmethod
    def _small(text: str, tip: str) -> QPushButton:
        button = QPushButton(text)
        button.setProperty("kind", "chip")
        button.setToolTip(tip)
        button.setAccessibleName(tip)
        return button

    def _make_volume(self) -> QSlider:
        slider = QSlider(Qt.Orientation.Horizontal)
        slider.setRange(0, 100)
        slider.setValue(100)
        slider.setPageStep(10)
        slider.setFixedWidth(VOLUME_PX)
        slider.setAccessibleName(tr("Volume"))
        slider.setToolTip(tr("Volume"))
        slider.valueChanged.connect(self._set_volume)
        self._volume_settled = QTimer(self)
        self._volume_settled.setSingleShot(True)
        self._volume_settled.setInterval(SETTLED_MS)
        self._volume_settled.timeout.connect(lambda: self.volume_changed.emit(slider.value()))
        return slider

    def _make_more(self) -> PlayerMenu:
        more = PlayerMenu(self._jumps)
        more.silence.connect(self._skip_silence)
        more.output.connect(self._set_output)
        more.mark.connect(self.mark)
        more.noted.connect(self.note_here)
        more.sought.connect(self.seek)
        more.delete_requested.connect(self.delete_requested)
        return more

    def set_commands(self, commands: CommandTable) -> None:
        """Show the keys of these commands in the tooltips and the menu."""
        self._play_button.setToolTip(commands["player.toggle"].tip)
        speed = ", ".join(commands[one].key for one in ("player.slower", "player.faster"))
        self._speed_button.setToolTip(with_key(tr("Speed"), speed))
        self.more.loop_key = commands["player.loop"].key

    def set_sound(self, sound: Sound) -> None:
        """Play through this output."""
        self._sound = sound
        sound.position_changed.connect(self._position_changed)
        sound.duration_changed.connect(lambda _: self._show_time())
        sound.playing_changed.connect(lambda _: self._draw_icons())
        sound.playing_changed.connect(lambda _: self._show_message())
        sound.outputs_changed.connect(self._show_message)
        sound.failed.connect(lambda _: self._set_failed(True))
        sound.set_volume(self.volume.value())
        sound.set_output(self.more.chosen_output)
        self.more.outputs = sound.outputs

    def remember(self, volume: int, *, skips_silence: bool, output: str) -> None:
        """Restore the stored settings."""
        self.volume.setValue(volume)
        self._jumps.skips_silence = skips_silence
        self.more.chosen_output = output

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow window the volume gives way to the waveform; the system has a volume control too."""
        super().resizeEvent(event)
        for one in (self._volume_icon, self.volume):
            one.setVisible(self.width() >= NARROW_PX)

    # ---- a recording -----------------------------------------------------------------------------

    def expect(self, uniqueid: str, title: str, subtitle: str) -> None:
        """Stop, and show the recording that is being fetched."""
        if self._sound is not None:
            self._sound.stop()
        self.uniqueid, self._is_loaded = uniqueid, False
        self._set_failed(False)
        self._jumps.reset()
        self._title.setText(self._title.fontMetrics().elidedText(title, Qt.TextElideMode.ElideRight, TITLE_PX - 4))
        self._title.setToolTip(plain_tip(title))
        self._subtitle.setText(subtitle)
        self.waveform.set_picture(WaveformBars())
        self.waveform.set_time(0, 0)
        self.set_notes(())
        self._time.setText(tr("fetching …"))
        for one in (self._play_button, self._save_button, self.more):
            one.setEnabled(False)
        self.show()

    def set_picture(self, picture: WaveformBars) -> None:
        """Show the waveform as far as it is known."""
        self._jumps.silences = picture.silences
        self.waveform.set_picture(picture)

    def set_notes(self, notes: Sequence[Note]) -> None:
        """Show the notes at their positions."""
        self.more.notes = notes
        self.waveform.set_notes(notes)

    def open(self, body: bytes, container: str) -> None:
        """Play the fetched recording."""
        if self._sound is None:
            return
        self._is_loaded = True
        for one in (self._play_button, self._save_button, self.more):
            one.setEnabled(True)
        self._sound.load(body, container)
        self._sound.set_speed(self._speed)
        self._sound.play()
        self._show_time()
        self._show_message()

    def close_recording(self) -> None:
        """Stop and hide."""
        if self._sound is not None:
            self._sound.stop()
        self.uniqueid, self._is_loaded = "", False
        self._set_failed(False)
        self.hide()

    def _set_failed(self, has_failed: bool) -> None:
        self._has_failed = has_failed
        self._show_message()

    def _show_message(self) -> None:
        """Say why nothing is heard, and announce it to screen readers."""
        sentence = ""
        if self._sound is not None and self._is_loaded:
            if self._has_failed:
                sentence = tr("This recording cannot be played on this computer. It can still be saved.")
            elif self._sound.is_playing and not self._sound.has_output():
                sentence = tr("No sound device: nothing can be heard. Connect headphones or speakers.")
        is_new = bool(sentence) and sentence != self.message.text()
        self.message.setText(sentence)
        self.message.setVisible(bool(sentence))
        if is_new:
            QAccessible.updateAccessibility(QAccessibleEvent(self.message, QAccessible.Event.Alert))

    # ---- moving ----------------------------------------------------------------------------------

    def toggle(self) -> None:
        """Play or pause."""
        if self._sound is not None and self._is_loaded:
            self._sound.pause() if self._sound.is_playing else self._sound.play()

    def seek(self, ms: int) -> None:
        """Move to a position in milliseconds."""
        if self._sound is not None and self._is_loaded:
            self._sound.seek(ms)
            self._show_time()

    def skip(self, steps: int) -> None:
        """Move by this many times ten seconds."""
        if self._sound is not None:
            self.seek(self._sound.position + steps * SKIP_MS)

    def change_speed(self, step: int, *, around: bool = False) -> None:
        """Change the speed by `step`; with `around`, the slowest follows the fastest."""
        place = SPEEDS.index(self._speed) + step
        self._speed = SPEEDS[place % len(SPEEDS) if around else min(max(place, 0), len(SPEEDS) - 1)]
        self._speed_button.setText(f"{self._speed:g}×".replace(".", ","))
        if self._sound is not None:
            self._sound.set_speed(self._speed)

    def mark(self) -> None:
        """Set the start of a loop, then its end, then remove it."""
        if self._is_loaded:
            self._jumps.mark_loop(self.position)
            self.waveform.update()

    def note_here(self) -> None:
        """Emit `noted` for the current position."""
        if self._is_loaded:
            self.noted.emit(self.uniqueid, self.position)

    @property
    def position(self) -> int:
        """The current position in milliseconds."""
        return self._sound.position if self._sound is not None else 0

    def _set_loop(self, one: int, two: int) -> None:
        self._jumps.set_loop(one, two)
        self.waveform.update()

    def _skip_silence(self, skips: bool) -> None:
        self._jumps.skips_silence = skips
        self.silence_changed.emit(skips)

    def _set_volume(self, percent: int) -> None:
        if self._sound is not None:
            self._sound.set_volume(percent)
        self._volume_settled.start()

    def _set_output(self, identifier: str) -> None:
        if self._sound is not None:
            self._sound.set_output(identifier)
        self.output_changed.emit(identifier)

    def _position_changed(self, ms: int) -> None:
        if self._sound is not None and self._sound.is_playing:
            place = self._jumps.jump_target(ms)
            if place is not None:
                self._sound.seek(place)
        self._show_time()

    def _show_time(self) -> None:
        if self._sound is None or not self._is_loaded:
            return
        position, duration = self._sound.position, self._sound.duration
        self.waveform.set_time(position, duration)
        self._time.setText(f"{format_duration(position / 1000)} / {format_duration(duration / 1000)}")

    def _draw_icons(self) -> None:
        tokens = self._theme.tokens
        name = "pause" if self._sound is not None and self._sound.is_playing else "play"
        self._play_button.setIcon(self._icons.icon(name, tokens.on_accent, 18))
        self._volume_icon.setPixmap(self._icons.pixmap("volume-2", tokens.dim, 16, self.devicePixelRatioF()))
        self.more.setIcon(self._icons.icon("ellipsis", tokens.dim, 16))
        self._save_button.setIcon(self._icons.icon("download", tokens.dim, 16))
        self._close_button.setIcon(self._icons.icon("x", tokens.dim, 16))
