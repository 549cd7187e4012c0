"""How loud a recording is from moment to moment: for its picture, and for finding where nobody speaks.

Every container is decoded by libsndfile (PCM and GSM wav, bare GSM, mp3, ogg), also while the file is still coming: the
decoder of wav reads a `GrowingSound`, whose reads wait for bytes that are not there yet.  Those of ogg and mp3 look at
the end of the file first; of them the beginning is heard as if it were all, and then the whole.
"""

from __future__ import annotations

import io
import threading
import wave
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import soundfile

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

Cells = npt.NDArray[np.float32]
Samples = npt.NDArray[np.int16]

CELL_MS = 100
PARTS = 50
# No more cells than this are decoded at once (three minutes): of a recording of many hours little is held.
AT_ONCE = 1800
# The mean of two short runs of samples in a cell is good enough: few lines of memory are fetched, which is what takes
# the time, and a run is half a wave of 170 Hz at the telephone's rate.
RUNS, RUN = 2, 24
_EVENLY = np.full(RUNS * RUN, 1 / (RUNS * RUN) / 32768, np.float32)
# After these shares of an ogg or mp3 its beginning is shown; hearing that twice costs a quarter of hearing the whole.
PREVIEWS, LEAST_PREVIEW_BYTES = (0.045, 0.2), 32_000
# A cell is silent below this share of what is loud in its recording.
SILENT_SHARE = 0.06
SILENCE_MS, LEFT_AT_BOTH_ENDS_MS = 1500, 300
GSM_RATE = 8000


@dataclass(frozen=True)
class Waveform:
    """One row of cells for each channel, each the mean loudness (0 to 1) of CELL_MS; `whole_ms` is the whole length.

    While a file is coming, there are fewer cells than the whole length has.
    """

    channels: tuple[Cells, ...]
    whole_ms: int

    @property
    def known_ms(self) -> int:
        """How far it has been listened to."""
        return min(len(self.channels[0]) * CELL_MS, self.whole_ms) if self.channels else 0


EMPTY = Waveform((), 0)


