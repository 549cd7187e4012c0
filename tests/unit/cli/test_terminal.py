"""No text from outside controls the terminal or forges a line."""

from __future__ import annotations

import pytest

from desktop_app.cli.terminal import complain, say


def test_escape_sequences_and_line_breaks_are_printed_as_blanks(capsys: pytest.CaptureFixture[str]) -> None:
    say("12:00 Jan\x1b]0;title\x07\n12:01 Anna\r\u202e")
    complain("one\x1b[2J\ntwo")
    printed = capsys.readouterr()
    assert printed.out == "12:00 Jan ]0;title 12:01 Anna \n"
    assert printed.err == "one [2J\ntwo\n"
