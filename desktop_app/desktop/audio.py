"""Playing a recording: a façade over QMediaPlayer, which plays from memory so that no plain file is ever written.

Import this module with the first recording: Qt's FFmpeg backend takes a while to load.
"""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QObject, QUrl, Signal
from PySide6.QtMultimedia import QAudio, QAudioDevice, QAudioOutput, QMediaDevices, QMediaPlayer


class Player(QObject):
    """Plays one recording at a time.  Positions and durations are in milliseconds.

    `ended` is emitted at the end of the recording, `failed` with Qt's text of the error.
    """

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
        self._output_id = ""
        self._devices.audioOutputsChanged.connect(self._choose_output)
        self._player.positionChanged.connect(lambda ms: self.position_changed.emit(int(ms)))
        self._player.durationChanged.connect(lambda ms: self.duration_changed.emit(int(ms)))
        self._player.playbackStateChanged.connect(self._state_changed)
        self._player.mediaStatusChanged.connect(self._status_changed)
        self._player.errorOccurred.connect(lambda error, text: self.failed.emit(str(text)))

    @staticmethod
    def is_available() -> bool:
        """Return whether this computer has an audio output."""
        return not QMediaDevices.defaultAudioOutput().isNull()

    def load(self, body: bytes, container: str) -> None:
        """Load the bytes of a recording; `container` (wav, mp3) is the hint for the decoder.  `play` starts it."""
        self._player.stop()
        self._player.setSource(QUrl())
        self._buffer.close()
        self._buffer.setData(QByteArray(body))
        self._buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        self._player.setSourceDevice(self._buffer, QUrl(f"recording.{container}"))

    def play(self) -> None:
        """Start or resume."""
        self._player.play()

    def pause(self) -> None:
        """Pause at the present position."""
        self._player.pause()

    def stop(self) -> None:
        """Stop and unload the recording."""
        self._player.stop()
        self._player.setSource(QUrl())
        self._buffer.close()
        self._buffer.setData(QByteArray())

    def seek(self, ms: int) -> None:
        """Seek to a position; one outside the recording is clamped."""
        self._player.setPosition(max(0, min(ms, self._player.duration() or ms)))

    def set_speed(self, speed: float) -> None:
        """Set the speed, 0.5 to 3; the pitch stays."""
        self._player.setPlaybackRate(speed)

    def set_volume(self, percent: int) -> None:
        """Set the volume, 0 to 100, on a logarithmic scale: half of it sounds half as loud."""
        linear = QAudio.convertVolume(
            percent / 100, QAudio.VolumeScale.LogarithmicVolumeScale, QAudio.VolumeScale.LinearVolumeScale
        )
        self._output.setVolume(linear)

    def outputs(self) -> list[tuple[str, str]]:
        """Return the identifier and the name of each audio output."""
        return [(_identifier(device), device.description()) for device in QMediaDevices.audioOutputs()]

    def set_output(self, identifier: str) -> None:
        """Choose an audio output; the default of the system when the identifier is empty or not connected."""
        self._output_id = identifier
        self._choose_output()

    @property
    def position(self) -> int:
        """The present position."""
        return int(self._player.position())

    @property
    def duration(self) -> int:
        """The length of the recording; 0 until it is known."""
        return int(self._player.duration())

    @property
    def is_playing(self) -> bool:
        """Whether it is playing."""
        return self._player.playbackState() == QMediaPlayer.PlaybackState.PlayingState

    def _state_changed(self, state: QMediaPlayer.PlaybackState) -> None:
        self.playing_changed.emit(state == QMediaPlayer.PlaybackState.PlayingState)

    def _status_changed(self, status: QMediaPlayer.MediaStatus) -> None:
        if status == QMediaPlayer.MediaStatus.EndOfMedia:
            self.ended.emit()

    def _choose_output(self) -> None:
        """Apply the choice; called again whenever an output is connected or disconnected."""
        found = [device for device in QMediaDevices.audioOutputs() if _identifier(device) == self._output_id]
        self._output.setDevice(found[0] if found else QMediaDevices.defaultAudioOutput())


def _identifier(device: QAudioDevice) -> str:
    return bytes(device.id().data()).decode("utf-8", "replace")
