"""The player at the foot of the window: it goes on while one works."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QSize, Qt, Signal, SignalInstance
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop_app.models.words import talk_time
from desktop_app.text import tr
from desktop_app.ui.icons import Icons
from desktop_app.ui.plain import plain_label, plain_tip
from desktop_app.ui.theme import Theme
from desktop_app.ui.waveform import SKIP_MS, Waveform

SPEEDS = (0.5, 0.75, 1.0, 1.25, 1.5, 2.0, 3.0)


class Sound(Protocol):
    """What the bar needs of a player; milliseconds."""

    @property
    def position_changed(self) -> SignalInstance: ...
    @property
    def duration_changed(self) -> SignalInstance: ...
    @property
    def playing_changed(self) -> SignalInstance: ...
    @property
    def failed(self) -> SignalInstance: ...
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


class PlayerBar(QWidget):
    """Shows and moves what plays.  `trouble` carries a sentence, `saved` the call whose recording is to be saved."""

    trouble = Signal(str)
    save = Signal(str)

    def __init__(self, theme: Theme, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("player")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(84)
        self._theme, self._icons = theme, icons
        self._sound: Sound | None = None
        self._uniqueid = ""
        self._speed = 1.0
        self._button = self._round_button()
        self._title, self._subtitle, self._time = plain_label(), plain_label(), plain_label()
        self._title.setProperty("kind", "strong")
        self._subtitle.setProperty("kind", "small")
        self._time.setProperty("kind", "dim")
        self._title.setFixedWidth(180)
        self._time.setFont(theme.font(figures=True))
        self.waveform = Waveform(theme)
        self.waveform.sought.connect(self.seek)
        self.waveform.toggled.connect(self.toggle)
        self._faster = self._small("1×", tr("Speed ([ and ])"))
        self._faster.clicked.connect(lambda: self.change_speed(+1, around=True))
        self._save = self._small("", tr("Save as …"))
        self._save.clicked.connect(lambda: self.save.emit(self._uniqueid))
        self._close = self._small("", tr("Close the player"))
        self._close.clicked.connect(self.close_recording)
        self._lay_out()
        theme.changed.connect(self._draw_icons)
        self._draw_icons()
        self.hide()

    def _lay_out(self) -> None:
        names = QVBoxLayout()
        names.setSpacing(2)
        names.addStretch(1)
        names.addWidget(self._title)
        names.addWidget(self._subtitle)
        names.addStretch(1)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(20, 8, 20, 8)
        layout.setSpacing(16)
        layout.addWidget(self._button)
        layout.addLayout(names)
        layout.addWidget(self.waveform, 1)
        layout.addWidget(self._time)
        for button in (self._faster, self._save, self._close):
            layout.addWidget(button)

    def _round_button(self) -> QPushButton:
        button = QPushButton()
        button.setFixedSize(44, 44)
        button.setIconSize(QSize(18, 18))
        button.setProperty("kind", "primary")
        button.setStyleSheet("border-radius: 22px; padding: 0;")
        button.setAccessibleName(tr("Play or pause"))
        button.setToolTip(tr("Play or pause (Space)"))
        button.clicked.connect(self.toggle)
        return button

    @staticmethod
    def _small(text: str, tip: str) -> QPushButton:
        button = QPushButton(text)
        button.setProperty("kind", "chip")
        button.setToolTip(tip)
        button.setAccessibleName(tip)
        return button

    def set_sound(self, sound: Sound) -> None:
        """Play through this from now on."""
        self._sound = sound
        sound.position_changed.connect(lambda _: self._show_time())
        sound.duration_changed.connect(lambda _: self._show_time())
        sound.playing_changed.connect(lambda _: self._draw_icons())
        sound.failed.connect(
            lambda _: self.trouble.emit(tr("This recording cannot be played on this computer. It can still be saved."))
        )

    def open(self, uniqueid: str, title: str, subtitle: str, body: bytes, container: str, peaks: list[float]) -> None:
        """Show a recording and begin to play it."""
        if self._sound is None:
            return
        self._uniqueid = uniqueid
        metrics = self._title.fontMetrics()
        self._title.setText(metrics.elidedText(title, Qt.TextElideMode.ElideRight, 176))
        self._title.setToolTip(plain_tip(title))
        self._subtitle.setText(subtitle)
        self.waveform.set_peaks(peaks)
        self._sound.load(body, container)
        self._sound.set_speed(self._speed)
        self.show()
        self._sound.play()

    def toggle(self) -> None:
        """Play or pause."""
        if self._sound is not None and self.isVisible():
            self._sound.pause() if self._sound.is_playing else self._sound.play()

    def seek(self, ms: int) -> None:
        """Go to a place."""
        if self._sound is not None:
            self._sound.seek(ms)
            self._show_time()

    def skip(self, steps: int) -> None:
        """Ten seconds forward or back."""
        if self._sound is not None:
            self.seek(self._sound.position + steps * SKIP_MS)

    def change_speed(self, step: int, *, around: bool = False) -> None:
        """Faster or slower by one step."""
        place = SPEEDS.index(self._speed) + step
        self._speed = SPEEDS[place % len(SPEEDS) if around else min(max(place, 0), len(SPEEDS) - 1)]
        self._faster.setText(f"{self._speed:g}×".replace(".", ","))
        if self._sound is not None:
            self._sound.set_speed(self._speed)

    def close_recording(self) -> None:
        """Fall silent and go away."""
        if self._sound is not None:
            self._sound.stop()
        self.hide()

    @property
    def position(self) -> int:
        """Where it plays, in milliseconds."""
        return self._sound.position if self._sound is not None else 0

    def _show_time(self) -> None:
        if self._sound is None:
            return
        position, duration = self._sound.position, self._sound.duration
        self.waveform.set_time(position, duration)
        self._time.setText(f"{talk_time(position / 1000)} / {talk_time(duration / 1000)}")

    def _draw_icons(self) -> None:
        tokens = self._theme.tokens
        name = "pause" if self._sound is not None and self._sound.is_playing else "play"
        self._button.setIcon(self._icons.icon(name, tokens.on_accent, 18))
        self._save.setIcon(self._icons.icon("download", tokens.dim, 16))
        self._close.setIcon(self._icons.icon("x", tokens.dim, 16))
