"""The waveform of a recording: bars, silences, and what is known during the download."""

from __future__ import annotations

import io
import struct

import numpy as np
import pytest
import soundfile

from desktop_app.pbx.sound import decodable
from desktop_app.services.waveform import GrowingSound, bars, compute_waveform, silences
from tests.support.sounds import chunk, pcm_format, pcm_wav, wav
from tests.support.unfinished_sounds import UNFINISHED, bursts, gsm_wav, mp3_without_header


def test_bars_and_silences_follow_the_loudness() -> None:
    body = pcm_wav(4)
    *_, whole = compute_waveform(body, "wav")
    (loud,) = bars(whole, 40)
    assert len(loud) == 40
    assert min(loud) > 0.9
    assert silences(whole) == []
    *_, whole = compute_waveform(body[: 44 + 32000] + bytes(32000), "wav")
    (quiet,) = bars(whole, 40)
    assert max(quiet[21:]) == 0
    assert silences(whole) == [(2300, 3700)]
    assert list(compute_waveform(b"<html>", "wav")) == []


@pytest.mark.parametrize(("container", "subtype"), [("OGG", "VORBIS"), ("OGG", "OPUS"), ("MP3", "MPEG_LAYER_III")])
def test_a_prefix_of_ogg_and_mp3_is_decoded_during_the_download(container: str, subtype: str) -> None:
    out = io.BytesIO()
    draw = np.random.default_rng(1)
    with soundfile.SoundFile(out, "w", 8000, 1, format=container, subtype=subtype) as file:
        for _ in range(15):  # by the minute: libvorbis takes a long piece onto its stack, and falls
            file.write(draw.standard_normal(8000 * 60) * 0.2)
    body = out.getvalue()
    growing = GrowingSound(len(body))
    growing.grow(body[: len(body) // 20])
    parts = compute_waveform(growing, "")
    first = next(parts)
    assert 0.02 < first.known_ms / first.whole_ms < 0.07
    assert abs(first.whole_ms - 900_000) < 200_000
    growing.grow(body[: len(body) // 4])
    second = next(parts)
    assert 0.15 < second.known_ms / second.whole_ms < 0.25
    growing.grow(body)
    rest = list(parts)
    known = [part.known_ms for part in (first, second, *rest)]
    assert known == sorted(known)
    assert rest[-1].known_ms == rest[-1].whole_ms
    assert abs(rest[-1].whole_ms - 900_000) < 200


def test_a_download_that_ends_before_its_preview_gives_no_waveform() -> None:
    growing = GrowingSound(100_000)
    growing.grow(b"OggS")
    growing.end()
    assert list(compute_waveform(growing, "")) == []


@pytest.mark.parametrize("channels", [1, 2])
def test_pcm_in_memory_and_during_the_download_give_the_same_waveform(channels: int) -> None:
    out = io.BytesIO()
    draw = np.random.default_rng(2)
    soundfile.write(out, draw.standard_normal((8000 * 7 + 123, channels)) * 0.2, 8000, format="WAV", subtype="PCM_16")
    # Other chunks stand before and after the sound.
    body = out.getvalue()
    place = body.index(b"data")
    body = body[:place] + b"note" + (5).to_bytes(4, "little") + b"hello\0" + body[place:] + b"LIST\4\0\0\0tail"
    body = body[:4] + (len(body) - 8).to_bytes(4, "little") + body[8:]
    growing = GrowingSound(len(body))
    growing.grow(body)
    growing.end()
    *_, lying = compute_waveform(body, "wav")
    *_, came = compute_waveform(growing, "wav")
    assert (lying.whole_ms, lying.known_ms, len(lying.channels)) == (came.whole_ms, came.known_ms, channels)
    assert all(np.array_equal(one, two) for one, two in zip(lying.channels, came.channels, strict=True))


def test_a_wav_file_is_decoded_during_the_download() -> None:
    body = pcm_wav(4)
    growing = GrowingSound(len(body))
    growing.grow(body[: len(body) // 2])
    parts = compute_waveform(growing, "wav")
    known = [next(parts).known_ms for _ in range(19)]
    assert known == [100 * part for part in range(1, 20)]
    growing.grow(body)
    assert [part.known_ms for part in parts][-1] == 4000


@pytest.mark.parametrize("size", [0, 1, 17, 0x7FFFFFFF, 0xFFFFFFFF])
def test_a_chunk_of_a_wrong_size_is_no_error(size: int) -> None:
    body = bytearray(pcm_wav(1))
    body[16:20] = size.to_bytes(4, "little")
    for waveform in compute_waveform(bytes(body), "wav"):
        assert waveform.known_ms <= waveform.whole_ms


@pytest.mark.parametrize("said", [None, 0, 0x7FFFFFFF, 0xFFFFFFFF], ids=["true", "none", "far more", "not known"])
@pytest.mark.parametrize(("subtype", "channels"), [("PCM_16", 1), ("PCM_16", 2), ("PCM_U8", 1), ("PCM_24", 1)])
def test_pcm_read_in_place_is_what_libsndfile_decodes(subtype: str, channels: int, said: int | None) -> None:
    """Also when the header states a wrong length, as one written before the end was known does."""
    out = io.BytesIO()
    loud = np.random.default_rng(2).standard_normal((8000 * 3 + 55, channels)) * np.linspace(0.05, 0.3, 24055)[:, None]
    with soundfile.SoundFile(out, "w", 8000, channels, format="WAV", subtype=subtype) as file:
        file.write(loud)
    body = bytearray(out.getvalue())
    if said is not None:
        place = body.index(b"data") + 4
        body[place : place + 4] = said.to_bytes(4, "little")
    growing = GrowingSound(len(body))  # libsndfile reads it
    growing.grow(bytes(body))
    growing.end()
    decoded, lying = list(compute_waveform(growing, "wav")), list(compute_waveform(bytes(body), "wav"))
    assert [part.known_ms for part in lying] == [part.known_ms for part in decoded]
    if decoded:
        assert lying[-1].whole_ms == decoded[-1].whole_ms
        assert all(map(np.allclose, lying[-1].channels, decoded[-1].channels))
    assert said is not None or lying[-1].known_ms == 3006


def growing_of(body: bytes) -> GrowingSound:
    growing = GrowingSound(len(body))
    growing.grow(bytearray(body))
    growing.end()
    return growing


@pytest.mark.parametrize("body", list(UNFINISHED.values()), ids=list(UNFINISHED))
def test_the_waveform_shows_the_whole_sound_whatever_the_header_states(body: bytes) -> None:
    pictures = [list(compute_waveform(one, "")) for one in (body, growing_of(body))]
    for parts in pictures:
        assert abs(parts[-1].whole_ms - 30_000) < 150
        assert parts[-1].known_ms == parts[-1].whole_ms
        (row,) = bars(parts[-1], 30)
        assert [bar > 0.4 for bar in row] == [True, False] * 15
        assert len(parts) > 40
    assert pictures[0][-1].whole_ms == pictures[1][-1].whole_ms


def test_an_mp3_file_without_a_header_is_decoded_during_the_download() -> None:
    body = mp3_without_header()
    growing = GrowingSound(len(body))
    growing.grow(body[: len(body) // 2])
    parts = compute_waveform(growing, "")
    growing.grow(body[: int(len(body) * 0.99)])
    growing.end()
    assert abs(list(parts)[-1].whole_ms - 30_000) < 600


def test_an_unfinished_wav_file_is_decoded_during_the_download() -> None:
    body = gsm_wav(0, 0)
    growing = GrowingSound(len(body))
    growing.grow(body[: len(body) // 2])
    first = next(compute_waveform(growing, ""))
    assert (first.known_ms, first.whole_ms) == (600, 30_000)


def ogg_checksum(page: bytes | bytearray) -> int:
    checksum = 0
    for byte in page:
        checksum ^= byte << 24
        for _ in range(8):
            checksum = (checksum << 1) ^ (0x104C11DB7 if checksum & 1 << 31 else 0)
    return checksum


def test_a_length_that_no_recording_has_is_not_believed() -> None:
    body = bytearray(bursts("OGG", "VORBIS"))
    last = body.rindex(b"OggS")
    body[last + 6 : last + 14] = (1 << 60).to_bytes(8, "little")
    body[last + 22 : last + 26] = bytes(4)
    body[last + 22 : last + 26] = ogg_checksum(body[last:]).to_bytes(4, "little")
    *_, whole = compute_waveform(bytes(body), "ogg")
    assert whole.known_ms == whole.whole_ms
    assert abs(whole.whole_ms - 30_000) < 500


def test_decoding_an_mp3_file_in_pieces_says_nothing_on_standard_error(capfd: pytest.CaptureFixture[str]) -> None:
    list(compute_waveform(mp3_without_header(), "mp3"))
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize("rate", [0, 1, 19, 1_000_000, 0x3E1F0000, 0xFFFFFFFF])
def test_a_rate_that_no_sound_has_gives_no_waveform(rate: int) -> None:
    head = pcm_wav(1)[:24] + struct.pack("<II", rate, 2 * rate & 0xFFFFFFFF) + pcm_wav(1)[32:]
    assert list(compute_waveform(head, "wav")) == []
    assert list(compute_waveform(growing_of(head), "wav")) == []


@pytest.mark.parametrize("rate", [20, 100, 479, 480, 48_000])
def test_a_rate_of_few_samples_per_bar(rate: int) -> None:
    *_, whole = compute_waveform(pcm_wav(3, hertz=rate / 4, rate=rate), "wav")
    assert (whole.known_ms, whole.whole_ms) == (3000, 3000)
    (row,) = bars(whole, 30)
    assert min(row) > 0.9


def test_wav_in_wav_is_no_sound() -> None:
    body = b""
    for _ in range(2000):
        body = wav(body or bytes(9), before=chunk(b"fmt ", pcm_format(0x55, bits=0)))
    assert list(compute_waveform(body, "wav")) == []
    assert decodable(body, "wav").endswith(bytes(9))
