"""Exported calls: complete files or none, and no cell that a spreadsheet would run."""

from __future__ import annotations

import csv
import os
import resource
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from xml.etree import ElementTree

import pytest
from msgspec.structs import replace

from desktop_app.archive.grouping import group
from desktop_app.controllers.call_export import format_of
from desktop_app.export.call_columns import COLUMNS, WORDS
from desktop_app.export.csv_writer import CsvCallWriter, write_csv
from desktop_app.export.workbook_writer import WorkbookCallWriter
from tests.support.legs import leg

CALLS = [group([leg(f"1772438400.{n}", clid='"=cmd|x" <600100200>')], "PBX") for n in range(3)]
FOREVER = """
import sys
from pathlib import Path
from desktop_app.export.csv_writer import CsvCallWriter
from tests.unit.export.test_writers import CALLS
writer = CsvCallWriter(Path(sys.argv[1]), str)
writer.begin()
while True:
    print("more", flush=True)
    writer.add(CALLS * 500)
"""


def name_of(number: str) -> str:
    return "Łucja" if number == "105" else ""


def rows(path: Path, delimiter: str, encoding: str) -> list[list[str]]:
    with path.open(encoding=encoding, newline="") as file:
        return list(csv.reader(file, delimiter=delimiter))


@pytest.mark.parametrize(("delimiter", "encoding"), [(";", "utf-8-sig"), (",", "utf-8")])
def test_csv_written_piece_by_piece_equals_one_written_at_once(tmp_path: Path, delimiter: str, encoding: str) -> None:
    path = tmp_path / "calls.csv"
    table = CsvCallWriter(path, name_of, delimiter=delimiter)
    table.begin()
    for call in CALLS:
        table.add([call])
        assert not path.exists()
    table.finish()
    table.discard()
    found = rows(path, delimiter, encoding)
    assert found[0] == list(COLUMNS)
    assert len(found) == 4
    assert found[1][4] == "'=cmd|x"
    assert path.read_bytes().startswith(b"\xef\xbb\xbf") == (delimiter == ";")
    assert path.stat().st_mode & 0o777 == 0o600
    if delimiter == ";":
        write_csv(tmp_path / "whole.csv", CALLS, name_of)
        assert (tmp_path / "whole.csv").read_bytes() == path.read_bytes()


def test_a_discarded_csv_leaves_the_earlier_file(tmp_path: Path) -> None:
    path = tmp_path / "calls.csv"
    path.write_text("from before")
    table = CsvCallWriter(path, str)
    table.begin()
    table.add(CALLS)
    table.discard()
    assert [one.name for one in tmp_path.iterdir()] == ["calls.csv"]
    assert path.read_text() == "from before"


@pytest.mark.parametrize("pieces", [1, 2, 7, 30])
def test_a_killed_export_leaves_no_file_under_the_final_name(tmp_path: Path, pieces: int) -> None:
    path = tmp_path / "calls.csv"
    process = subprocess.Popen(
        [sys.executable, "-c", FOREVER, str(path)],
        stdout=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[3])},
    )
    assert process.stdout is not None
    assert [process.stdout.readline() for _ in range(pieces)] == [b"more\n"] * pieces
    process.kill()
    process.wait()
    process.stdout.close()
    assert [file.name.startswith(".calls.csv-") for file in tmp_path.iterdir()] == [True]


def test_a_missing_folder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        write_csv(tmp_path / "none" / "calls.csv", CALLS, str)


def texts_of(book: Path, sheet: int) -> list[str]:
    """Return the cells of a sheet from its XML.  Fails on formulas."""
    with zipfile.ZipFile(book) as whole:
        root = ElementTree.fromstring(whole.read(f"xl/worksheets/sheet{sheet}.xml"))
    space = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    assert not list(root.iter(f"{space}f")), "a formula"
    return ["".join(cell.itertext()) for cell in root.iter(f"{space}c")]


