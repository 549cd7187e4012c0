"""The quick benchmarks run, so that a broken one is noticed by the tests."""

from __future__ import annotations

import pytest

from tests.benchmarks.__main__ import child, main


@pytest.mark.parametrize("what", ["floor", "program"])
def test_the_start_benchmark_runs(what: str) -> None:
    assert 0 < child("start", what)["seconds"] < 60


def test_the_archive_benchmark_runs() -> None:
    figures = child("archive", "20000")
    assert figures["page_worst"] > 0
    assert figures["search_worst"] > 0


def test_the_benchmarks_of_sync_kills_and_scrolling_run() -> None:
    assert child("sync", "8000")["records"] == 8000
    assert child("kills", "1")["export true"] == 1
    assert 0 < child("scrolling", "20000", "0.5")["by the wheel"] < 10_000


def test_the_storm_runs_and_leaks_no_descriptor() -> None:
    figures = child("storm", "8")
    assert figures["rounds"] > 5
    assert figures["messages"] > 0
    assert figures["descriptors late"] <= figures["descriptors early"] + 3


def test_an_unknown_benchmark_is_reported(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("sys.argv", ["bench", "nothing"])
    assert main() == 2
    assert "There are: start, memory" in capsys.readouterr().err
