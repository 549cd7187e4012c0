"""Removes keys, telephone numbers and names from log lines.

Hidden are every key given to `hide()`, everything after the host of an address, bearer tokens, the home folder,
telephone numbers except their last two digits, and all text in quotes, since Python and libraries quote values.
Tracebacks are written as file, line and function, without source text and without the values of locals.
A name outside quotes cannot be recognised, so log calls must not pass names.
"""

from __future__ import annotations

import logging
import re
import threading
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from traceback import extract_tb
from urllib.parse import quote

from desktop_app.runtime.redaction import masked_numbers

LONGEST_TEXT = 8_000
DEEPEST_CHAIN = 5

_ADDRESS = re.compile(r"\b([A-Za-z][A-Za-z0-9+]*)://(?:[^\s/@'\"]*@)?([^\s/?#'\"]*)[^\s'\"]*")
_BEARER = re.compile(r"\b(Bearer|pbxkey=)\s*[^\s'\"]+", re.IGNORECASE)
_QUOTED = re.compile(r"'([^'\n]*)'|\"([^\"\n]*)\"")
# The texts of these errors contain identifiers of the code and no values.
_WITHOUT_VALUES = (AttributeError, ImportError, NameError, NotImplementedError, RecursionError, TypeError)


class Redaction:
    """Redacts texts and exceptions.  Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._secrets: tuple[str, ...] = ()
        self._home = str(Path.home())

    def hide(self, secret: str) -> None:
        """Redact this text from now on, also in its percent-encoded form."""
        if secret:
            with self._lock:
                self._secrets = tuple(dict.fromkeys((secret, quote(secret, safe=""), *self._secrets)))

    def text(self, text: str, *, is_quoted_shown: bool = False) -> str:
        """Return a text redacted and cut at 8 000 characters."""
        text = text[:LONGEST_TEXT]
        for secret in self._secrets:
            text = text.replace(secret, "[key]")
        text = _ADDRESS.sub(r"\1://\2/…", text)
        text = _BEARER.sub(r"\1 [key]", text)
        if len(self._home) > 1:
            text = text.replace(self._home, "~")
        if not is_quoted_shown:
            text = _QUOTED.sub(_hidden, text)
        return masked_numbers(text)

    def error(self, error: BaseException) -> str:
        """Return an exception and its causes as lines: type, text and stack, the innermost frame last."""
        return "\n".join(self._lines(error, DEEPEST_CHAIN))

    def _lines(self, error: BaseException, depth: int) -> Iterator[str]:
        cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        if cause is not None and depth:
            yield from self._lines(cause, depth - 1)
            yield "which led to"
        yield f"{type(error).__name__}: {self._reason(error)}".rstrip(": ")
        for frame in extract_tb(error.__traceback__):
            yield f"    {_short(frame.filename)}:{frame.lineno} in {frame.name}"
        if isinstance(error, BaseExceptionGroup) and depth:
            for inside in error.exceptions:
                yield from self._lines(inside, depth - 1)

    def _reason(self, error: BaseException) -> str:
        if isinstance(error, OSError) and error.strerror:
            return error.strerror  # without the file name, which the user may have chosen
        return self.text(str(error), is_quoted_shown=isinstance(error, _WITHOUT_VALUES))


class RedactingFormatter(logging.Formatter):
    """Formats `2026-03-02T09:30:00.123+01:00 ERROR desktop_app.services.session: text`, redacted."""

    def __init__(self, redaction: Redaction) -> None:
        super().__init__()
        self._redaction = redaction

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created).astimezone().isoformat(timespec="milliseconds")
        try:
            text = record.getMessage()
        except Exception:  # arguments that do not match the format: keep the line
            text = str(record.msg)
        line = f"{at} {record.levelname} {record.name}: {self._redaction.text(text)}"
        if record.exc_info and record.exc_info[1] is not None:
            line += "\n" + self._redaction.error(record.exc_info[1])
        return line


def _hidden(found: re.Match[str]) -> str:
    mark = found.group()[0]
    return mark + re.sub(r"\w", "x", found.group()[1:-1]) + mark


def _short(path: str) -> str:
    """A source file from its package on."""
    parts = Path(path).parts
    for root in ("site-packages", "desktop_app"):
        if root in parts:
            at = len(parts) - 1 - parts[::-1].index(root)
            return "/".join(parts[at + (root == "site-packages") :])
    return "/".join(parts[-2:])
