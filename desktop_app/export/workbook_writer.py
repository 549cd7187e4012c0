"""Calls as an Excel workbook, written piece by piece."""

from __future__ import annotations

import contextlib
import errno
import shutil
import tempfile
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop_app.archive.records import Call
from desktop_app.export.call_columns import COLUMNS, COST_COLUMN, TIME_COLUMN, NameLookup, Translate, cell_values
from desktop_app.export.files import publish
from desktop_app.export.safe_cells import replace_control

# Imported by the methods that run on a worker thread: it needs 4.5 MiB, and most starts of the program export nothing.
if TYPE_CHECKING:
    import xlsxwriter


class WorkbookCallWriter:
    """Writes calls to a temporary file, which `finish` renames to `path`.

    Times and money are numbers with a format.  A full sheet is continued on the next one.
    """

    ROWS_OF_A_SHEET = 1_048_575

    def __init__(self, path: Path, name_of: NameLookup, *, say: Translate = str) -> None:
        self._path, self._name_of, self._say = path, name_of, say
        self._book: xlsxwriter.Workbook | None = None
        self._folder: Path | None = None
        self._sheet: Any = None
        self._money: Any = None
        self._date: Any = None
        self._row = 0

    def begin(self) -> None:
        """Create the temporary files and the first sheet.  Raises OSError."""
        import xlsxwriter

        # The library leaves its temporary files behind when it fails: they get a folder that goes as a whole.
        self._folder = Path(tempfile.mkdtemp(dir=self._path.parent, prefix=f".{self._path.name[:40]}-"))
        book = self._folder / "book"
        book.touch(0o600)
        # constant_memory writes each row when the next one begins, so a million rows need no memory.
        self._book = xlsxwriter.Workbook(str(book), {"constant_memory": True, "tmpdir": str(self._folder)})
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
        """Write a row for each call.  Raises OSError."""
        for call in calls:
            if self._row > self.ROWS_OF_A_SHEET:
                self._next_sheet()
            for column, value in enumerate(cell_values(call, self._name_of, replace_control, self._say)):
                if column == TIME_COLUMN and (moment := _parse_time(str(value))) is not None:
                    self._sheet.write_datetime(self._row, column, moment, self._date)
                elif column == COST_COLUMN and value:
                    self._sheet.write_number(self._row, column, Decimal(value), self._money)
                elif isinstance(value, str):  # never `write`, which would make formulas and links of text
                    self._sheet.write_string(self._row, column, value)
                else:
                    self._sheet.write_number(self._row, column, value)
            self._row += 1

    def finish(self) -> None:
        """Complete the file and rename it.  Raises OSError."""
        from xlsxwriter.exceptions import FileCreateError

        assert self._book is not None
        try:
            self._book.close()
        except FileCreateError as error:
            raise OSError(errno.EIO, str(error)) from None
        publish(Path(self._book.filename), self._path)
        self._book = None
        self.discard()

    def discard(self) -> None:
        """Delete the temporary files.  Does nothing after `finish`."""
        book, self._book = self._book, None
        folder, self._folder = self._folder, None
        if book is not None:
            for sheet in book.worksheets():  # the rows so far; closing the workbook would assemble them first
                with contextlib.suppress(OSError):
                    sheet.row_data_fh.close()
            book.fileclosed = True
        if folder is not None:
            shutil.rmtree(folder, ignore_errors=True)


def _parse_time(calldate: str) -> datetime | None:
    """Return a time as a workbook can hold it; None if it is no time, has a zone, or is before 1900."""
    try:
        moment = datetime.fromisoformat(calldate)
    except ValueError:
        return None
    return moment if moment.tzinfo is None and moment.year >= 1900 else None
