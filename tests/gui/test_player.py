"""The player: keys and mouse, loops, silence, notes."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from desktop_app.models.player_state import WaveformBars
from desktop_app.services.call_notes import Note
from desktop_app.ui.icons import Icons
from desktop_app.ui.look import Look
from desktop_app.ui.player_bar import PlayerBar
from desktop_app.ui.theme import Theme


class SilentSound(QObject):
    """A sound output whose position the test sets."""

    position_changed = Signal(int)
    duration_changed = Signal(int)
    playing_changed = Signal(bool)
    failed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.position, self.duration, self.is_playing, self.speed = 0, 100_000, False, 1.0
        self.paused, self.volume, self.output = 0, 0, "none"
        self.done: list[str] = []

    def load(self, body: bytes, container: str) -> None:
        self.position = 0
        self.duration_changed.emit(self.duration)

    def play(self) -> None:
        self.done.append("play")
        self.is_playing = True

    def pause(self) -> None:
        self.is_playing = False
        self.paused += 1

    def stop(self) -> None:
        self.is_playing = False

    def seek(self, ms: int) -> None:
        self.position = max(0, min(ms, self.duration))
        self.position_changed.emit(self.position)

    def set_speed(self, speed: float) -> None:
        self.speed = speed

    def set_volume(self, percent: int) -> None:
        self.volume = percent

    def outputs(self) -> list[tuple[str, str]]:
        return [("headset", "Headset & microphone")]

    def set_output(self, identifier: str) -> None:
        self.output = identifier


def test_clicks_and_keys_move_the_player(theme: Theme, icons: Icons, qtbot: QtBot) -> None:
    bar, sound = PlayerBar(Look(theme, icons)), SilentSound()
    qtbot.addWidget(bar)
    bar.resize(1000, 84)
    bar.set_sound(sound)
    bar.expect("1.1", "Jan", "9:00")
    bar.toggle()
    assert "play" not in sound.done, "nothing is loaded yet"
    bar.open(b"", "wav")
    qtbot.waitExposed(bar)
    assert sound.is_playing
    QTest.mouseClick(bar.waveform, Qt.MouseButton.LeftButton, pos=bar.waveform.rect().center())
    assert abs(sound.position - 50_000) < 1500
    QTest.keyClick(bar.waveform, Qt.Key.Key_Right)
    assert abs(sound.position - 60_000) < 1500
    QTest.keyClick(bar.waveform, Qt.Key.Key_Space)
    assert sound.paused == 1
    bar.change_speed(+1)
    assert sound.speed == 1.25
    bar.close_recording()
    assert not bar.isVisible()


def test_the_player_skips_silence_and_loops(theme: Theme, icons: Icons, qtbot: QtBot) -> None:
    bar, sound = PlayerBar(Look(theme, icons)), SilentSound()
    qtbot.addWidget(bar)
    bar.resize(1000, 84)
    bar.remember(40, skips_silence=True, output="headset")
    bar.set_sound(sound)
    assert (sound.volume, sound.output) == (40, "headset")
    bar.expect("1.1", "Jan", "9:00")
    bar.set_picture(WaveformBars([[0.5] * 100], 1.0, [(20_000, 30_000)]))
    bar.open(b"", "wav")
    qtbot.waitExposed(bar)
    sound.seek(21_000)
    assert sound.position == 30_000
    for ms in (40_000, 50_000):
        sound.seek(ms)
        bar.mark()
    sound.seek(50_100)
    assert sound.position == 40_000
    bar.mark()
    sound.seek(50_100)
    assert sound.position == 50_100
    with qtbot.waitSignal(bar.noted) as noted:
        bar.note_here()
    assert noted.args == ["1.1", 50_100]
    with qtbot.waitSignal(bar.volume_changed) as louder:
        bar.volume.setValue(70)
    assert (sound.volume, louder.args) == (70, [70])


def test_the_players_menu_lists_outputs_and_notes(theme: Theme, icons: Icons, qtbot: QtBot) -> None:
    bar, sound = PlayerBar(Look(theme, icons)), SilentSound()
    qtbot.addWidget(bar)
    bar.set_sound(sound)
    bar.expect("1.1", "Jan", "9:00")
    bar.open(b"", "wav")
    bar.set_notes([Note(1, "1.1", 42_000, "obiecana dostawa & rabat")])
    menu = bar.more.menu()
    menu.aboutToShow.emit()
    menus = [menu, *menu.findChildren(QMenu)]
    actions = {action.text(): action for one in reversed(menus) for action in one.actions()}
    actions["0:42  obiecana dostawa && rabat"].trigger()
    assert sound.position == 42_000
    actions["Headset && microphone"].trigger()
    assert sound.output == "headset"
    actions["Skip silence"].trigger()
    sound.seek(1)
    assert sound.position == 1, "no silence is known yet"
