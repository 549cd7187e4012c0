"""The player: keys and mouse, loops, silence, notes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from desktop_app.app.application import Application
from desktop_app.config.settings import Settings
from desktop_app.models.player_state import WaveformBars
from desktop_app.pbx.sound import decodable, detect_container
from desktop_app.services.call_notes import Note
from desktop_app.services.waveform import compute_waveform
from desktop_app.ui.icons import Icons
from desktop_app.ui.look import Look
from desktop_app.ui.player_bar import PlayerBar
from desktop_app.ui.theme import Theme
from tests.gui.conftest import OnExchange
from tests.support.demo import FixedSound, RunningDemo
from tests.support.sounds import wav
from tests.support.unfinished_sounds import UNFINISHED
from tests.support.wait import until


class SilentSound(QObject):
    """A sound output whose position the test sets."""

    position_changed = Signal(int)
    duration_changed = Signal(int)
    playing_changed = Signal(bool)
    failed = Signal(str)
    outputs_changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.position, self.duration, self.is_playing, self.speed = 0, 100_000, False, 1.0
        self.paused, self.volume, self.output = 0, 0, "none"
        self.is_connected = True
        self.body = b""
        self.done: list[str] = []

    def load(self, body: bytes, container: str) -> None:
        self.position, self.body = 0, body
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

    def has_output(self) -> bool:
        return self.is_connected

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


NO_DEVICE = "No sound device: nothing can be heard."
NOT_PLAYABLE = "This recording cannot be played"


def opened_bar(theme: Theme, icons: Icons, qtbot: QtBot, sound: SilentSound) -> PlayerBar:
    bar = PlayerBar(Look(theme, icons))
    qtbot.addWidget(bar)
    bar.set_sound(sound)
    bar.expect("1.1", "Jan", "9:00")
    bar.open(b"", "wav")
    qtbot.waitExposed(bar)
    return bar


def test_the_player_says_that_there_is_no_device_while_there_is_none(theme: Theme, icons: Icons, qtbot: QtBot) -> None:
    sound = SilentSound()
    sound.is_connected = False
    bar = opened_bar(theme, icons, qtbot, sound)
    assert bar.message.isVisible()
    assert bar.message.text().startswith(NO_DEVICE)
    for has_output in (True, False):
        sound.is_connected = has_output
        sound.outputs_changed.emit()
        assert bar.message.isVisible() is not has_output
    sound.pause()
    sound.playing_changed.emit(False)
    assert not bar.message.isVisible()
    sound.play()
    sound.playing_changed.emit(True)
    assert bar.message.text().startswith(NO_DEVICE)
    bar.close_recording()
    bar.expect("1.2", "Ewa", "9:10")
    assert not bar.message.isVisible(), "nothing plays yet"


def test_what_the_player_says_goes_with_the_recording(theme: Theme, icons: Icons, qtbot: QtBot) -> None:
    sound = SilentSound()
    bar = opened_bar(theme, icons, qtbot, sound)
    assert not bar.message.isVisible()
    sound.failed.emit("Failed to seek")
    assert bar.message.isVisible()
    assert bar.message.text().startswith(NOT_PLAYABLE)
    bar.expect("1.2", "Ewa", "9:10")
    assert not bar.message.isVisible()
    bar.open(b"", "wav")
    assert not bar.message.isVisible()


def players(*arguments: str) -> list[str]:
    """Run players in a process of their own, without a sound server, and return the words that it prints."""
    command = [sys.executable, "-m", "tests.support.players", *arguments]
    environment = os.environ | {"PULSE_SERVER": "unix:/nowhere"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=True)
    return done.stdout.split()


def test_the_player_and_the_picture_agree_about_the_length(tmp_path: Path) -> None:
    lengths = []
    for number, body in enumerate(UNFINISHED.values()):
        container = detect_container(body)
        (tmp_path / f"{number:02}.{container}").write_bytes(decodable(body, container))
        *_, whole = compute_waveform(body, container)
        lengths.append(whole.whole_ms)
    found = players("lengths", *(str(path) for path in sorted(tmp_path.iterdir())))
    assert [abs(int(one) - length) < 150 for one, length in zip(found, lengths, strict=True)] == [True] * len(lengths)


def test_stopping_a_recording_does_not_freeze_the_program() -> None:
    """A thread of the player that ends may call into Python, while the one that stops the player waits for it."""
    assert players("stopping", "200") == ["200"]


@pytest.mark.qt_log_ignore("pipewire-0.3")  # QtMultimedia looks for it when it is loaded
def test_notices_of_a_recording_go_with_it(on_exchange: OnExchange, monkeypatch: pytest.MonkeyPatch) -> None:
    sound = SilentSound()
    sound.is_connected = False
    monkeypatch.setattr("desktop_app.desktop.audio.Player", lambda parent: sound)

    async def work(program: Application, demo: RunningDemo) -> None:
        speech = demo.exchange.speech
        window, workspace = program.window, program.workspace
        assert workspace is not None
        first, second = list(demo.exchange.billing.recordings)[:2]
        demo.exchange.speech = FixedSound(wav(b""))
        program.actions.play.emit(first)
        await until(lambda: "a sound file without sound" in window.notice.text())
        assert not window.player.isVisible()
        demo.exchange.speech = speech
        program.actions.play.emit(second)
        assert window.notice.text() == ""
        await until(lambda: window.player.message.text().startswith(NO_DEVICE))
        assert window.player.message.isVisible()
        # So does the offer to try again, once the recording plays.
        demo.exchange.speech = FixedSound(wav(b""))
        program.actions.play.emit(first)
        await until(lambda: "a sound file without sound" in window.notice.text())
        demo.exchange.speech = speech
        program.actions.play.emit(first)
        await until(lambda: sound.done.count("play") == 2)
        assert window.notice.text() == ""
        window.player.close_recording()

    on_exchange(Settings(None, None, {}), work)


@pytest.mark.qt_log_ignore("pipewire-0.3")  # QtMultimedia looks for it when it is loaded
def test_the_player_gets_an_unfinished_file_with_its_length(
    on_exchange: OnExchange, monkeypatch: pytest.MonkeyPatch
) -> None:
    sound = SilentSound()
    monkeypatch.setattr("desktop_app.desktop.audio.Player", lambda parent: sound)
    body = UNFINISHED["gsm, zero"]

    async def work(program: Application, demo: RunningDemo) -> None:
        demo.exchange.speech = FixedSound(body)
        uniqueid = next(iter(demo.exchange.billing.recordings))
        program.actions.play.emit(uniqueid)
        await until(lambda: sound.body)
        assert sound.body == decodable(body, "wav") != body
        workspace = program.workspace
        assert workspace is not None
        assert await workspace.session.recordings.sound(uniqueid) == (body, "wav"), "what is kept is what came"
        program.window.player.close_recording()

    on_exchange(Settings(None, None, {}), work)
