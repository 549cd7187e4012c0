"""Integration with the desktop: generated files, links among the arguments, requests of other instances."""

from __future__ import annotations

import configparser
import os
import plistlib
import re
import shlex
import stat
import sys
from pathlib import Path

import pytest

from desktop_app.cli.parser import without_link
from desktop_app.desktop import autostart, links
from desktop_app.desktop.single_instance import parse_request

ROOT = Path(__file__).parents[3]


def entry(text: str) -> configparser.SectionProxy:
    parser = configparser.RawConfigParser(strict=True)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read_string(text)
    return parser["Desktop Entry"]


def test_the_shipped_desktop_file_equals_the_generated_one() -> None:
    shipped = (ROOT / "resources" / "desktop" / "cloudpbx-desktop.desktop").read_text("utf-8")
    assert shipped == links.desktop_file(["cloudpbx-desktop"])
    assert entry(shipped)["MimeType"] == "x-scheme-handler/tel;x-scheme-handler/callto;x-scheme-handler/sip;"


def test_the_macos_bundle_handles_the_same_link_schemes() -> None:
    bundle = plistlib.loads((ROOT / "packaging" / "macos" / "Info.plist").read_bytes())
    assert tuple(bundle["CFBundleURLTypes"][0]["CFBundleURLSchemes"]) == links.SCHEMES


@pytest.mark.parametrize(
    "start",
    [["/usr/bin/python3", "-m", "desktop_app"], ["/a b/python", "--profile", "/tmp/o'brien $x 100%"], ['/q"uote\\s/x']],
)
def test_arguments_survive_the_quoting_of_an_exec_line(start: list[str]) -> None:
    line = entry(links.desktop_file(start))["Exec"]
    # The order of the specification: first the escapes of the string, then quotes, then percent signs.
    parts = re.findall(r'"(?:[^"\\]|\\.)*"|[^\s"]+', line.replace("\\\\", "\\"))
    read = [re.sub(r'\\(["`$\\])', r"\1", part[1:-1]) if part.startswith('"') else part for part in parts]
    assert [part.replace("%%", "%") for part in read[:-1]] == start
    assert read[-1] == "%u"


@pytest.mark.skipif(sys.platform != "linux", reason="the files of Linux")
def test_autostart_creates_and_removes_its_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert not autostart.is_enabled()
    autostart.set_enabled(True, tmp_path / "a profile")
    assert autostart.is_enabled()
    line = entry((tmp_path / "autostart" / "cloudpbx-desktop.desktop").read_text("utf-8"))["Exec"]
    assert shlex.split(line)[-3:] == ["--minimized", "--profile", str(tmp_path / "a profile")]
    autostart.set_enabled(False, None)
    autostart.set_enabled(False, None)
    assert not autostart.is_enabled()


@pytest.mark.skipif(sys.platform != "linux", reason="the files of Linux")
@pytest.mark.parametrize("umask", [0, 0o077])
def test_only_its_owner_can_change_a_file_that_starts_the_program(
    umask: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setenv("PATH", "")  # without xdg-mime
    entry_file, link_file = (
        tmp_path / "autostart" / "cloudpbx-desktop.desktop",
        tmp_path / "applications" / links.DESKTOP_ID,
    )
    before = os.umask(umask)
    try:
        for file in (entry_file, link_file):
            file.parent.mkdir()
            file.write_text("from before")
            file.chmod(0o666)
        autostart.set_enabled(True, None)
        links.register(None)
    finally:
        os.umask(before)
    for file in (entry_file, link_file):
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert file.read_text().startswith("[Desktop Entry]")
        assert list(file.parent.iterdir()) == [file]


def test_the_launch_agent_is_a_valid_property_list() -> None:
    agent = plistlib.loads(autostart.launch_agent(["/x", "--minimized"]))
    assert agent["ProgramArguments"] == ["/x", "--minimized"]
    assert agent["RunAtLoad"] is True


@pytest.mark.parametrize(
    ("arguments", "rest", "link"),
    [
        (["tel:+48600100200"], [], "tel:+48600100200"),
        (["--profile", "/p", "callto:105"], ["--profile", "/p"], "callto:105"),
        (["SIP:105@x"], [], "SIP:105@x"),
        (["tel:\udcff1", "--demo"], ["--demo"], "tel:?1"),
        (["dial", "600100200"], ["dial", "600100200"], ""),
        (["dial", "tel:600100200"], ["dial", "tel:600100200"], ""),
        (["sms", "600100200", "Tel: 22"], ["sms", "600100200", "Tel: 22"], ""),
        (["tel:1", "tel:2"], [], "tel:1"),
        (["--demo", "mailto:x"], ["--demo", "mailto:x"], ""),
    ],
)
def test_a_link_is_separated_from_the_other_arguments(arguments: list[str], rest: list[str], link: str) -> None:
    assert without_link(arguments) == (rest, link)


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"[]",
        b"null",
        b'"tel:1"',
        b'{"link":1}',
        b'{"link":["tel:1"]}',
        b'{"link":"' + b"1" * 501 + b'"}',
        b"\xff",
        b"{",
    ],
)
def test_a_malformed_request_is_ignored(line: bytes) -> None:
    assert parse_request(line) is None