def test_a_workbook_holds_text_as_text_and_continues_on_a_second_sheet(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(WorkbookCallWriter, "ROWS_OF_A_SHEET", 2)
    path = tmp_path / "calls.xlsx"
    book = WorkbookCallWriter(path, name_of)
    book.begin()
    book.add(CALLS[:1])
    assert not path.exists()
    book.add(CALLS[1:])
    book.finish()
    book.discard()
    first, second = texts_of(path, 1), texts_of(path, 2)
    assert first[: len(COLUMNS)] == second[: len(COLUMNS)] == list(COLUMNS)
    assert (len(first), len(second)) == (3 * len(COLUMNS), 2 * len(COLUMNS))
    assert first[len(COLUMNS) + 4] == "=cmd|x"
    assert float(first[len(COLUMNS)]) > 40_000, "a day and not a text"
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_headings_and_words_are_translated(tmp_path: Path) -> None:
    """With semicolons as separators, money has a decimal comma."""
    said = dict(zip((*COLUMNS, *WORDS), (f"<{word}>" for word in (*COLUMNS, *WORDS)), strict=True))
    call = group([leg(cost=1205)], "PBX", has_recording=True)
    for delimiter, cost in ((";", "12,05"), (",", "12.05")):
        path = tmp_path / f"{delimiter}.csv"
        table = CsvCallWriter(path, str, delimiter=delimiter, say=said.__getitem__)
        table.begin()
        table.add([call])
        table.finish()
        heads, row = rows(path, delimiter, "utf-8-sig")
        assert heads == [f"<{column}>" for column in COLUMNS]
        assert (row[1], row[2], row[10], row[12]) == ("<in>", "<answered>", cost, "<yes>")
    book = WorkbookCallWriter(tmp_path / "calls.xlsx", str, say=said.__getitem__)
    book.begin()
    book.add([call])
    book.finish()
    assert texts_of(tmp_path / "calls.xlsx", 1)[: len(COLUMNS) + 2][-3:] == ["<uniqueid>", "46083.375", "<in>"]
    with zipfile.ZipFile(tmp_path / "calls.xlsx") as whole:
        assert 'name="&lt;calls&gt;"' in whole.read("xl/workbook.xml").decode()


def test_a_discarded_workbook_leaves_nothing(tmp_path: Path) -> None:
    book = WorkbookCallWriter(tmp_path / "calls.xlsx", str)
    book.begin()
    book.add(CALLS)
    book.discard()
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("name", "chosen", "form"),
    [("a.csv", "xlsx", ";"), ("a.CSV", ",", ","), ("a.xlsx", ";", "xlsx"), ("a.txt", ",", ","), ("a", "xlsx", "xlsx")],
)
def test_the_extension_decides_the_format(name: str, chosen: str, form: str) -> None:
    assert format_of(Path(name), chosen) == form


@pytest.mark.parametrize("when", ["0001-01-01 00:00:00", "2026-03-02T09:00:00+01:00", "soon", "", "1899-12-31"])
def test_a_time_that_a_workbook_cannot_hold_stays_text(tmp_path: Path, when: str) -> None:
    path = tmp_path / "calls.xlsx"
    book = WorkbookCallWriter(path, str)
    book.begin()
    book.add([replace(CALLS[0], calldate=when)])
    book.finish()
    book.discard()
    assert texts_of(path, 1)[len(COLUMNS)] == when


def cells_of(book: Path, row: int) -> dict[str, str]:
    """Return the cells of a row by column letter: `text`, or the number with `#` and its style before it."""
    with zipfile.ZipFile(book) as whole:
        root = ElementTree.fromstring(whole.read("xl/worksheets/sheet1.xml"))
    space = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    return {
        str(cell.get("r")).rstrip("0123456789"): ("#" + str(cell.get("s", "")) + " ") * (cell.get("t") is None)
        + "".join(cell.itertext())
        for cell in root.iter(f"{space}c")
        if str(cell.get("r")).lstrip("ABCDEFGHIJKLMN") == str(row)
    }


def part_of(book: Path, name: str) -> str:
    with zipfile.ZipFile(book) as whole:
        return whole.read(name).decode()


def test_a_workbook_counts_with_times_money_and_seconds(tmp_path: Path) -> None:
    path = tmp_path / "calls.xlsx"
    book = WorkbookCallWriter(path, str)
    book.begin()
    book.add([group([leg(cost=cost)], "PBX") for cost in (1205, None, -5)])
    book.finish()
    row = cells_of(path, 2)
    assert (row["A"], row["I"], row["J"], row["K"]) == ("#2 46083.375", "# 10", "# 60", "#3 12.05")
    assert row["D"] == "600100200", "a number that nobody calculates with is text"
    assert (cells_of(path, 3)["K"], cells_of(path, 4)["K"]) == ("", "#3 -0.05")
    assert [cells_of(path, 1)[column] for column in "ABN"] == ["when", "direction", "uniqueid"]
    styles = part_of(path, "xl/styles.xml")
    assert 'formatCode="0.00"' in styles or 'numFmtId="2"' in styles
    assert 'formatCode="yyyy-mm-dd hh:mm:ss"' in styles
    assert "<b/>" in styles
    sheet = part_of(path, "xl/worksheets/sheet1.xml")
    assert '<pane ySplit="1" topLeftCell="A2"' in sheet
    assert '<col min="1" max="1" width="20.7109375"' in sheet
    assert '<col min="4" max="8" width="24.7109375"' in sheet
    assert 'name="calls"' in part_of(path, "xl/workbook.xml")


