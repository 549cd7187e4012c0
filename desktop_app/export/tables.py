"""Calls as files: CSV that no spreadsheet takes for formulas, JSON, and words for a terminal.

A file is written beside its name and renamed when it is whole, so a half one never stands under a final name.
"""

from __future__ import annotations

import contextlib
import csv
import errno
import os
import tempfile
from collections.abc import Callable, Iterable
from datetime import datetime
from decimal import Decimal
from io import TextIOWrapper
from pathlib import Path
from typing import Any

import msgspec
import xlsxwriter

from desktop_app.archive.records import Call

Names = Callable[[str], str]
# What COLUMNS and WORDS are called: as they are where a program reads the table, translated where a person does.
Wording = Callable[[str], str]
COLUMNS = (
    "when", "direction", "outcome", "from_number", "from_name", "to_number", "to_name", "answered_by",
    "ring_s", "talk_s", "cost_pln", "zone", "recording", "uniqueid",
)  # fmt: skip
# What else stands in the cells: ways, outcomes, a mark, and the name of a sheet.
WORDS = ("in", "out", "internal", "message", "answered", "missed", "busy", "failed", "unknown", "yes", "calls")
WHEN, COST = COLUMNS.index("when"), COLUMNS.index("cost_pln")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class CallTable:
    """A table of calls that grows beside its final name and takes it when it is whole.

    With semicolons it begins with the mark that spreadsheets know UTF-8 by, and money has the comma that goes with
    them; with commas it is plain UTF-8.
    """

    def __init__(self, path: Path, name_of: Names, *, delimiter: str = ";", say: Wording = str) -> None:
        self._path, self._name_of, self._delimiter, self._say = path, name_of, delimiter, say
        self._file: TextIOWrapper | None = None
        self._beside = Path()

    def begin(self) -> None:
        """Open it and write the headings.  Raises OSError."""
        encoding = "utf-8-sig" if self._delimiter == ";" else "utf-8"
        handle, self._beside = _beside(self._path)
        self._file = os.fdopen(handle, "w", encoding=encoding, errors="replace", newline="")
        csv.writer(self._file, delimiter=self._delimiter).writerow(map(self._say, COLUMNS))

    def add(self, calls: Iterable[Call]) -> None:
        """Some more rows.  Raises OSError."""
        assert self._file is not None
        csv.writer(self._file, delimiter=self._delimiter).writerows(map(self._row, calls))

    def _row(self, call: Call) -> list[str | int]:
        row = _values(call, self._name_of, cell, self._say)
        if self._delimiter == ";":
            row[COST] = str(row[COST]).replace(".", ",")
        return row

    def finish(self) -> None:
        """Give it its name.  Raises OSError."""
        assert self._file is not None
        file, self._file = self._file, None
        try:
            file.close()
            _take_name(self._beside, self._path)
        except BaseException:
            self._beside.unlink(missing_ok=True)
            raise

    def give_up(self) -> None:
        """Leave nothing behind of what was not finished."""
        if self._file is not None:
            file, self._file = self._file, None
            self._beside.unlink(missing_ok=True)
            with contextlib.suppress(OSError):  # its last rows have no room on a full disk
                file.close()


class CallSheets:
    """The same as a workbook: a table of another sheet where one is full, with times and money that it counts with."""

    ROWS_OF_A_SHEET = 1_048_575

    def __init__(self, path: Path, name_of: Names, *, say: Wording = str) -> None:
        self._path, self._name_of, self._say = path, name_of, say
        self._book: xlsxwriter.Workbook | None = None
        self._beside = Path()
        self._sheet: Any = None
        self._money: Any = None
        self._date: Any = None
        self._row = 0

    def begin(self) -> None:
        """Open it.  Raises OSError."""
        handle, self._beside = _beside(self._path)
        os.close(handle)
        # Each row is written when the next one begins, so that a million of them need no memory.
        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self._book = xlsxwriter.Workbook(str(self._beside), options | {"tmpdir": str(self._path.parent)})
        self._money = self._book.add_format({"num_format": "0.00"})
        self._date = self._book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        self._next_sheet()

    def _next_sheet(self) -> None:
        assert self._book is not None
        number = len(self._book.worksheets()) + 1
        self._sheet = self._book.add_worksheet(self._say("calls") + (f" {number}" if number > 1 else ""))
        self._sheet.freeze_panes(1, 0)
        self._sheet.set_column(0, 0, 20)
        self._sheet.set_column(3, 7, 24)
        self._sheet.write_row(0, 0, map(self._say, COLUMNS), self._book.add_format({"bold": True}))
        self._row = 1

    def add(self, calls: Iterable[Call]) -> None:
        """Some more rows.  Raises OSError."""
        for call in calls:
            if self._row > self.ROWS_OF_A_SHEET:
                self._next_sheet()
            for column, value in enumerate(_values(call, self._name_of, _printable, self._say)):
                if column == WHEN and (moment := _moment(str(value))) is not None:
                    self._sheet.write_datetime(self._row, column, moment, self._date)
                elif column == COST and value:
                    self._sheet.write_number(self._row, column, Decimal(value), self._money)
                elif isinstance(value, str):
                    self._sheet.write_string(self._row, column, value)
                else:
                    self._sheet.write_number(self._row, column, value)
            self._row += 1

    def finish(self) -> None:
        """Give it its name.  Raises OSError."""
        assert self._book is not None
        try:
            self._book.close()
            _take_name(self._beside, self._path)
            self._book = None
        except xlsxwriter.exceptions.FileCreateError as error:
            raise OSError(errno.EIO, str(error)) from None

    def give_up(self) -> None:
        """Leave nothing behind of what was not finished."""
        if self._book is not None:
            book, self._book = self._book, None
            for sheet in book.worksheets():  # its rows so far, which the library would put together first
                with contextlib.suppress(OSError):
                    sheet.row_data_fh.close()
                Path(sheet.row_data_filename).unlink(missing_ok=True)
            book.fileclosed = True
            self._beside.unlink(missing_ok=True)


