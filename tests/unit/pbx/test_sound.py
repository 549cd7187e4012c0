"""Recognition of sound files."""

from __future__ import annotations

import struct

import pytest

from desktop_app.pbx.errors import NotARecording
from desktop_app.pbx.sound import detect_container
from tests.support.sounds import pcm_wav

GSM_FRAME = b"\xd1" + bytes(32)


def wav_of_size(claimed: int, actual: int) -> bytes:
    """A file of `actual` bytes whose RIFF header claims `claimed` bytes after the first eight."""
    return b"RIFF" + struct.pack("<I", claimed) + b"WAVE" + bytes(actual - 12)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "an empty file"),
        (b"<html>error</html>", "a web page"),
        (b"  \n<!DOCTYPE html>", "a web page"),
        (b"\xef\xbb\xbf<html>", "a web page"),
        (b" " * 199 + b"<", "a web page"),
        (b" " * 200 + b"<", "a file that is no sound"),
        (b"hello", "a file that is no sound"),
        (b"RIFF\x00\x00\x00\x00AVI " + bytes(100), "a file that is no sound"),
        (b"\xff", "a file that is no sound"),
        (b"\xff\x00", "a file that is no sound"),
        (b"\xfe\xfb", "a file that is no sound"),
        (b"\xff\xfd", "a file that is no sound"),  # layer II
        (wav_of_size(0, 44), "a sound file without sound"),
        (wav_of_size(40, 45)[:44], "a sound file without sound"),
        (wav_of_size(38, 45), None),
        (wav_of_size(37, 45), None),
        (wav_of_size(39, 45), "a recording that is cut off"),
        (pcm_wav(1)[:8000], "a recording that is cut off"),
    ],
)
def test_only_complete_sound_files_are_recordings(body: bytes, reason: str | None) -> None:
    if reason is None:
        assert detect_container(body) == "wav"
        return
    with pytest.raises(NotARecording) as error:
        detect_container(body)
    assert error.value.what == reason


@pytest.mark.parametrize("size", [0, 0xFFFFFFFF, 0x7FFFFFFF])
def test_a_streamed_wav_claims_no_size(size: int) -> None:
    assert detect_container(wav_of_size(size, 100)) == "wav"


@pytest.mark.parametrize(
    ("body", "container"),
    [
        (pcm_wav(1), "wav"),
        (b"OggS" + bytes(100), "ogg"),
        (b"ID3\x04" + bytes(100), "mp3"),
        (b"\xff\xfb\x90\x00" + bytes(100), "mp3"),
        (b"\xff\xf3", "mp3"),
        (b"\xff\xe3", "mp3"),
    ],
)
def test_containers_are_recognised_by_their_start(body: bytes, container: str) -> None:
    assert detect_container(body) == container


def test_bare_gsm_needs_the_declared_format_and_whole_frames() -> None:
    assert detect_container(GSM_FRAME, "gsm") == "gsm"
    assert detect_container(GSM_FRAME * 4, "GSM") == "gsm"
    for body, declared in ((GSM_FRAME, "wav"), (GSM_FRAME + b"\xd1", "gsm"), (GSM_FRAME + bytes(33), "gsm")):
        with pytest.raises(NotARecording, match="no sound"):
            detect_container(body, declared)
