"""What the stream said, written down with its times, and played back: one line of JSON for each message.

The first line names the PBX.  Then a line is `[seconds since the beginning, the message]`; bytes that are no UTF-8
are kept as `\\udcXX`, so that a replay is the same to the byte.  The connection's ends and beginnings are lines too:
`[seconds, null]` begins one.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

from desktop_app.config.exchange import ExchangeConfig
from desktop_app.runtime.redaction import masked_bytes
from desktop_app.services.live_feed import Feed

VERSION = 1


class BadRecording(Exception):
    """The file is no recording of a stream; the text names the line."""


class StreamRecorder:
    """Writes messages as they come; with `mask` without numbers and names of people.

    A disk that is full ends the recording and nothing else: `failed` then has the reason.
    """

    def __init__(self, file: IO[str], pbx_name: str, now_s: Callable[[], float], *, mask: bool) -> None:
        self._file, self._now_s, self._mask = file, now_s, mask
        self._begun_s = now_s()
        self.failed: OSError | None = None
        self._line(json.dumps({"recording": VERSION, "pbx_name": pbx_name}))

    def begins(self) -> None:
        """A connection was made."""
        self._write(None)

    def heard(self, raw: bytes) -> None:
        """One message as it came."""
        self._write((masked_bytes(raw) if self._mask else raw).decode("utf-8", "surrogateescape"))

    def _write(self, text: str | None) -> None:
        self._line(json.dumps([round(self._now_s() - self._begun_s, 3), text]))

    def _line(self, line: str) -> None:
        if self.failed is not None:
            return
        try:
            self._file.write(line + "\n")
            self._file.flush()
        except OSError as error:
            self.failed = error


def read_recording(path: Path) -> tuple[str, list[tuple[float, bytes | None]]]:
    """The PBX's name and the lines (seconds, message; None where a connection begins).

    Raises BadRecording, OSError.
    """
    with path.open(encoding="utf-8") as file:
        try:
            head = json.loads(file.readline() or "{}")
            pbx_name = str(head["pbx_name"]) if head["recording"] == VERSION else None
        except (ValueError, TypeError, KeyError):
            pbx_name = None
        if pbx_name is None:
            raise BadRecording("this is no recording of a stream")
        return pbx_name, list(_lines(file))


def _lines(file: IO[str]) -> Iterator[tuple[float, bytes | None]]:
    """A last line that was cut off, as a crash leaves it, is left out."""
    for line in file:
        try:
            seconds, text = json.loads(line)
            yield float(seconds), None if text is None else str(text).encode("utf-8", "surrogateescape")
        except (ValueError, TypeError):
            if line.endswith("\n"):
                raise BadRecording("a line of the recording cannot be read") from None


class Replay:
    """A recording as a source of connections, at its own pace or `speed` times as fast.  Raises as read_recording."""

    def __init__(self, path: Path, speed: float = 1.0) -> None:
        self.pbx_name, lines = read_recording(path)
        self._connections = _by_connection(lines)
        self._speed = speed
        self.is_over = asyncio.Event()

    async def open(self) -> Feed:
        """The next connection of the recording; after the last one nothing more is heard."""
        if self._connections:
            return _ReplayedFeed(self._connections.pop(0), self._speed)
        self.is_over.set()
        await asyncio.Event().wait()
        raise AssertionError("waited for ever")


class _ReplayedFeed:
    """One connection of a recording."""

    def __init__(self, lines: list[tuple[float, bytes]], speed: float) -> None:
        self._lines = iter(lines)
        self._speed = speed
        self._at_s = lines[0][0] if lines else 0.0
        self.close_reason = "the server ended the connection"

    async def receive(self) -> bytes | None:
        line = next(self._lines, None)
        if line is None:
            return None
        wait_s = (line[0] - self._at_s) / self._speed
        self._at_s = line[0]
        if wait_s > 0:
            await asyncio.sleep(wait_s)
        return line[1]

    def abort(self, why: str) -> None:
        self.close_reason, self._lines = why, iter(())

    async def close(self) -> None:
        self._lines = iter(())


def _by_connection(lines: list[tuple[float, bytes | None]]) -> list[list[tuple[float, bytes]]]:
    connections: list[list[tuple[float, bytes]]] = []
    for seconds, raw in lines:
        if raw is None or not connections:
            connections.append([])
        if raw is not None:
            connections[-1].append((seconds, raw))
    return connections


def replay_config(replay: Replay) -> ExchangeConfig:
    """An exchange that is a recording: nothing answers its REST addresses, so nothing can be ordered or asked."""
    return ExchangeConfig(("http://127.0.0.1:9",), "ws://127.0.0.1:9", replay.pbx_name, "")
