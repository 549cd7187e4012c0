"""The log: bounded, private, without keys, numbers and names, and never blocking the program."""

from __future__ import annotations

import logging
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_app.runtime.log_file import FILE_BYTES, LogFile, OwnerOnlyFile
from desktop_app.runtime.log_redaction import LONGEST_TEXT, Redaction

log = logging.getLogger("desktop_app.test")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "log" / "cloudpbx-desktop.log"


@pytest.fixture
def log_file(file: Path) -> Iterator[LogFile]:
    made = LogFile(file, "debug")
    made.start()
    yield made
    made.stop()


def test_a_line_has_time_level_logger_and_text(log_file: LogFile, file: Path) -> None:
    log.info("connected after %s tries", 3)
    log_file.stop()
    line = file.read_text()
    assert line.endswith("INFO desktop_app.test: connected after 3 tries\n")
    assert line[:4].isdigit()
    assert line[10] == "T"


def test_three_files_of_one_mebibyte_are_retained(log_file: LogFile, file: Path) -> None:
    for number in range(700):
        log.info("%d %s", number, "a b" * 2500)
    log_file.stop(within_s=30)
    files = sorted(file.parent.iterdir())
    assert [one.name for one in files] == [file.name, f"{file.name}.1", f"{file.name}.2"]
    assert all(one.stat().st_size <= FILE_BYTES for one in files)
    assert " 699 " in file.read_text().splitlines()[-1]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no modes")
def test_only_the_owner_can_read_it(log_file: LogFile, file: Path) -> None:
    file.parent.mkdir()
    file.touch(mode=0o644)
    for _ in range(300):
        log.info("a b" * 2500)
    log_file.stop(within_s=30)
    assert {stat.S_IMODE(one.stat().st_mode) for one in file.parent.iterdir()} == {0o600}


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no modes")
def test_only_the_owner_can_open_the_folder(log_file: LogFile, file: Path) -> None:
    log.info("made")
    log_file.stop()
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


def test_no_secret_reaches_the_file(log_file: LogFile, file: Path) -> None:
    log_file.redaction.hide("k3y/with+signs")
    log.warning("refused: k3y/with+signs, k3y%2Fwith%2Bsigns and Bearer other")
    log.warning("asked https://anna:pw@pbx.example.org:8443/api?pbxkey=third&to=600100200")
    log.warning("Task exception was never retrieved: KeyError('Anna Kowalska')")
    log.warning("calling +48 600 100 200 from 101")
    try:
        raise KeyError("Anna Kowalska") from ValueError("600100200 k3y/with+signs")
    except KeyError:
        log.exception("a lookup failed")
    log_file.stop()
    text = file.read_text()
    for secret in ("k3y", "other", "third", "anna", "pw", "Anna", "Kowalska", "600100200", "600 100", str(Path.home())):
        assert secret not in text, secret
    for useful in ("https://pbx.example.org:8443/…", "KeyError: 'xxxx xxxxxxxx'", "which led to", "from 101"):
        assert useful in text, useful
    assert f"runtime/test_log_file.py:{_line_of('raise KeyError')} in test_no_secret" in text


def _line_of(words: str) -> int:
    return next(at for at, line in enumerate(Path(__file__).read_text().splitlines(), 1) if words in line)


@pytest.mark.parametrize(
    ("error", "shown"),
    [
        (AttributeError("'NoneType' object has no attribute 'show'"), "'NoneType' object has no attribute 'show'"),
        (ValueError("invalid literal for int() with base 10: 'Anna'"), "base 10: 'xxxx'"),
        (OSError(28, "No space left on device", "/home/anna/Anna Nowak.csv"), "OSError: No space left on device"),
        (ExceptionGroup("two", [ValueError("first"), TypeError("second")]), "TypeError: second"),
    ],
)
def test_an_error_shows_names_of_the_code_and_no_values(error: Exception, shown: str) -> None:
    text = Redaction().error(error)
    assert shown in text
    assert "Anna" not in text


def test_a_long_text_is_cut() -> None:
    assert len(Redaction().text("a b " * LONGEST_TEXT)) == LONGEST_TEXT


def test_only_warnings_of_libraries_are_logged(log_file: LogFile, file: Path) -> None:
    logging.getLogger("some.library").info("each step")
    logging.getLogger("some.library").warning("a mistake")
    log_file.stop()
    assert "each step" not in file.read_text()
    assert "a mistake" in file.read_text()


def test_records_below_the_level_are_dropped(file: Path) -> None:
    quiet = LogFile(file, "error")
    quiet.start()
    log.warning("not this")
    log.error("this")
    quiet.stop()
    assert "not this" not in file.read_text()
    assert "ERROR desktop_app.test: this" in file.read_text()


def test_a_folder_that_cannot_be_created_does_not_stop_the_program(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "log").write_text("a file where the folder should be")
    broken = LogFile(tmp_path / "log" / "cloudpbx-desktop.log")
    broken.start()
    log.error("nobody reads this")
    broken.stop()
    assert capfd.readouterr() == ("", "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a device that is always full")
def test_a_full_disk_does_not_stop_the_program(
    log_file: LogFile, file: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    file.parent.mkdir()
    file.symlink_to("/dev/full")
    for _ in range(3):
        log.error("nobody reads this")
    log_file.stop()
    assert capfd.readouterr() == ("", "")


def record(text: object, *arguments: object) -> logging.LogRecord:
    return logging.LogRecord("desktop_app.test", logging.ERROR, __file__, 1, text, arguments, None)


def test_writing_goes_on_when_the_file_can_be_opened_again(file: Path) -> None:
    file.parent.write_text("in the way")
    handler = OwnerOnlyFile(file)
    handler.handle(record("lost"))
    file.parent.unlink()
    handler.handle(record("written"))
    handler.close()
    assert file.read_text() == "written\n"


def test_a_line_with_mismatched_arguments_is_still_written(log_file: LogFile, file: Path) -> None:
    log_file.handler.handle(record("%d calls", "many"))
    log_file.stop()
    assert file.read_text().endswith("ERROR desktop_app.test: %d calls\n")


def test_a_value_whose_text_fails_does_not_stop_the_program(log_file: LogFile, file: Path) -> None:
    class Silent:
        def __str__(self) -> str:
            raise RuntimeError

    log_file.handler.handle(record(Silent()))
    log_file.handler.handle(record("next"))
    log_file.stop()
    assert file.read_text().endswith("next\n")


def test_nothing_is_printed_after_the_log_has_stopped(
    log_file: LogFile, file: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    log.error("last")
    log_file.stop()
    log.error("too late")
    assert capfd.readouterr() == ("", "")
    assert file.read_text().count("\n") == 1
