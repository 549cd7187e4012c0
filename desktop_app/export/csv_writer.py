"""Calls as files: CSV that no spreadsheet takes for formulas, JSON, and words for a terminal.

A file is written beside its name and renamed when it is whole, so a half one never stands under a final name.
"""

from __future__ import annotations

import contextlib
import csv
import os
from collections.abc import Iterable
from io import TextIOWrapper
from pathlib import Path

from desktop_app.archive.records import Call
from desktop_app.export.call_columns import COLUMNS, COST_COLUMN, NameLookup, Translate, cell_values
from desktop_app.export.files import open_temporary, publish
from desktop_app.export.safe_cells import escape_formula


class CsvCallWriter:
    """A table of calls that grows beside its final name and takes it when it is whole.

    With semicolons it begins with the mark that spreadsheets know UTF-8 by, and money has the comma that goes with
    them; with commas it is plain UTF-8.
    """

    def __init__(self, path: Path, name_of: NameLookup, *, delimiter: str = ";", say: Translate = str) -> None:
        self._path, self._name_of, self._delimiter, self._say = path, name_of, delimiter, say
        self._file: TextIOWrapper | None = None
        self._beside = Path()

    def begin(self) -> None:
        """Open it and write the headings.  Raises OSError."""
        encoding = "utf-8-sig" if self._delimiter == ";" else "utf-8"
        handle, self._beside = open_temporary(self._path)
        self._file = os.fdopen(handle, "w", encoding=encoding, errors="replace", newline="")
        csv.writer(self._file, delimiter=self._delimiter).writerow(map(self._say, COLUMNS))

    def add(self, calls: Iterable[Call]) -> None:
        """Some more rows.  Raises OSError."""
        assert self._file is not None
        csv.writer(self._file, delimiter=self._delimiter).writerows(map(self._row, calls))

    def _row(self, call: Call) -> list[str | int]:
        row = cell_values(call, self._name_of, escape_formula, self._say)
        if self._delimiter == ";":
            row[COST_COLUMN] = str(row[COST_COLUMN]).replace(".", ",")
        return row

    def finish(self) -> None:
        """Give it its name.  Raises OSError."""
        assert self._file is not None
        file, self._file = self._file, None
        try:
            file.close()
            publish(self._beside, self._path)
        except BaseException:
            self._beside.unlink(missing_ok=True)
            raise

    def discard(self) -> None:
        """Leave nothing behind of what was not finished."""
        if self._file is not None:
            file, self._file = self._file, None
            self._beside.unlink(missing_ok=True)
            with contextlib.suppress(OSError):  # its last rows have no room on a full disk
                file.close()


def write_csv(path: Path, calls: Iterable[Call], name_of: NameLookup) -> None:
    """A whole table of calls, or none."""
    table = CsvCallWriter(path, name_of)
    table.begin()
    try:
        table.add(calls)
        table.finish()
    finally:
        table.discard()
