"""The waveform of a recording: its loudness over time, for the player's picture and for finding silence.

libsndfile decodes every container (PCM and GSM wav, raw GSM, mp3, ogg, au), also while the file is being downloaded:
the wav decoder reads a `GrowingSound`, whose reads wait for bytes that have not arrived.  The decoders of ogg and mp3
read the end of the file first, so a prefix of the file is decoded as if it were complete, and later the whole.

libsndfile believes the lengths in a header, and guesses that of an mp3 file without one.  A file whose header is wrong
is read through a `_CorrectedSound`, which puts a header with the true length before the sound.

Decoding during the download and reading PCM in start pay for themselves as measured on an hour of sound: the whole
waveform takes 0.88–1.03 × the time of decoding alone (PCM, GSM, ogg, mp3), and its first part is there after 2 % of
that (5–8 % for PCM, whose whole takes 3–4 ms).
"""

from __future__ import annotations

import io
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import soundfile

from desktop_app.pbx import riff
from desktop_app.pbx.errors import NotARecording
from desktop_app.pbx.sound import container_of_beginning, detect_container, sound_layout
from desktop_app.pbx.sound_layout import read_at

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

Cells = npt.NDArray[np.float32]
Samples = npt.NDArray[np.int16]

CELL_MS = 100
PARTS = 50
# At most this many cells (three minutes) are decoded at once, which bounds memory for recordings of many hours.
AT_ONCE = 1800
# The loudness of a cell is the mean of two short runs of its samples.  Fetching memory takes most of the time, and two
# runs touch few cache lines.  A run is half a wave of 170 Hz at 8 kHz.
RUNS, RUN = 2, 24
_EVENLY = np.full(RUNS * RUN, 1 / (RUNS * RUN) / 32768, np.float32)
# Shares of an ogg or mp3 file after which its prefix is decoded.  Both previews cost a quarter of decoding the whole.
PREVIEWS, LEAST_PREVIEW_BYTES = (0.045, 0.2), 32_000
# A cell is silent below this share of the 95th percentile of its recording.
SILENT_SHARE = 0.06
SILENCE_MS, LEFT_AT_BOTH_ENDS_MS = 1500, 300
GSM_RATE = 8000
# Bounds for what is reserved, whatever a file states: cells of 200 hours of stereo, more than any recording that is
# downloaded, and the highest rate and the samples of three minutes of it at 48 kHz in stereo.
MAX_CELLS = 2 * 200 * 3600 * 1000 // CELL_MS
MAX_RATE, MAX_SAMPLES_AT_ONCE = 768_000, 20_000_000


@dataclass(frozen=True)
class Waveform:
    """One array of cells per channel, each the mean loudness (0 to 1) of CELL_MS; `whole_ms` is the full length.

    While a file is downloaded there are fewer cells than the full length has.
    """

    channels: tuple[Cells, ...]
    whole_ms: int

    @property
    def known_ms(self) -> int:
        """The length that has been decoded, in milliseconds."""
        return min(len(self.channels[0]) * CELL_MS, self.whole_ms) if self.channels else 0


EMPTY = Waveform((), 0)


class GrowingSound(io.RawIOBase):
    """A file that is being downloaded.  A read waits until the wanted bytes have arrived or `end` was called.

    `grow` and `end` are called on one thread while a decoder reads on another.
    """

    def __init__(self, size: int) -> None:
        super().__init__()
        self._size = size
        self._body: bytes | bytearray = b""
        self._place = 0
        self._is_over = False
        self._more = threading.Condition()

    def grow(self, body: bytes | bytearray) -> None:
        """Set the bytes that have arrived so far, from the start of the file."""
        with self._more:
            self._body = body
            self._more.notify()

    def end(self) -> None:
        """Say that no more bytes will arrive: reads return what there is."""
        with self._more:
            self._is_over = True
            self._more.notify()

    def beginning(self, size: int) -> bytes:
        """Wait for the first `size` bytes and return them; fewer when the download has ended."""
        with self._more:
            while len(self._body) < min(size, self._size) and not self._is_over:
                self._more.wait()
            return bytes(self._body[:size])

    @property
    def size(self) -> int:
        """The expected size of the whole file in bytes."""
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


class _CorrectedSound(io.RawIOBase):
    """A file whose header is replaced: `header`, followed by `size` bytes of the file from `start`."""

    def __init__(self, header: bytes, file: io.BytesIO | GrowingSound, start: int, size: int) -> None:
        super().__init__()
        self._header, self._file, self._start = header, file, start
        self._size = len(header) + size
        self._place = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self._place = max(offset + (0, self._place, self._size)[whence], 0)
        return self._place

    def tell(self) -> int:
        return self._place

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        room = memoryview(buffer).cast("B")[: max(self._size - self._place, 0)]
        piece = self._header[self._place : self._place + len(room)]
        room[: len(piece)] = piece
        count = len(piece)
        if count < len(room):
            self._file.seek(self._place + count - len(self._header) + self._start)
            count += self._file.readinto(room[count:])
        self._place += count
        return count


