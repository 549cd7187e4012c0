"""File names from outside text: never a path, a hidden file or a device."""

from __future__ import annotations

import sys
from pathlib import Path, PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from desktop_app.archive.grouping import group
from desktop_app.export.file_names import (
    FIELDS,
    MAX_BYTES,
    PATTERN,
    ending_of,
    file_name,
    sanitize,
    unused_path,
    with_true_ending,
)
from tests.support.cpu_time import within_cpu_time
from tests.support.legs import leg

if sys.version_info >= (3, 13):
    from ntpath import isreserved as is_reserved_on_windows
else:

    def is_reserved_on_windows(name: str) -> bool:
        return PureWindowsPath(name).is_reserved()


CALL = group([leg("1772438400.1")], "PBX")
NASTY = st.text(max_size=300) | st.sampled_from(
    ["../../etc/passwd", "C:\\x", "CON", "con.txt", "...", "{name}", "a\0b"]
)


@given(NASTY, NASTY, NASTY, st.sampled_from(["wav", "mp3", "ogg", "gsm", "../sh", ""]))
def test_no_name_leaves_the_folder(pattern: str, number: str, name: str, container: str) -> None:
    found = file_name(pattern, CALL, number, name, "incoming", container)
    assert Path(found).name == found == PureWindowsPath(found).name
    assert not found.startswith(".")
    assert len(found.encode()) < 255
    assert not is_reserved_on_windows(found)
    assert found.rsplit(".", 1)[1] in ("wav", "mp3", "ogg", "gsm", "sound")


def test_a_name_holds_the_fields_of_the_call() -> None:
    name = file_name(PATTERN, CALL, "600100200", "Łukasz Żółciński", "incoming", "wav")
    assert name == "2026-03-02 09-00 incoming 600100200 Łukasz Żółciński.wav"
    assert sanitize("a/b\\c: d?") == "a-b-c- d"


def test_a_second_file_of_one_name_gets_a_number_unless_it_is_equal(tmp_path: Path) -> None:
    for body, expected in ((b"a", "x.wav"), (b"b", "x (2).wav"), (b"cc", "x (3).wav")):
        path = unused_path(tmp_path, "x.wav", body)
        assert path == tmp_path / expected
        path.write_bytes(body)
    for body in (b"a", b"b", b"cc"):
        assert unused_path(tmp_path, "x.wav", body) is None


def test_every_field_of_a_pattern_and_unknown_ones() -> None:
    pattern = "{date}_{time}_{direction}_{number}_{name}_{id}_{nothing}x"
    name = file_name(pattern, CALL, "600100200", "Jan", "in", "mp3")
    assert name == "2026-03-02_09-00_in_600100200_Jan_1772438400-1_x.mp3"
    assert set(FIELDS) == {"date", "time", "direction", "number", "name", "id"}
    assert [file_name("x", CALL, "", "", "", container) for container in ("wav", "ogg", "gsm", "sh", "")] == [
        "x.wav",
        "x.ogg",
        "x.gsm",
        "x.sound",
        "x.sound",
    ]


def test_a_name_without_a_letter_is_the_identifier_or_a_word() -> None:
    assert file_name("{name}", CALL, "", "...", "", "wav") == "1772438400-1.wav"
    assert file_name("", replace(CALL, uniqueid="/"), "", "", "", "wav") == "recording.wav"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("a  b--c", "a b-c"),
        ("a   b----c", "a b-c"),
        (" -_a_- ", "a"),
        ("Xavier X", "Xavier X"),
        ("a-_+(),b", "a-_+(),b"),
        ("a/b", "a-b"),
        ("Z\u0301", "Ź"),
        ("con", "con_"),
        ("CON.txt", "CON-txt"),
        ("com1 x", "com1_ x"),
        ("lpt9", "lpt9_"),
        ("nul", "nul_"),
        ("prn", "prn_"),
        ("aux", "aux_"),
        ("console", "console"),
        ("x con", "x con"),
        ("a" * 200, "a" * 180),
        ("ż" * 200, "ż" * 90),
        ("a" + "ż" * 200, "a" + "ż" * 89),
        ("a" * 179 + " b", "a" * 179),
    ],
)
def test_text_from_outside_as_part_of_a_name(text: str, name: str) -> None:
    assert sanitize(text) == name


def test_an_equal_file_is_found_among_numbered_ones_and_a_folder_is_none(tmp_path: Path) -> None:
    (tmp_path / "x.wav").mkdir()
    (tmp_path / "x (2).wav").write_bytes(b"b")
    assert unused_path(tmp_path, "x.wav", b"b") is None
    assert unused_path(tmp_path, "x.wav", b"c") == tmp_path / "x (3).wav"


@pytest.mark.parametrize(
    ("name", "container", "kept"),
    [
        ("call.wav", "mp3", "call.mp3"),
        ("call.WAV", "mp3", "call.mp3"),
        ("call.wav49", "wav", "call.wav"),
        ("call.sound", "wav", "call.wav"),
        ("call.gsm", "wav", "call.wav"),
        ("call.wav", "gsm", "call.gsm"),
        ("call.mp3", "au", "call.au"),
        ("call.wav", "wav", "call.wav"),
        ("call.WAV", "wav", "call.WAV"),
        ("call.wave", "wav", "call.wave"),
        ("call.opus", "ogg", "call.opus"),
        ("call.oga", "ogg", "call.oga"),
        ("call.snd", "au", "call.snd"),
        ("call", "mp3", "call"),
        ("call 12.30", "mp3", "call 12.30"),
        ("call.txt", "mp3", "call.txt"),
        (".wav", "mp3", ".wav"),
    ],
)
def test_a_wrong_ending_gives_way_to_that_of_the_container(name: str, container: str, kept: str) -> None:
    assert with_true_ending(Path("folder") / name, container) == Path("folder") / kept


def test_each_container_has_its_ending() -> None:
    assert [ending_of(one) for one in ("wav", "mp3", "ogg", "gsm", "au", "wav49", "")] == [
        *("wav", "mp3", "ogg", "gsm", "au"),
        *("sound", "sound"),
    ]


def test_long_names_in_a_long_pattern_take_no_time() -> None:
    """A pattern of 2 500 names took three seconds for a name of 20 kB."""
    with within_cpu_time(1.0):
        name = file_name("{name} " * 2500, CALL, "", "Jan " * 5000, "", "wav")
    assert name.startswith("Jan Jan")
    assert len(name.encode()) <= MAX_BYTES + 4
