"""Calls as CSV, written piece by piece."""

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
    """Writes calls to a temporary file, which `finish` renames to `path`.  No cell is a formula.

    With semicolons, as spreadsheets of continental Europe expect, the file starts with a BOM and money has a decimal
    comma.  With commas it is plain UTF-8 with decimal points.
    """

    def __init__(self, path: Path, name_of: NameLookup, *, delimiter: str = ";", say: Translate = str) -> None:
        self._path, self._name_of, self._delimiter, self._say = path, name_of, delimiter, say
        self._file: TextIOWrapper | None = None
        self._temporary = Path()

    def begin(self) -> None:
        """Create the temporary file and write the headings.  Raises OSError."""
        encoding = "utf-8-sig" if self._delimiter == ";" else "utf-8"
        handle, self._temporary = open_temporary(self._path)
        self._file = os.fdopen(handle, "w", encoding=encoding, errors="replace", newline="")
        csv.writer(self._file, delimiter=self._delimiter).writerow(map(self._say, COLUMNS))

    def add(self, calls: Iterable[Call]) -> None:
        """Write a row for each call.  Raises OSError."""
        assert self._file is not None
        csv.writer(self._file, delimiter=self._delimiter).writerows(map(self._row, calls))

    def _row(self, call: Call) -> list[str | int]:
        row = cell_values(call, self._name_of, escape_formula, self._say)
        if self._delimiter == ";":
            row[COST_COLUMN] = str(row[COST_COLUMN]).replace(".", ",")
        return row

    def finish(self) -> None:
        """Complete the file and rename it.  Raises OSError; no partial file remains."""
        assert self._file is not None
        file, self._file = self._file, None
        try:
            file.close()
            publish(self._temporary, self._path)
        except BaseException:
            self._temporary.unlink(missing_ok=True)
            raise

    def discard(self) -> None:
        """Delete the temporary file.  Does nothing after `finish`."""
        if self._file is not None:
            file, self._file = self._file, None
            self._temporary.unlink(missing_ok=True)
            with contextlib.suppress(OSError):  # the last rows do not fit on a full disk
                file.close()


def write_csv(path: Path, calls: Iterable[Call], name_of: NameLookup) -> None:
    """Write calls as CSV with semicolons: the whole file or none.  Raises OSError."""
    table = CsvCallWriter(path, name_of)
    table.begin()
    try:
        table.add(calls)
        table.finish()
    finally:
        table.discard()
