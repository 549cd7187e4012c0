"""The log of the program: three files of 1 MiB, readable only by their owner, written on a separate thread.

Problems with the log never stop or delay the program.  The thread that logs only puts the line into a queue, a line
for a full queue is dropped, and a file that cannot be written is tried again with the next line.
"""

from __future__ import annotations

import logging
import os
import queue
import threading
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path

from desktop_app.runtime.log_redaction import RedactingFormatter, Redaction

FILE_BYTES = 1 << 20
OLDER_FILES = 2
WAITING_LINES = 2_000
LEVELS = ("debug", "info", "warning", "error")
_SILENT = logging.NullHandler()  # without any handler, logging prints warnings on standard error


class LogFile:
    """Writes the records of all loggers to `file`, from `start()` to `stop()`.  Older files end in `.1` and `.2`."""

    def __init__(self, file: Path, level: str = "info") -> None:
        self.redaction = Redaction()
        self.folder = file.parent
        self._lines: queue.Queue[logging.LogRecord | None] = queue.Queue(WAITING_LINES)
        self.handler = _Entrance(self._lines, RedactingFormatter(self.redaction))
        self.handler.setLevel(level.upper())
        self.handler.addFilter(_is_wanted)
        self._file = OwnerOnlyFile(file)
        self._level_before = logging.WARNING
        self._thread = threading.Thread(target=self._write, name="log", daemon=True)

    def start(self) -> None:
        """Add the file to the root logger, which also keeps logging from printing on standard error."""
        root = logging.getLogger()
        self._level_before = root.level
        root.setLevel(self.handler.level)
        root.addHandler(self.handler)
        self._thread.start()

    def stop(self, within_s: float = 2.0) -> None:
        """Write the queued lines and close the file.  Gives up after `within_s` seconds if the disk hangs."""
        root = logging.getLogger()
        root.removeHandler(self.handler)
        root.addHandler(_SILENT)
        root.setLevel(self._level_before)
        if not self._thread.is_alive():
            return
        try:
            self._lines.put(None, timeout=within_s)
        except queue.Full:
            return
        self._thread.join(within_s)

    def _write(self) -> None:
        while (record := self._lines.get()) is not None:
            self._file.handle(record)
        self._file.close()


class _Entrance(logging.Handler):
    """Formats a record on the thread that logs, where its exception is available, and queues the line."""

    def __init__(self, lines: queue.Queue[logging.LogRecord | None], formatter: logging.Formatter) -> None:
        super().__init__()
        self._lines = lines
        self.setFormatter(formatter)

    def emit(self, record: logging.LogRecord) -> None:
        try:
            line = self.format(record)
            self._lines.put_nowait(logging.makeLogRecord({"msg": line, "levelno": record.levelno}))
        except Exception:  # a full queue, or a value whose repr fails: drop the line
            return


class OwnerOnlyFile(RotatingFileHandler):
    """A rotating file with mode 0600 in a folder with mode 0700, opened when the first line is written."""

    def __init__(self, file: Path) -> None:
        super().__init__(file, maxBytes=FILE_BYTES, backupCount=OLDER_FILES, encoding="utf-8", delay=True)

    def _open(self) -> TextIOWrapper:
        file = Path(self.baseFilename)
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        if hasattr(os, "fchmod"):
            os.fchmod(handle, 0o600)  # the file may have existed before
        return os.fdopen(handle, "a", encoding="utf-8", errors="backslashreplace")

    def handleError(self, _: logging.LogRecord) -> None:
        """Drop the line and reopen the file with the next one.  Nothing is printed."""
        stream, self.stream = self.stream, None
        try:
            if stream is not None:
                stream.close()
        except OSError:
            return


def _is_wanted(record: logging.LogRecord) -> bool:
    """Return True for records of this program, and for warnings of libraries, which log every step below that."""
    return record.levelno >= logging.WARNING or record.name.partition(".")[0] in ("desktop_app", "qt")
