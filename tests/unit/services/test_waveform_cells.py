"""The loudness of each cell, bars and silences from given cells, and reads of a sound that is being downloaded."""

from __future__ import annotations

import io
import threading
import wave
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pytest
import soundfile

from desktop_app.services.waveform import EMPTY, GrowingSound, Waveform, bars, compute_waveform, silences

RATE = 8000
CELL = 800  # samples of 100 ms
FULL = 32768


def pcm(samples: npt.NDArray[np.int16], rate: int = RATE) -> bytes:
    """Return samples of shape (frames, channels) as a PCM wav file."""
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(samples.shape[1])
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(samples.tobytes())
    return out.getvalue()


def steady(*cells: int, size: int = CELL) -> npt.NDArray[np.int16]:
    """Return one channel whose cells have these amplitudes, with the sign changing from sample to sample."""
    signs = np.where(np.arange(size) % 2, 1, -1)
    return np.concatenate([signs * amplitude for amplitude in cells]).clip(-FULL, FULL - 1).astype(np.int16)[:, None]


def whole(body: bytes | GrowingSound, container: str = "wav") -> Waveform:
    *_, last = compute_waveform(body, container)
    return last


def cells_of(waveform: Waveform) -> list[list[float]]:
    return [[round(float(cell), 6) for cell in channel] for channel in waveform.channels]


# ---- cells ---------------------------------------------------------------------------------------


def test_a_cell_is_its_mean_loudness() -> None:
    found = whole(pcm(steady(0, 8192, 16384)))
    assert cells_of(found) == [[0, 0.25, 0.5]]
    assert (found.whole_ms, found.known_ms) == (300, 300)


def test_the_lowest_sample_is_the_loudest() -> None:
    samples = np.full((CELL, 1), -FULL, np.int16)
    assert cells_of(whole(pcm(samples))) == [[1.0]]


def test_a_cell_is_measured_at_the_begin_of_each_of_its_halves() -> None:
    samples = np.zeros((2 * CELL, 1), np.int16)
    samples[0:24] = 16384
    samples[CELL + 400 : CELL + 424] = 8192
    samples[CELL + 24 : CELL + 400] = FULL - 1  # not looked at
    assert cells_of(whole(pcm(samples))) == [[0.25, 0.125]]


def test_the_shorter_last_cell_is_measured_whole() -> None:
    samples = np.concatenate([steady(8192), np.zeros((99, 1), np.int16), np.full((1, 1), 16384, np.int16)])
    found = whole(pcm(samples))
    assert cells_of(found) == [[0.25, 0.005]]
    assert (found.whole_ms, found.known_ms) == (112, 112)
    assert cells_of(whole(pcm(steady(8192, size=79)))) == [[0.25]]


@pytest.mark.parametrize("rate", [8000, 11025, 44100, 480])
def test_a_cell_is_a_tenth_of_a_second_at_every_rate(rate: int) -> None:
    cell = rate * 100 // 1000
    found = whole(pcm(steady(4096, 8192, 16384, size=cell), rate))
    assert cells_of(found) == [[0.125, 0.25, 0.5]]
    assert found.whole_ms == 3 * cell * 1000 // rate


def test_each_channel_has_its_cells() -> None:
    found = whole(pcm(np.concatenate([steady(8192, 0), steady(0, 16384)], axis=1)))
    assert cells_of(found) == [[0.25, 0], [0, 0.5]]


def test_a_recording_is_shown_in_fifty_parts() -> None:
    parts = list(compute_waveform(pcm(steady(*[8192] * 101)), "wav"))
    assert [part.known_ms for part in parts] == [*range(300, 10100, 300), 10100]
    assert {part.whole_ms for part in parts} == {10100}
    assert len(list(compute_waveform(pcm(steady(*[8192] * 100)), "wav"))) == 50
    assert len(list(compute_waveform(pcm(steady(*[8192] * 50)), "wav"))) == 50
    assert len(list(compute_waveform(pcm(steady(*[8192] * 3)), "wav"))) == 3


