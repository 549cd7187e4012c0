"""File names from outside text: never a path, a hidden file or a device."""

from __future__ import annotations

from pathlib import Path, PureWindowsPath

from hypothesis import given
from hypothesis import strategies as st

from desktop_app.archive.grouping import group
from desktop_app.export.file_names import PATTERN, file_name, sanitize, unused_path
from tests.support.legs import leg

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
    assert not PureWindowsPath(found).is_reserved()
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
