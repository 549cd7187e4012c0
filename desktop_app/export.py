"""Calls as files: CSV that no spreadsheet takes for formulas, JSON, and words for a terminal.

A file is written beside its name and renamed when it is whole, so a half one never stands under a final name.
"""

from __future__ import annotations

import csv
import errno
import os
import tempfile
from collections.abc import Callable, Iterable
from io import TextIOWrapper
from pathlib import Path
from typing import Any

import msgspec

from desktop_app.archive.records import Call

Names = Callable[[str], str]
COLUMNS = (
    "when", "direction", "outcome", "from_number", "from_name", "to_number", "to_name", "answered_by",
    "ring_s", "talk_s", "cost_pln", "zone", "recording", "uniqueid",
)  # fmt: skip
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class CallTable:
    """A table of calls that grows beside its final name and takes it when it is whole.

    With semicolons it begins with the mark that spreadsheets know UTF-8 by; with commas it is plain UTF-8.
    """

    def __init__(self, path: Path, name_of: Names, *, delimiter: str = ";") -> None:
        self._path, self._name_of, self._delimiter = path, name_of, delimiter
        self._file: TextIOWrapper | None = None
        self._beside = Path()

    def begin(self) -> None:
        """Open it and write the headings.  Raises OSError."""
        encoding = "utf-8-sig" if self._delimiter == ";" else "utf-8"
        handle, self._beside = _beside(self._path)
        self._file = os.fdopen(handle, "w", encoding=encoding, errors="replace", newline="")
        csv.writer(self._file, delimiter=self._delimiter).writerow(COLUMNS)

    def add(self, calls: Iterable[Call]) -> None:
        """Some more rows.  Raises OSError."""
        assert self._file is not None
        csv.writer(self._file, delimiter=self._delimiter).writerows(_row(call, self._name_of) for call in calls)

    def finish(self) -> None:
        """Give it its name.  Raises OSError."""
        assert self._file is not None
        file, self._file = self._file, None
        try:
            file.close()
            self._beside.replace(self._path)
        except BaseException:
            self._beside.unlink(missing_ok=True)
            raise

    def give_up(self) -> None:
        """Leave nothing behind of what was not finished."""
        if self._file is not None:
            file, self._file = self._file, None
            self._beside.unlink(missing_ok=True)
            file.close()


def write_csv(path: Path, calls: Iterable[Call], name_of: Names) -> None:
    """A whole table of calls, or none."""
    table = CallTable(path, name_of)
    table.begin()
    try:
        table.add(calls)
        table.finish()
    finally:
        table.give_up()


def _row(call: Call, name_of: Names) -> list[str | int]:
    grosze = abs(call.cost_grosze or 0)
    sign = "-" if (call.cost_grosze or 0) < 0 else ""
    cost = "" if call.cost_grosze is None else f"{sign}{grosze // 100}.{grosze % 100:02d}"
    texts = [
        call.calldate,
        call.direction,
        call.outcome,
        cell(call.from_number),
        cell(call.from_name or name_of(call.from_number)),
        cell(call.to_number),
        cell(name_of(call.to_number)),
        cell(call.answered_by),
    ]
    mark = "yes" if call.has_recording else ""
    return [*texts, call.ring_s, call.talk_s, cost, cell(call.zone), mark, cell(call.uniqueid)]


def cell(text: str) -> str:
    """Text from outside that a spreadsheet must not take for a formula; control characters become blanks."""
    plain = "".join(" " if ord(letter) < 32 else letter for letter in text)
    return f"'{plain}" if plain.lstrip().startswith(_FORMULA) or text.startswith(_FORMULA) else plain


def as_json(call: Call) -> dict[str, Any]:
    """One call with all that is known of it."""
    fields: dict[str, Any] = msgspec.to_builtins(call)
    return fields


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
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def _beside(path: Path) -> tuple[int, Path]:
    """An open file of its owner's alone in the same folder, under a name of its own."""
    if not path.parent.is_dir():
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(path.parent))
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:40]}-")
    return handle, Path(name)
