"""Sound through Qt: a small façade over QMediaPlayer, which plays from memory so that no plain file is ever written.

The player is built when it is first needed, outside of any task: Qt's FFmpeg backend takes a while to load.
"""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QObject, QUrl, Signal
from PySide6.QtMultimedia import QAudio, QAudioDevice, QAudioOutput, QMediaDevices, QMediaPlayer


class Player(QObject):
    """Plays one recording at a time.  Positions and durations in milliseconds."""

    position_changed = Signal(int)
    duration_changed = Signal(int)
    playing_changed = Signal(bool)
    ended = Signal()
    failed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._devices = QMediaDevices(self)
        self._output = QAudioOutput(QMediaDevices.defaultAudioOutput(), self)
        self._player = QMediaPlayer(self)
        self._player.setAudioOutput(self._output)
        self._buffer = QBuffer(self)
        self._wanted = ""
        self._devices.audioOutputsChanged.connect(self._choose_output)
        self._player.positionChanged.connect(lambda ms: self.position_changed.emit(int(ms)))
        self._player.durationChanged.connect(lambda ms: self.duration_changed.emit(int(ms)))
        self._player.playbackStateChanged.connect(self._state_changed)
        self._player.mediaStatusChanged.connect(self._status_changed)
        self._player.errorOccurred.connect(lambda error, words: self.failed.emit(str(words)))

    @staticmethod
    def is_available() -> bool:
        """True when this computer has something to hear with."""
        return not QMediaDevices.defaultAudioOutput().isNull()

    def load(self, body: bytes, container: str) -> None:
        """Take a recording; it begins when `play` is called."""
        self._player.stop()
        self._player.setSource(QUrl())
        self._buffer.close()
        self._buffer.setData(QByteArray(body))
        self._buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        self._player.setSourceDevice(self._buffer, QUrl(f"recording.{container}"))

    def play(self) -> None:
        """Begin, or go on."""
        self._player.play()

    def pause(self) -> None:
        """Fall silent at once and keep the place."""
        self._player.pause()

    def stop(self) -> None:
        """Fall silent and forget the recording."""
        self._player.stop()
        self._player.setSource(QUrl())
        self._buffer.close()
        self._buffer.setData(QByteArray())

    def seek(self, ms: int) -> None:
        """Go to a place."""
        self._player.setPosition(max(0, min(ms, self._player.duration() or ms)))

    def set_speed(self, speed: float) -> None:
        """0.5 to 3 times, the pitch kept."""
        self._player.setPlaybackRate(speed)

    def set_volume(self, percent: int) -> None:
        """0 to 100, as an ear hears it: half of it sounds half as loud."""
        linear = QAudio.convertVolume(
            percent / 100, QAudio.VolumeScale.LogarithmicVolumeScale, QAudio.VolumeScale.LinearVolumeScale
        )
        self._output.setVolume(linear)

    def outputs(self) -> list[tuple[str, str]]:
        """What there is to hear with: identifier and name of each."""
        return [(_identifier(device), device.description()) for device in QMediaDevices.audioOutputs()]

    def set_output(self, identifier: str) -> None:
        """Play there from now on; an empty text, or one that is not there, goes where the system goes."""
        self._wanted = identifier
        self._choose_output()

    @property
    def position(self) -> int:
        """Where it is now."""
        return int(self._player.position())

    @property
    def duration(self) -> int:
        """How long the recording is; 0 until it is known."""
        return int(self._player.duration())

    @property
    def is_playing(self) -> bool:
        """True while it sounds."""
        return self._player.playbackState() == QMediaPlayer.PlaybackState.PlayingState

    def _state_changed(self, state: QMediaPlayer.PlaybackState) -> None:
        self.playing_changed.emit(state == QMediaPlayer.PlaybackState.PlayingState)

    def _status_changed(self, status: QMediaPlayer.MediaStatus) -> None:
        if status == QMediaPlayer.MediaStatus.EndOfMedia:
            self.ended.emit()

    def _choose_output(self) -> None:
        """Also when a headset was plugged in or pulled out."""
        there = [device for device in QMediaDevices.audioOutputs() if _identifier(device) == self._wanted]
        self._output.setDevice(there[0] if there else QMediaDevices.defaultAudioOutput())


def _identifier(device: QAudioDevice) -> str:
    return bytes(device.id().data()).decode("utf-8", "replace")
