"""Commands on broken files, and a command that fails with an unexpected error."""

from __future__ import annotations

import argparse
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_app.cli.exit_codes import DONE, NOT_KNOWN, USAGE
from desktop_app.cli.parser import parser
from desktop_app.cli.run import main


@pytest.fixture(autouse=True)
def root_logger() -> Iterator[None]:
    before = list(logging.getLogger().handlers)
    yield
    logging.getLogger().handlers[:] = before


def test_an_unexpected_error_prints_a_sentence_and_its_stack(capsys: pytest.CaptureFixture[str]) -> None:
    options = argparse.Namespace(command="sms", text="to Anna Nowak", number=600100200, test=True, demo=True)
    assert main(options) == NOT_KNOWN
    shown = capsys.readouterr().err
    assert shown.endswith("The command failed because of an error in this program.\n")
    assert "desktop_app/cli/commands.py:" in shown
    assert "Traceback" not in shown
    assert "Anna" not in shown
    assert "600100200" not in shown


def test_warnings_of_libraries_do_not_reach_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    logging.getLogger().handlers.clear()
    main(argparse.Namespace(command="sms", text="x", number=600100200, test=True, demo=True))
    capsys.readouterr()
    logging.getLogger("a.library").warning("about Anna Nowak")
    assert capsys.readouterr().err == ""


def test_damaged_settings_are_told_once_and_the_command_goes_on(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "settings.toml").write_bytes(b"pbx_name = \xff" + b"[" * 3000)
    options = argparse.Namespace(demo=False)
    assert main(parser().parse_args(["watch", "--profile", str(tmp_path)], options)) == USAGE
    first, second = capsys.readouterr().err.splitlines()
    assert first.startswith("The settings were damaged and could not be read.")
    assert first.endswith(f"kept as {tmp_path / 'settings.toml.damaged'}.")
    assert second.startswith("No exchange is set up")
    assert main(parser().parse_args(["watch", "--profile", str(tmp_path)], options)) == USAGE
    assert capsys.readouterr().err == f"{second}\n"


HEAD = b'{"recording": 1, "pbx_name": "M"}\n'
EVENT = b'[0.0, "{\\"id\\":1,\\"text\\":{\\"subscriber\\":{\\"peer\\":\\"M-101\\",\\"statusValue\\":1}}}"]\n'


def test_a_broken_line_of_a_recording_is_counted_and_the_rest_is_shown(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = tmp_path / "stream.jsonl"
    path.write_bytes(HEAD + b"[" * 3000 + b"\n" + b"[" + b"9" * 5000 + b", null]\n" + EVENT)
    assert main(parser().parse_args(["watch", "--replay", str(path), "--seconds", "20"])) == DONE
    shown = capsys.readouterr()
    assert shown.err == "2 lines of the recording could not be read and were left out.\n"
    assert "101" in shown.out


@pytest.mark.parametrize("body", [b"[" * 3000, b"\xff", b"9" * 5000, b""])
def test_a_file_that_is_no_recording_has_its_sentence(
    body: bytes, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = tmp_path / "stream.jsonl"
    path.write_bytes(body)
    assert main(parser().parse_args(["watch", "--replay", str(path)])) == USAGE
    assert capsys.readouterr().err == "stream.jsonl: this is no recording of a stream.\n"


@pytest.mark.parametrize(
    "arguments", [["sms", "600100200", "a\udcff"], ["dial", "6\udcff"], ["recording", "1.\udcff", "a.wav"]]
)
def test_an_argument_that_is_not_utf_8_is_refused(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing is sent with a letter replaced, and no file or database takes such a text."""
    with pytest.raises(SystemExit) as ended:
        parser().parse_args(arguments, argparse.Namespace(demo=True))
    assert ended.value.code == USAGE
    assert "not UTF-8" in capsys.readouterr().err


@pytest.mark.parametrize("day", ["9999-12-31", "10000-01-01", "0000-01-01", "9" * 5000, "2026-1-1", "\udcff"])
def test_a_day_that_no_calendar_has_is_refused(day: str, capsys: pytest.CaptureFixture[str]) -> None:
    options = argparse.Namespace(demo=True)
    for arguments in (["--from", day], ["--to", day]):
        assert main(parser().parse_args(["calls", *arguments], options)) == USAGE
        assert capsys.readouterr().err == "A day is written as 2026-01-31.\n"
