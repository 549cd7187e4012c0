"""Recognition of sound files by their content, and where their sound lies."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.pbx.download import MAX_BYTES
from desktop_app.pbx.errors import NotARecording
from desktop_app.pbx.sound import decodable, detect_container, sound_layout
from tests.support.sounds import (
    EXTENSIBLE_FORMAT,
    GSM_FORMAT,
    au,
    chunk,
    id3,
    mp3_frames,
    ogg_page,
    pcm_format,
    pcm_wav,
    samples,
    wav,
    xing_frame,
)

GSM_FRAME = b"\xd1" + bytes(32)
FORMAT = chunk(b"fmt ", pcm_format())
TONE = samples(pcm_wav(2))
SOUND_BYTES = len(TONE)
# "fmt " chunks and what else writers put before the sound.
BEFORE = {
    "format": FORMAT,
    "list": FORMAT + chunk(b"LIST", b"INFOISFT\x0e\0\0\0Lavf58.29.100\0"),
    "odd, padded": FORMAT + chunk(b"note", b"hello"),
    "odd, not padded": FORMAT + chunk(b"note", b"hello", is_padded=False),
    "odd, unknown names": FORMAT + chunk(b"abcd", b"hello") + chunk(b"efgh", b"hello", is_padded=False),
    "bext": chunk(b"bext", bytes(603)) + FORMAT + chunk(b"fact", struct.pack("<I", SOUND_BYTES // 2)),
    "extensible": chunk(b"fmt ", EXTENSIBLE_FORMAT),
    "wrong size": FORMAT + chunk(b"LIST", bytes(20), claimed=9000),
    "size too small": FORMAT + chunk(b"LIST", bytes(20), claimed=3),
}


def wave_claims(file: bytes) -> tuple[int, int]:
    """Return the RIFF size and the size of the data chunk that a header states."""
    return struct.unpack_from("<I", file, 4)[0], struct.unpack_from("<I", file, file.index(b"data") + 4)[0]


def refusal(body: bytes, declared: str = "wav") -> str:
    with pytest.raises(NotARecording) as error:
        detect_container(body, declared)
    return error.value.what


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
        (b"\xff\xf3", "a file that is no sound"),
        (b"\xfe\xfb", "a file that is no sound"),
        (b"\xff\xfd\x90\x00" + bytes(1000), "a file that is no sound"),  # layer II
        (b"\xff\xfb\x90\x00" + bytes(1000), "a file that is no sound"),  # one frame, and then none
        (id3(50) + b"\x01\x02\x03\x04", "a file that is no sound"),
        ("Przerwa techniczna, proszę spróbować później".encode() * 9, "a file that is no sound"),
        (("Ошибка" * 11).encode()[:132], "a file that is no sound"),  # letters that start as GSM frames do
        (pcm_wav(2)[:8000], "a recording that is cut off"),
        (au(bytes(9000))[:4000], "a recording that is cut off"),
    ],
)
def test_what_is_no_whole_sound_file_is_refused(body: bytes, reason: str) -> None:
    assert refusal(body) == reason
    assert refusal(body, "mp3") == reason


@pytest.mark.parametrize(
    "body",
    [
        wav(b""),
        wav(b"", riff=0),
        wav(b"", riff=0xFFFFFFFF, data=0xFFFFFFFF),
        wav(b"", data=0, after=chunk(b"LIST", b"INFOISFT\x04\0\0\0none")),
        *(wav(b"", before=before) for name, before in BEFORE.items()),
        wav(b"", before=chunk(b"fmt ", GSM_FORMAT) + chunk(b"fact", bytes(4))),
        b"RIFF" + struct.pack("<I", 36) + b"WAVE" + FORMAT,
        b"RIFF" + struct.pack("<I", 36) + b"WAVE",
        wav(b"", before=FORMAT + chunk(b"JUNK", b"") * 100_000),  # chunks without end
        au(b""),
        au(b"")[:10],
        id3(300),
        id3(300) + bytes(5000),
        xing_frame(0),
        xing_frame(0) + b"TAG" + bytes(125),
        id3(30) + xing_frame(0),
        ogg_page(0) * 3,
        ogg_page(0) + ogg_page(-1) + ogg_page(0),
    ],
)
def test_a_file_of_headers_is_a_sound_file_without_sound(body: bytes) -> None:
    assert refusal(body) == "a sound file without sound"


@pytest.mark.parametrize("before", list(BEFORE.values()), ids=list(BEFORE))
@pytest.mark.parametrize(
    "claimed",
    [
        SOUND_BYTES,
        0,
        0x7FFFF000,
        0x7FFFFFFF,
        0x80000000,
        0xFFFFFFFF,
        0xFFFFFFFF - 44,
        MAX_BYTES + 2,
        SOUND_BYTES + 8,
        SOUND_BYTES + 44,
    ],
)
def test_the_sound_is_what_follows_the_header_of_the_data_chunk(before: bytes, claimed: int) -> None:
    riff_size = min(claimed + 4 + len(before) + 8, 0xFFFFFFFF) if claimed else 0
    body = wav(TONE, data=claimed, riff=riff_size, before=before)
    assert detect_container(body) == "wav"
    layout = sound_layout(body, "wav")
    assert body[layout.start : layout.start + layout.size] == TONE
    whole = decodable(body, "wav")
    assert whole.endswith(TONE)
    assert wave_claims(whole) == (len(whole) - 8, SOUND_BYTES)


@pytest.mark.parametrize("riff", [SOUND_BYTES + 44, SOUND_BYTES + 37, 0, 0xFFFFFFFF, 0x7FFFF024, 12])
def test_a_wrong_size_of_the_file_around_a_right_one_of_the_sound(riff: int) -> None:
    body = wav(TONE, riff=riff)
    assert detect_container(body) == "wav"
    assert decodable(body, "wav") == pcm_wav(2) or riff == SOUND_BYTES + 37


def test_a_file_whose_header_is_right_is_left_as_it_is() -> None:
    trailing = chunk(b"LIST", b"INFOISFT\x05\0\0\0hello")
    for body in (pcm_wav(2), wav(TONE, after=trailing), wav(TONE, before=BEFORE["bext"])):
        assert decodable(body, "wav") is body
    assert decodable(ogg_page(8000), "ogg") == ogg_page(8000)


@pytest.mark.parametrize("riff", [None, 0, 0xFFFFFFFF])
def test_chunks_after_the_sound_are_no_sound(riff: int | None) -> None:
    trailing = chunk(b"LIST", b"INFOISFT\x05\0\0\0hello") + chunk(b"id3 ", bytes(30))
    body = wav(TONE, riff=riff, after=trailing)
    layout = sound_layout(body, "wav")
    assert body[layout.start : layout.start + layout.size] == TONE


@pytest.mark.parametrize(("stated", "size"), [(8000, SOUND_BYTES), (SOUND_BYTES - 128, SOUND_BYTES - 128)])
def test_more_than_a_second_behind_the_stated_end_is_sound(stated: int, size: int) -> None:
    """The header of a growing file is brought up to date now and then; a tag at the end of a file is short."""
    assert sound_layout(wav(TONE, data=stated, riff=stated + 36), "wav").size == size


def test_a_recording_of_an_exchange_that_ended_while_it_wrote() -> None:
    """GSM in wav whose sizes and number of samples were never written; the byte rate is stated in bits too."""
    sound = bytes(65) * 200
    unfinished = wav(sound, riff=0, data=0, before=chunk(b"fmt ", GSM_FORMAT) + chunk(b"fact", bytes(4)))
    finished = wav(sound, before=chunk(b"fmt ", GSM_FORMAT))
    assert decodable(unfinished, "wav") == finished
    in_bits = GSM_FORMAT[:8] + struct.pack("<I", 13000) + GSM_FORMAT[12:]
    assert decodable(wav(sound, before=chunk(b"fmt ", in_bits)), "wav") == finished
    miscounted = wav(sound, before=chunk(b"fmt ", GSM_FORMAT) + chunk(b"fact", struct.pack("<I", 320)))
    assert decodable(miscounted, "wav") == finished
    counted = wav(sound, before=chunk(b"fmt ", GSM_FORMAT) + chunk(b"fact", struct.pack("<I", 64000)))
    assert decodable(counted, "wav") is counted


@pytest.mark.parametrize("form", [b"RF64", b"BW64"])
@pytest.mark.parametrize("stated", [SOUND_BYTES, 0, 2**40], ids=["right", "none", "far too much"])
def test_a_file_with_long_sizes(form: bytes, stated: int) -> None:
    sizes = chunk(b"ds64", struct.pack("<QQQI", stated + 72, stated, 0, 0))
    body = wav(TONE, riff=0xFFFFFFFF, data=0xFFFFFFFF, before=sizes + FORMAT)
    body = form + body[4:]
    assert detect_container(body) == "wav"
    assert decodable(body, "wav") == pcm_wav(2)


def test_a_file_of_the_other_byte_order() -> None:
    head = struct.pack(">4sI4s4sIHHIIHH4sI", b"RIFX", 0, b"WAVE", b"fmt ", 16, 1, 1, 8000, 16000, 2, 16, b"data", 0)
    body = head + TONE
    assert detect_container(body) == "wav"
    fixed = decodable(body, "wav")
    assert struct.unpack_from(">I", fixed, 4) == (SOUND_BYTES + 36,)
    assert fixed.endswith(b"data" + struct.pack(">I", SOUND_BYTES) + TONE)


def test_a_length_that_only_one_of_two_sizes_claims_is_not_missed() -> None:
    cut = TONE[:8000]
    assert detect_container(wav(cut, data=SOUND_BYTES)) == "wav"
    assert detect_container(wav(cut, riff=SOUND_BYTES + 36)) == "wav"
    assert refusal(wav(cut, data=SOUND_BYTES, riff=SOUND_BYTES + 36)) == "a recording that is cut off"


@pytest.mark.parametrize(
    ("body", "container"),
    [
        (pcm_wav(1), "wav"),
        (ogg_page(0) + ogg_page(8000), "ogg"),
        (au(bytes(100)), "au"),
        (mp3_frames(1), "mp3"),
        (mp3_frames(3), "mp3"),
        (mp3_frames(3)[:-20], "mp3"),
        (id3(300) + mp3_frames(3), "mp3"),
        (id3(30) + id3(4) + mp3_frames(3), "mp3"),
        (id3(300) + bytes(40) + mp3_frames(9), "mp3"),
        (b"ID3\x03\0\0\0\0\x01\xc2" + bytes(450) + mp3_frames(3), "mp3"),  # a size of eight bits a byte
        (b"ID3\x03\0\0\x7f\x7f\x7f\x7f" + bytes(50) + mp3_frames(9), "mp3"),  # a size far too large
        (b"APETAGEX" + struct.pack("<4I", 2000, 40, 1, 0) + bytes(8) + bytes(40) + mp3_frames(3), "mp3"),
        (bytes(500) + mp3_frames(9), "mp3"),
        (b"\xff\xfb\x90\x00" + bytes(413) + b"\xff\xfb\x92\x00" + bytes(414), "mp3"),
        (b"\xff\xe3\x88\xc4" + bytes(572), "mp3"),  # MPEG 2.5
        (xing_frame(2) + mp3_frames(2), "mp3"),
        (GSM_FRAME, "gsm"),
        (GSM_FRAME * 4, "gsm"),
    ],
)
@pytest.mark.parametrize("declared", ["wav", "mp3", "gsm", "wav49", "GSM", ""])
def test_the_content_decides_and_not_the_list(body: bytes, container: str, declared: str) -> None:
    assert detect_container(body, declared) == container


def test_bare_gsm_consists_of_frames() -> None:
    for body in (GSM_FRAME + bytes(33), GSM_FRAME[:32], GSM_FRAME + b"\xd1" * 32 + b"\x00" + bytes(32)):
        assert refusal(body, "gsm") == "a file that is no sound"
    # An incomplete frame at the end is believed where the list says gsm.
    assert detect_container(GSM_FRAME + b"\xd1", "gsm") == "gsm"
    assert refusal(GSM_FRAME + b"\xd1", "wav") == "a file that is no sound"


@pytest.mark.parametrize("before", [b"", id3(500), xing_frame(0), xing_frame(3), xing_frame(9, b"Info")])
@pytest.mark.parametrize("after", [b"", b"TAG" + bytes(125), b"APETAGEX" + bytes(90), bytes(40)])
def test_an_mp3_file_without_its_number_of_frames_gets_one(before: bytes, after: bytes) -> None:
    whole = decodable(before + mp3_frames(20) + after, "mp3")
    header, frames = whole[: -288 * 20], whole[-288 * 20 :]
    assert frames == mp3_frames(20)
    assert header == (b"\xff\xf3\x68\xc4" + bytes(9) + b"Info" + struct.pack(">III", 3, 20, len(whole))).ljust(
        216, b"\0"
    )


@pytest.mark.parametrize("stated", [19, 20, 21])
def test_an_mp3_file_with_its_number_of_frames_is_left_as_it_is(stated: int) -> None:
    vbri = (b"\xff\xf3\x88\xc4" + bytes(32) + b"VBRI" + bytes(10) + struct.pack(">I", stated)).ljust(288, b"\0")
    for body in (xing_frame(stated) + mp3_frames(20), id3(9) + vbri + mp3_frames(20)):
        assert decodable(body, "mp3") is body


def test_frames_of_differing_bit_rates_are_counted_over_a_damaged_place() -> None:
    other = b"\xff\xf3\x48\xc4" + bytes(140)
    body = other * 5 + mp3_frames(5) + b"\xff\xf3garbage\xff\xff" + mp3_frames(5)
    header = decodable(body, "mp3")[:216]
    assert header[13:25] == b"Xing" + struct.pack(">II", 3, 15)


def test_bytes_that_could_each_start_a_frame_are_not_searched_for_ever() -> None:
    assert refusal(b"\xff\xf3" * 5_000_000) == "a file that is no sound"
    assert detect_container(mp3_frames(3) + b"\xff\xf3" * 5_000_000) == "mp3"


@pytest.mark.parametrize("claimed", [8000, 0, 0xFFFFFFFF, 8024, 9_000_000_00])
def test_the_sound_of_au(claimed: int) -> None:
    for start in (24, 32):
        body = au(bytes(8000), claimed, start)
        assert detect_container(body, "wav") == "au"
        whole = decodable(body, "au")
        assert (whole == au(bytes(8000))) or claimed == 8000


SEEDS = [
    *(wav(TONE[:300], before=before) for before in BEFORE.values()),
    wav(bytes(650), riff=0, data=0, before=chunk(b"fmt ", GSM_FORMAT) + chunk(b"fact", bytes(4))),
    id3(20) + xing_frame(3) + mp3_frames(3),
    ogg_page(0) + ogg_page(100),
    au(bytes(200)),
    GSM_FRAME * 3,
]
WORDS = [bytes(4), b"\xff" * 4, b"\xff\xff\xff\x7f", b"data", b"fmt ", b"ID3\x04", b"OggS", b"\xff\xf3\x88\xc4"]


@given(
    st.sampled_from(SEEDS),
    st.lists(st.tuples(st.integers(0, 200), st.sampled_from(WORDS) | st.binary(max_size=9), st.integers(0, 9))),
    st.integers(0, 1500),
)
def test_damaged_files_are_recognised_or_refused(body: bytes, edits: list[tuple[int, bytes, int]], length: int) -> None:
    for place, piece, replaced in edits:
        body = body[:place] + piece + body[place + replaced :]
    body = body[:length]
    try:
        container = detect_container(body)
    except NotARecording:
        return
    layout = sound_layout(body, container)
    assert 0 <= layout.start < layout.start + layout.size <= len(body) or container in ("mp3", "ogg")
    assert decodable(body, container)