def write_csv(path: Path, calls: Iterable[Call], name_of: Names) -> None:
    """A whole table of calls, or none."""
    table = CallTable(path, name_of)
    table.begin()
    try:
        table.add(calls)
        table.finish()
    finally:
        table.give_up()


def _values(call: Call, name_of: Names, safe: Callable[[str], str], say: Wording) -> list[str | int]:
    grosze = abs(call.cost_grosze or 0)
    sign = "-" if (call.cost_grosze or 0) < 0 else ""
    cost = "" if call.cost_grosze is None else f"{sign}{grosze // 100}.{grosze % 100:02d}"
    texts = [
        call.calldate,
        say(call.direction),
        say(call.outcome),
        safe(call.from_number),
        safe(call.from_name or name_of(call.from_number)),
        safe(call.to_number),
        safe(name_of(call.to_number)),
        safe(call.answered_by),
    ]
    mark = say("yes") if call.has_recording else ""
    return [*texts, call.ring_s, call.talk_s, cost, safe(call.zone), mark, safe(call.uniqueid)]


def _moment(calldate: str) -> datetime | None:
    """A time of the exchange as a workbook can hold it: without a zone, and not before 1900; None for any other."""
    try:
        moment = datetime.fromisoformat(calldate)
    except ValueError:
        return None
    return moment if moment.tzinfo is None and moment.year >= 1900 else None


def _printable(text: str) -> str:
    return "".join(" " if ord(letter) < 32 else letter for letter in text)


def cell(text: str) -> str:
    """Text from outside that a spreadsheet must not take for a formula; control characters become blanks."""
    plain = _printable(text)
    return f"'{plain}" if plain.lstrip().startswith(_FORMULA) or text.startswith(_FORMULA) else plain


def as_json(call: Call) -> dict[str, Any]:
    """One call with all that is known of it."""
    fields: dict[str, Any] = msgspec.to_builtins(call)
    del fields["kind"]  # it means something to the archive alone
    words = ("direction", "outcome", "is_queued", "has_recording")
    return fields | {name: getattr(call, name) for name in words}


def in_words(call: Call, name_of: Names) -> str:
    """One call as a line for a person."""
    arrow = {"in": "←", "out": "→", "internal": "↔", "message": "✉"}[call.direction]
    one = call.from_name or name_of(call.from_number)
    two = name_of(call.answered_by or call.to_number)
    talk = f"{call.talk_s // 60}:{call.talk_s % 60:02d}" if call.outcome == "answered" else call.outcome
    mark = " ●" if call.has_recording else ""
    return (
        f"{call.calldate}  {call.from_number} {one} {arrow} {call.answered_by or call.to_number} {two}"
        f"  {talk}{mark}  {call.uniqueid}"
    )


def write_bytes(path: Path, body: bytes) -> None:
    """A whole file or none, its owner's alone."""
    handle, beside = _beside(path)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(body)
        _take_name(beside, path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def _beside(path: Path) -> tuple[int, Path]:
    """An open file of its owner's alone in the same folder, under a name of its own."""
    if not path.parent.is_dir():
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(path.parent))
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:40]}-")
    return handle, Path(name)


def _take_name(beside: Path, path: Path) -> None:
    """Give a whole file its name, when all of it is on the disk."""
    with beside.open("rb+") as file:
        os.fsync(file.fileno())
    beside.replace(path)