def test_hours_are_shown_in_fifty_parts_though_decoded_in_more() -> None:
    """At 480 Hz, so that twenty hours are small: a part is 24 minutes."""
    rate, count = 480, 20 * 3600 * 10
    samples = np.zeros((count * 48, 1), np.int16)
    samples[1801 * 48 : 1802 * 48] = 8192
    parts = list(compute_waveform(pcm(samples, rate), "wav"))
    assert len(parts) == 50
    assert parts[0].known_ms == parts[0].whole_ms // 50 == 24 * 60_000
    assert parts[-1].known_ms == parts[-1].whole_ms == 20 * 3600_000
    assert np.flatnonzero(parts[-1].channels[0]).tolist() == [1801]


@pytest.mark.parametrize("container", ["gsm", "wav"])
def test_gsm_is_read_with_a_header_and_without(container: str) -> None:
    out = io.BytesIO()
    kind = "RAW" if container == "gsm" else "WAV"
    with soundfile.SoundFile(out, "w", RATE, 1, format=kind, subtype="GSM610") as file:
        file.write(steady(*[8192] * 32))
    found = whole(out.getvalue(), container)
    assert found.whole_ms == 3200
    assert len(found.channels) == 1
    assert 0.1 < float(found.channels[0][5]) < 0.3


@pytest.mark.parametrize("body", [b"", b"RIFF", b"ID3" + bytes(100), pcm(np.zeros((0, 1), np.int16))])
def test_what_is_no_sound_has_no_waveform(body: bytes) -> None:
    assert list(compute_waveform(body, "wav")) == []
    growing = GrowingSound(len(body))
    growing.grow(body)
    growing.end()
    assert list(compute_waveform(growing, "wav")) == []


# ---- previews --------------------------------------------------------------------------------------


def au(seconds: int) -> bytes:
    """Return a file that libsndfile decodes from any prefix, as it does ogg and mp3, and that is made at once."""
    out = io.BytesIO()
    with soundfile.SoundFile(out, "w", RATE, 1, format="AU", subtype="PCM_16") as file:
        file.write(steady(*[8192] * 10 * seconds))
    return out.getvalue()