class _ForwardOnly(soundfile.SoundFile):  # type: ignore[misc]  # soundfile has no types
    """A sound that is read from start to end.

    soundfile seeks to the present position after each read of a seekable file.  Decoding mp3 from there lacks the bits
    that are kept in earlier frames, about which mpg123 complains on standard error.
    """

    def seekable(self) -> bool:
        return False


_Decodable = io.BytesIO | GrowingSound | _CorrectedSound


def compute_waveform(body: bytes | GrowingSound, container: str) -> Iterator[Waveform]:
    """Yield the waveform after each 50th of the recording; the last one is complete.

    `container` is that of `detect_container`, or empty while it is not known.  Yields nothing when the sound cannot be
    decoded.
    """
    shown = 0
    if isinstance(body, GrowingSound):
        if riff.is_wav(body.beginning(12)):
            yield from _decoded_wav(body, body.size)
            return
        for one in _previews(body):
            shown = one.known_ms
            yield one
        body = body.beginning(body.size)
    for part in _decoded(body, container):
        if part.known_ms >= min(shown, part.whole_ms):  # never shorter than a preview
            yield part


def _previews(sound: GrowingSound) -> Iterator[Waveform]:
    """Yield the waveforms of prefixes of the file.  The full length is estimated by the share that has arrived."""
    for share in PREVIEWS:
        body = sound.beginning(int(sound.size * share))
        container = container_of_beginning(body)
        # Mostly header: the estimated length would be far too short.
        if len(body) < LEAST_PREVIEW_BYTES or not container:
            continue
        *_, decoded = [EMPTY, *_decoded_stream(body, container)]
        if decoded.channels:
            yield Waveform(decoded.channels, decoded.known_ms * sound.size // len(body))


def _decoded(body: bytes, container: str) -> Iterator[Waveform]:
    try:
        container = detect_container(body, container)
    except NotARecording:
        return
    if container == "wav":
        yield from _decoded_wav(io.BytesIO(body), len(body))
    else:
        yield from _decoded_stream(body, container)


def _decoded_stream(body: bytes, container: str) -> Iterator[Waveform]:
    layout = sound_layout(body, container)
    file = io.BytesIO(body)
    if layout.header is None:
        yield from _decoded_file(file, container)
    else:
        yield from _decoded_file(_CorrectedSound(layout.header, file, layout.start, layout.size), container)


def _decoded_wav(file: io.BytesIO | GrowingSound, length: int) -> Iterator[Waveform]:
    layout = riff.wav_layout(file, length)
    if layout is None:
        return
    if layout.format.tag == riff.MPEG:  # which libsndfile does not decode in wav
        yield from _decoded_stream(read_at(file, layout.start, layout.size), "mp3")
        return
    plain = _plain(file.getvalue(), layout) if isinstance(file, io.BytesIO) else None
    if plain is not None:
        rate, samples = plain
        yield from _parts(rate, samples.shape, lambda size: _cut(samples, size))
        return
    file.seek(0)
    sound = file if layout.header is None else _CorrectedSound(layout.header, file, layout.start, layout.size)
    yield from _decoded_file(sound, "wav")


def _decoded_file(file: _Decodable, container: str) -> Iterator[Waveform]:
    bare = {"samplerate": GSM_RATE, "channels": 1, "format": "RAW", "subtype": "GSM610"} if container == "gsm" else {}
    try:
        with _ForwardOnly(file, **bare) as sound:
            yield from _parts(sound.samplerate, (sound.frames, sound.channels), lambda size: _read(sound, size))
    except (soundfile.LibsndfileError, ValueError, OSError):
        return


def _parts(rate: int, shape: tuple[int, ...], pieces: Callable[[int], Iterator[Samples]]) -> Iterator[Waveform]:
    """Yield the waveform of a sound of `shape` (frames, channels).  `pieces(size)` yields `size` frames at a time.

    Where there are fewer frames, the last waveform states how many there were.
    """
    frames, channels = shape
    cell = rate * CELL_MS // 1000
    if cell < RUNS or rate > MAX_RATE:  # no rate of sound
        return
    most = MAX_CELLS // max(channels, 2)
    count = min(-(-frames // cell), most)
    whole_ms = min(frames * 1000 // rate, most * CELL_MS)
    cells = np.zeros((channels, count), np.float32)
    step = max(-(-count // PARTS), 1)
    known, yielded, read = 0, 0, 0
    for samples in pieces(min(step, AT_ONCE, max(MAX_SAMPLES_AT_ONCE // (cell * channels), 1)) * cell):
        decoded = _means(samples, cell)[:, : count - known]
        if not decoded.shape[1]:
            break
        cells[:, known : known + decoded.shape[1]] = decoded
        known += decoded.shape[1]
        read += len(samples)
        if known - yielded >= step:
            yielded = known
            yield Waveform(tuple(cells[:, :known]), whole_ms)
    if known < count:
        whole_ms = read * 1000 // rate
    if known and (known != yielded or known < count):
        yield Waveform(tuple(cells[:, :known]), whole_ms)


def _read(sound: soundfile.SoundFile, size: int) -> Iterator[Samples]:
    """Yield `size` frames at a time from the decoder, in one buffer; the last piece may be shorter."""
    buffer = np.empty((size, sound.channels), np.int16)
    while len(decoded := sound.read(out=buffer)):
        yield decoded


def _cut(samples: Samples, size: int) -> Iterator[Samples]:
    """Yield `size` frames at a time of samples in memory."""
    for start in range(0, len(samples), size):
        yield samples[start : start + size]


def _plain(body: bytes, layout: riff.WavLayout) -> tuple[int, Samples] | None:
    """Return the sample rate and a view of the samples of a 16-bit PCM wav file, else None.

    The view avoids a copy, which would take longer than the rest.
    """
    wav = layout.format
    if (wav.tag, wav.bits, wav.order) != (riff.PCM, 16, "<") or not wav.channels or not wav.rate:
        return None
    count = layout.size // (wav.channels * 2)
    samples = np.frombuffer(body, np.dtype("<i2"), count * wav.channels, layout.start)
    return wav.rate, samples.reshape(-1, wav.channels)


def _means(samples: Samples, cell: int) -> Cells:
    """Return the mean loudness per cell of one frame or more, as (channels, cells); the last cell may be shorter."""
    whole = len(samples) // cell
    apart = cell // RUNS
    parts = []
    if whole:
        cells = samples[: whole * cell].reshape(whole, cell, -1)
        some = cells[:, : RUNS * apart].reshape(whole, RUNS, apart, -1)[:, :, :RUN]
        evenly = _EVENLY if apart >= RUN else np.full(RUNS * apart, 1 / (RUNS * apart) / 32768, np.float32)
        # A matrix product, because numpy's mean along a short axis takes as long as decoding.
        rows = [_absolute(some[..., channel]).reshape(whole, -1) for channel in range(samples.shape[1])]
        parts.append(np.stack([row.astype(np.float32) @ evenly for row in rows]))
    if rest := len(samples) - whole * cell:
        parts.append(_absolute(samples[-rest:]).mean(axis=0, dtype=np.float32)[:, None] / 32768)
    return np.concatenate(parts, axis=1)


def _absolute(samples: Samples) -> npt.NDArray[np.uint16]:
    """Return the absolute values.  Unsigned, because the lowest int16 has no positive counterpart."""
    return np.abs(samples).view(np.uint16)


def bars(waveform: Waveform, count: int) -> list[list[float]]:
    """Return per channel at most `count` bars (0 to 1) over the full length, scaled to the loudest; 0 where unknown.

    A bar is the mean and not the peak of its time: speech has a peak in every second, so peaks would all look alike.
    """
    whole = -(-waveform.whole_ms // CELL_MS)
    if not whole or not waveform.channels:
        return []
    edges = np.unique(np.linspace(0, whole, count + 1, dtype=np.int64))
    rows = []
    for cells in waveform.channels:
        begun = edges[:-1][edges[:-1] < len(cells)]
        sums = np.add.reduceat(cells, begun, dtype=np.float64) if len(begun) else np.zeros(0)
        rows.append(sums / np.maximum(np.diff(np.append(begun, len(cells))), 1))
    top = max((float(row.max()) for row in rows if len(row)), default=0.0) or 1.0
    return [[float(value) / top for value in row] + [0.0] * (len(edges) - 1 - len(row)) for row in rows]


def silences(waveform: Waveform) -> list[tuple[int, int]]:
    """Return the silences of at least SILENCE_MS as (start, end) in ms, shortened by LEFT_AT_BOTH_ENDS_MS per end."""
    if not waveform.channels:
        return []
    loud = np.max(np.stack(waveform.channels), axis=0)
    is_silent = loud < SILENT_SHARE * float(np.percentile(loud, 95))
    edges = np.flatnonzero(np.diff(np.concatenate(([0], is_silent.view(np.int8), [0]))))
    found = []
    for begin, end in zip(edges[::2], edges[1::2], strict=True):
        if (end - begin) * CELL_MS >= SILENCE_MS:
            found.append((int(begin) * CELL_MS + LEFT_AT_BOTH_ENDS_MS, int(end) * CELL_MS - LEFT_AT_BOTH_ENDS_MS))
    return found
