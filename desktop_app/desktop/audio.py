"""Playing a recording: a façade over QMediaPlayer, which plays from memory so that no plain file is ever written.

Import this module with the first recording: Qt's FFmpeg backend takes a while to load.
"""

from __future__ import annotations

from PySide6.QtCore import Q_ARG, QBuffer, QByteArray, QIODevice, QMetaObject, QObject, Qt, QUrl, Signal
from PySide6.QtMultimedia import QAudio, QAudioDevice, QAudioOutput, QMediaDevices, QMediaPlayer

from desktop_app.desktop import sound_server

# What PulseAudio and PipeWire offer where no device is connected: sound that goes nowhere.
_DUMMY_OUTPUT = "auto_null"


class Player(QObject):
    """Plays one recording at a time.  Positions and durations are in milliseconds.

    `ended` is emitted at the end of the recording, `failed` with Qt's text of the error, `outputs_changed` when an
    audio output was connected or disconnected: playing goes on there.
    """

    position_changed = Signal(int)
    duration_changed = Signal(int)
    playing_changed = Signal(bool)
    ended = Signal()
    failed = Signal(str)
    outputs_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.has_output()  # before anything else looks for devices
        self._devices = QMediaDevices(self)
        self._output = QAudioOutput(QMediaDevices.defaultAudioOutput(), self)
        self._player = QMediaPlayer(self)
        self._player.setAudioOutput(self._output)
        self._buffer = QBuffer(self)
        self._output_id = ""
        self._devices.audioOutputsChanged.connect(self._outputs_changed)
        self._player.positionChanged.connect(lambda ms: self.position_changed.emit(int(ms)))
        self._player.durationChanged.connect(lambda ms: self.duration_changed.emit(int(ms)))
        self._player.playbackStateChanged.connect(self._state_changed)
        self._player.mediaStatusChanged.connect(self._status_changed)
        self._player.errorOccurred.connect(lambda error, text: self.failed.emit(str(text)))

    def load(self, body: bytes, container: str) -> None:
        """Load the bytes of a recording; `container` (wav, mp3) is the hint for the decoder.  `play` starts it."""
        self._unload()
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
        self._unload()
        self._buffer.setData(QByteArray())

    def _unload(self) -> None:
        """Stop, and end the threads of the player.

        They may call into Python while they end, so the interpreter must be free while this thread waits for them.
        PySide leaves it free in invokeMethod and not in calls of the methods, with which one player in a hundred froze
        the program.
        """
        QMetaObject.invokeMethod(self._player, "stop", Qt.ConnectionType.DirectConnection)
        QMetaObject.invokeMethod(self._player, "setSource", Qt.ConnectionType.DirectConnection, Q_ARG(QUrl, QUrl()))
        self._buffer.close()

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
        """Return the identifier and the name of each audio output that can be heard."""
        found = [(_identifier(device), device.description()) for device in QMediaDevices.audioOutputs()]
        return [one for one in found if one[0] != _DUMMY_OUTPUT]

    @staticmethod
    def has_output() -> bool:
        """Return whether this computer has an audio output that can be heard."""
        sound_server.keep_trying()
        return any(_identifier(device) != _DUMMY_OUTPUT for device in QMediaDevices.audioOutputs())

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

    def _outputs_changed(self) -> None:
        self._choose_output()
        self.outputs_changed.emit()

    def _choose_output(self) -> None:
        """Apply the choice."""
        found = [device for device in QMediaDevices.audioOutputs() if _identifier(device) == self._output_id]
        self._output.setDevice(found[0] if found else QMediaDevices.defaultAudioOutput())


def _identifier(device: QAudioDevice) -> str:
    return bytes(device.id().data()).decode("utf-8", "replace")
