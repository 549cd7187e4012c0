"""A command that fails with an unexpected error."""

from __future__ import annotations

import argparse
import logging
from collections.abc import Iterator

import pytest

from desktop_app.cli.exit_codes import NOT_KNOWN
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