def test_prefixes_of_a_twentieth_and_a_fifth_are_shown_and_then_only_what_is_longer() -> None:
    body = au(100)
    growing = GrowingSound(len(body))
    growing.grow(body[:72_100])
    parts = compute_waveform(growing, "")
    first = next(parts)
    assert (first.known_ms, first.whole_ms) == (4500, 4498 * len(body) // 72_001)
    growing.grow(body[:320_100])
    second = next(parts)
    assert (second.known_ms, second.whole_ms) == (20_000, 19_998 * len(body) // 320_004)
    growing.grow(body)
    assert [part.known_ms for part in parts] == list(range(20_000, 100_001, 2000))


def test_a_prefix_that_is_mostly_header_is_not_shown() -> None:
    body = au(20)
    growing = GrowingSound(len(body))
    growing.grow(body)
    known = [part.known_ms for part in compute_waveform(growing, "")]
    assert known[:2] == [4000, 4000], "the fifth, and not the twentieth before it"
    assert known[-1] == 20_000
    body = au(9)
    growing = GrowingSound(len(body))
    growing.grow(body)
    assert next(compute_waveform(growing, "")).known_ms == 200, "neither"


def test_a_wav_file_needs_no_preview() -> None:
    body = pcm(steady(*[8192] * 1000))
    growing = GrowingSound(len(body))
    growing.grow(body)
    assert [part.known_ms for part in compute_waveform(growing, "wav")] == list(range(2000, 100_001, 2000))


def test_a_prefix_that_cannot_be_decoded_is_not_shown() -> None:
    growing = GrowingSound(1_000_000)
    growing.grow(bytes(1_000_000))
    growing.end()
    assert list(compute_waveform(growing, "")) == []


# ---- a sound that is being downloaded ------------------------------------------------------------


def test_a_growing_sound_is_read_like_a_file() -> None:
    sound = GrowingSound(10)
    sound.grow(b"0123456789")
    assert (sound.readable(), sound.seekable(), sound.size, sound.tell()) == (True, True, 10, 0)
    assert sound.read(4) == b"0123"
    assert sound.tell() == 4
    assert sound.seek(2, io.SEEK_CUR) == 6
    assert sound.read(9) == b"6789"
    assert sound.read(9) == b""
    assert sound.seek(-3, io.SEEK_END) == 7
    assert sound.read(1) == b"7"
    assert sound.seek(1) == 1
    assert sound.read() == b"123456789"
    assert (sound.beginning(3), sound.beginning(99)) == (b"012", b"0123456789")


def test_a_read_waits_for_its_bytes_and_no_longer() -> None:
    sound = GrowingSound(10)
    sound.grow(b"0123")
    assert sound.read(4) == b"0123"
    reads: list[bytes] = []
    reader = threading.Thread(
        target=lambda: reads.extend([sound.read(2), sound.beginning(7), sound.read(9)]), daemon=True
    )
    reader.start()
    sound.grow(b"01234")
    sound.grow(b"012345")
    sound.grow(bytearray(b"0123456"))
    sound.grow(b"01234567")
    sound.end()
    reader.join(10)
    assert reads == [b"45", b"0123456", b"67"]
    assert sound.read(9) == b"", "the download has ended early"


def test_a_download_that_brought_nothing_has_no_bytes() -> None:
    sound = GrowingSound(10)
    sound.end()
    assert (sound.read(4), sound.beginning(4)) == (b"", b"")


def test_the_known_length_is_never_more_than_the_whole() -> None:
    cells = (np.zeros(3, np.float32),)
    assert (Waveform(cells, 250).known_ms, Waveform(cells, 300).known_ms, Waveform(cells, 900).known_ms) == (
        250,
        300,
        300,
    )
    assert (EMPTY.known_ms, EMPTY.whole_ms) == (0, 0)


# ---- bars ----------------------------------------------------------------------------------------


def of(*channels: Sequence[float], whole_ms: int) -> Waveform:
    return Waveform(tuple(np.array(channel, np.float32) for channel in channels), whole_ms)


@pytest.mark.parametrize(
    ("waveform", "count", "shown"),
    [
        (of([0.5, 0.25, 0, 0.125], whole_ms=400), 4, [[1, 0.5, 0, 0.25]]),
        (of([0.5, 0.25, 0, 0.125], whole_ms=400), 2, [[1, 1 / 6]]),
        (of([0.5, 0.25, 0, 0.125], whole_ms=400), 99, [[1, 0.5, 0, 0.25]]),
        (of([0.5, 0.25], whole_ms=350), 4, [[1, 0.5, 0, 0]]),
        (of([0.5, 0.25, 0.25], whole_ms=400), 2, [[1, 2 / 3]]),  # only half of the second bar is known
        (of([0.5, 0.25], [0.125, 1], whole_ms=200), 2, [[0.5, 0.25], [0.125, 1]]),
        (of([0, 0], whole_ms=200), 2, [[0, 0]]),
        (of([], whole_ms=200), 2, [[0, 0]]),
        (of([0.5], whole_ms=0), 2, []),
        (of(whole_ms=200), 2, []),
    ],
)
def test_bars_are_means_scaled_to_the_loudest(waveform: Waveform, count: int, shown: list[list[float]]) -> None:
    assert [pytest.approx(row) for row in shown] == bars(waveform, count)


# ---- silences ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        ([1] * 30 + [0] * 15 + [1] * 30, [(3300, 4200)]),
        ([1] * 30 + [0] * 14 + [1] * 30, []),
        ([0] * 20 + [1] * 60 + [0] * 16, [(300, 1700), (8300, 9300)]),
        ([1] * 40 + [0.06] * 20, []),
        ([1] * 40 + [0.0599] * 20, [(4300, 5700)]),
        ([0.01] * 20 + [0.1] * 80, []),  # the level is that of this recording
        ([1] * 4 + [0.05] * 96, []),  # a few loud cells do not make the rest silent
        ([1] * 6 + [0.05] * 94, [(900, 9700)]),
        ([0] * 40, []),
    ],
)
def test_silences_of_a_second_and_a_half_are_found(cells: list[float], found: list[tuple[int, int]]) -> None:
    assert silences(of(cells, whole_ms=len(cells) * 100)) == found


def test_a_silence_is_one_of_all_channels() -> None:
    one, two = [1.0] * 20 + [0.0] * 40, [1.0] * 20 + [0.0] * 20 + [1.0] * 20
    assert silences(of(one, two, whole_ms=6000)) == [(2300, 3700)]
    assert silences(EMPTY) == []