def test_the_second_sheet_has_a_number(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert WorkbookCallWriter.ROWS_OF_A_SHEET == 2**20 - 1, "the limit of the format, without the headings"
    monkeypatch.setattr(WorkbookCallWriter, "ROWS_OF_A_SHEET", 1)
    path = tmp_path / "calls.xlsx"
    book = WorkbookCallWriter(path, str)
    book.begin()
    book.add(CALLS)
    book.finish()
    workbook = part_of(path, "xl/workbook.xml")
    assert [f'name="calls{number}"' in workbook for number in ("", " 2", " 3", " 4")] == [True, True, True, False]


def test_a_workbook_that_cannot_be_renamed_is_an_error_and_leaves_nothing(tmp_path: Path) -> None:
    path = tmp_path / "folder"
    path.mkdir()
    for writer in (WorkbookCallWriter(path, str), CsvCallWriter(path, str)):
        writer.begin()
        writer.add(CALLS)
        with pytest.raises(IsADirectoryError):
            writer.finish()
        writer.discard()
        assert list(tmp_path.iterdir()) == [path]


def test_discarding_before_the_beginning_or_twice_does_nothing(tmp_path: Path) -> None:
    for writer in (WorkbookCallWriter(tmp_path / "x", str), CsvCallWriter(tmp_path / "x", str)):
        writer.discard()
        writer.begin()
        writer.discard()
        writer.discard()
        assert list(tmp_path.iterdir()) == []


def test_letters_that_utf_8_cannot_hold_are_replaced(tmp_path: Path) -> None:
    path = tmp_path / "calls.csv"
    write_csv(path, [replace(CALLS[0], from_name="\ud83d")], name_of)
    assert rows(path, ";", "utf-8-sig")[1][4] == "?"


def test_a_failing_export_at_once_leaves_nothing(tmp_path: Path) -> None:
    def name_of(number: str) -> str:
        raise KeyError(number)

    with pytest.raises(KeyError):
        write_csv(tmp_path / "calls.csv", CALLS, name_of)
    assert list(tmp_path.iterdir()) == []


@contextmanager
def no_room(limit_bytes: int) -> Iterator[None]:
    """Let every file of this process end after so many bytes, as on a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit_bytes, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


# xlsxwriter leaves its archive open when it fails, which Python reports when it is collected.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("kind", [CsvCallWriter, WorkbookCallWriter])
def test_an_export_that_does_not_fit_is_an_error_and_leaves_nothing(
    tmp_path: Path, kind: type[CsvCallWriter] | type[WorkbookCallWriter]
) -> None:
    for ends in (False, True):
        writer = kind(tmp_path / "calls", str)
        writer.begin()
        writer.add(CALLS)
        with no_room(10):
            if ends:
                with pytest.raises(OSError):
                    writer.finish()
            writer.discard()
        assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("kind", [CsvCallWriter, WorkbookCallWriter])
def test_temporary_files_are_beside_the_final_one_and_may_vanish(
    tmp_path: Path, kind: type[CsvCallWriter] | type[WorkbookCallWriter]
) -> None:
    writer = kind(tmp_path / "calls", str)
    writer.begin()
    writer.add(CALLS)
    (beside,) = tmp_path.iterdir()
    assert beside.name.startswith(".calls-")
    assert beside.stat().st_mode & 0o077 == 0
    assert kind is CsvCallWriter or len(list(beside.iterdir())) == 2, "the rows and the book"
    for file in tmp_path.iterdir():
        shutil.rmtree(file) if file.is_dir() else file.unlink()
    writer.discard()


def test_the_first_year_of_a_workbook_is_a_time(tmp_path: Path) -> None:
    path = tmp_path / "calls.xlsx"
    book = WorkbookCallWriter(path, str)
    book.begin()
    book.add([replace(CALLS[0], calldate="1900-01-02 12:00:00")])
    book.finish()
    assert cells_of(path, 2)["A"] == "#2 2.5"