class GrowingSound(io.RawIOBase):
    """The bytes of a file that is still coming, as a file: a read waits until what it wants has come."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self._size = size
        self._body: bytes | bytearray = b""
        self._place = 0
        self._is_over = False
        self._more = threading.Condition()

    def grow(self, body: bytes | bytearray) -> None:
        """So much has come by now."""
        with self._more:
            self._body = body
            self._more.notify()

    def end(self) -> None:
        """Nothing more comes: reads give what there is."""
        with self._more:
            self._is_over = True
            self._more.notify()

    def beginning(self, size: int) -> bytes:
        """The first bytes, as soon as they are there; fewer when no more come."""
        with self._more:
            while len(self._body) < min(size, self._size) and not self._is_over:
                self._more.wait()
            return bytes(self._body[:size])

    @property
    def size(self) -> int:
        """How much it will be."""
        return self._size

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self._place = offset + (0, self._place, self._size)[whence]
        return self._place

    def tell(self) -> int:
        return self._place

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        room = memoryview(buffer).cast("B")
        end = min(self._place + len(room), self._size)
        with self._more:
            while len(self._body) < end and not self._is_over:
                self._more.wait()
            piece = self._body[self._place : end]
        room[: len(piece)] = piece
        self._place += len(piece)
        return len(piece)


def compute_waveform(body: bytes | GrowingSound, container: str) -> Iterator[Waveform]:
    """The loudness, again each 50th of it; the last is the whole.  Nothing when it cannot be decoded."""
    shown = 0
    if isinstance(body, GrowingSound) and body.beginning(4) != b"RIFF":
        for one in _previews(body):
            shown = one.known_ms
            yield one
    for part in _decoded(io.BytesIO(body) if isinstance(body, bytes) else body, container):
        if part.known_ms >= min(shown, part.whole_ms):  # never less than what was shown
            yield part


def _previews(sound: GrowingSound) -> Iterator[Waveform]:
    """The beginning of a file that is coming, its whole length guessed by the share of it that is there."""
    for share in PREVIEWS:
        body = sound.beginning(int(sound.size * share))
        if len(body) < LEAST_PREVIEW_BYTES:  # mostly head: its length would be guessed far too short
            continue
        *_, heard = [EMPTY, *_decoded(io.BytesIO(body), "")]
        if heard.channels:
            yield Waveform(heard.channels, max(heard.known_ms * sound.size // len(body), heard.known_ms + 1))


def _decoded(file: io.BytesIO | GrowingSound, container: str) -> Iterator[Waveform]:
    plain = _plain(file) if isinstance(file, io.BytesIO) else None
    if plain is not None:
        rate, samples = plain
        yield from _parts(rate, samples.shape, lambda size: _cut(samples, size))
        return
    bare = {"samplerate": GSM_RATE, "channels": 1, "format": "RAW", "subtype": "GSM610"} if container == "gsm" else {}
    try:
        with soundfile.SoundFile(file, **bare) as sound:
            yield from _parts(sound.samplerate, (sound.frames, sound.channels), lambda size: _read(sound, size))
    except (soundfile.LibsndfileError, ValueError, OSError):
        return


def _parts(rate: int, shape: tuple[int, ...], pieces: Callable[[int], Iterator[Samples]]) -> Iterator[Waveform]:
    """The loudness of so many samples of so many channels; `pieces` gives them, so many at a time."""
    frames, channels = shape
    cell = max(rate * CELL_MS // 1000, 1)
    count = -(-frames // cell)
    whole_ms = frames * 1000 // rate
    cells = np.zeros((channels, count), np.float32)
    step = max(-(-count // PARTS), 1)
    known, told = 0, 0
    for samples in pieces(min(step, AT_ONCE) * cell):
        heard = _means(samples, cell)[:, : count - known]
        if not heard.shape[1]:
            break
        cells[:, known : known + heard.shape[1]] = heard
        known += heard.shape[1]
        if known - told >= step:
            told = known
            yield Waveform(tuple(cells[:, :known]), whole_ms)
    if known != told:
        yield Waveform(tuple(cells[:, :known]), whole_ms)


def _read(sound: soundfile.SoundFile, size: int) -> Iterator[Samples]:
    """What the decoder gives, so many samples of each channel at a time; the last piece may be shorter."""
    buffer = np.empty((size, sound.channels), np.int16)
    while len(heard := sound.read(out=buffer)):
        yield heard


def _cut(samples: Samples, size: int) -> Iterator[Samples]:
    """The same of samples that are there."""
    for place in range(0, len(samples), size):
        yield samples[place : place + size]


def _plain(file: io.BytesIO) -> tuple[int, Samples] | None:
    """The rate and the samples of a whole file of plain PCM, where they lie: copying them takes longer than all else.

    A file that says less or more than it holds is left to the decoder, which knows what is meant.
    """
    body = file.getvalue()  # the very bytes; getbuffer() would copy them first
    try:
        with wave.open(file) as sound:
            begin, count, channels = file.tell(), sound.getnframes(), sound.getnchannels()
            rate, width = sound.getframerate(), sound.getsampwidth()
    except (wave.Error, EOFError):
        file.seek(0)
        return None
    if width != 2 or not count or not rate or begin + count * channels * width > len(body):
        file.seek(0)
        return None
    return rate, np.frombuffer(body, np.dtype("<i2"), count * channels, begin).reshape(-1, channels)


def _means(samples: Samples, cell: int) -> Cells:
    """The mean loudness of each cell, one row a channel; the last cell may be shorter."""
    whole = len(samples) // cell
    apart = cell // RUNS
    parts = []
    if whole:
        cells = samples[: whole * cell].reshape(whole, cell, -1)
        some = cells[:, : RUNS * apart].reshape(whole, RUNS, apart, -1)[:, :, :RUN]
        # As a product of matrices: numpy's mean along a short side takes as long as decoding.
        rows = [_absolute(some[..., channel]).reshape(whole, -1) for channel in range(samples.shape[1])]
        parts.append(np.stack([row.astype(np.float32) @ _EVENLY for row in rows]))
    if rest := len(samples) - whole * cell:
        parts.append(_absolute(samples[-rest:]).mean(axis=0, dtype=np.float32)[:, None] / 32768)
    return np.concatenate(parts, axis=1) if parts else np.empty((samples.shape[1], 0), np.float32)


def _absolute(samples: Samples) -> npt.NDArray[np.uint16]:
    """Without a sign; the lowest of all has its place too, which a signed number has not."""
    return np.abs(samples).view(np.uint16)


def bars(loudness: Waveform, count: int) -> list[list[float]]:
    """The picture: for each channel `count` bars over the whole length, 0 to 1, as far as it has been listened to.

    The mean and not the peak of each piece: speech has a loud moment in every second, and its picture none.
    """
    whole = -(-loudness.whole_ms // CELL_MS)
    if not whole or not loudness.channels:
        return []
    edges = np.unique(np.linspace(0, whole, count + 1, dtype=np.int64))
    rows = []
    for cells in loudness.channels:
        begun = edges[:-1][edges[:-1] < len(cells)]
        sums = np.add.reduceat(cells, begun, dtype=np.float64) if len(begun) else np.zeros(0)
        rows.append(sums / np.maximum(np.diff(np.append(begun, len(cells))), 1))
    top = max((float(row.max()) for row in rows if len(row)), default=0.0) or 1.0
    return [[float(value) / top for value in row] + [0.0] * (len(edges) - 1 - len(row)) for row in rows]


def silences(loudness: Waveform) -> list[tuple[int, int]]:
    """Where nobody speaks for long: from and to in milliseconds, with a breath left at both ends."""
    if not loudness.channels:
        return []
    loud = np.max(np.stack(loudness.channels), axis=0)
    is_silent = loud < SILENT_SHARE * float(np.percentile(loud, 95))
    edges = np.flatnonzero(np.diff(np.concatenate(([0], is_silent.view(np.int8), [0]))))
    found = []
    for begin, end in zip(edges[::2], edges[1::2], strict=True):
        if (end - begin) * CELL_MS >= SILENCE_MS:
            found.append((int(begin) * CELL_MS + LEFT_AT_BOTH_ENDS_MS, int(end) * CELL_MS - LEFT_AT_BOTH_ENDS_MS))
    return found
