"""Record the event stream to a file and replay it.

The file holds one line of JSON per message.  The first line names the PBX; every other one is `[seconds, message]`,
counted from the start of the recording, with `null` as the message where a connection begins.  Bytes that are not UTF-8
are written as `\\udcXX`, so that a replay gives the same bytes.
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
    """The file is not a recording of an event stream, or a line of it cannot be read."""


class StreamRecorder:
    """Writes messages as they arrive.  With `mask`, phone numbers and names are replaced.

    A write error ends the recording and is stored in `failed`; it is not raised.
    """

    def __init__(self, file: IO[str], pbx_name: str, now_s: Callable[[], float], *, mask: bool) -> None:
        self._file, self._now_s, self._mask = file, now_s, mask
        self._begun_s = now_s()
        self.failed: OSError | None = None
        self._line(json.dumps({"recording": VERSION, "pbx_name": pbx_name}))

    def connection_opened(self) -> None:
        """Write that a connection begins."""
        self._write(None)

    def message_received(self, raw: bytes) -> None:
        """Write one message as it arrived."""
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
    """Return the PBX name and the lines as (seconds, message), with None where a connection begins.

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
    """Yield the lines.  An incomplete last line, as a crash leaves it, is skipped.  Raises BadRecording."""
    for line in file:
        try:
            seconds, text = json.loads(line)
            yield float(seconds), None if text is None else str(text).encode("utf-8", "surrogateescape")
        except (ValueError, TypeError):
            if line.endswith("\n"):
                raise BadRecording("a line of the recording cannot be read") from None


class Replay:
    """A recording as a source of connections, `speed` times as fast as recorded.  Raises BadRecording, OSError."""

    def __init__(self, path: Path, speed: float = 1.0) -> None:
        self.pbx_name, lines = read_recording(path)
        self._connections = _by_connection(lines)
        self._speed = speed
        self.is_over = asyncio.Event()

    async def open(self) -> Feed:
        """Return the next connection of the recording.  After the last one, set `is_over` and wait until cancelled."""
        if self._connections:
            return _ReplayedFeed(self._connections.pop(0), self._speed)
        self.is_over.set()
        await asyncio.Event().wait()
        raise AssertionError("waited for ever")


class _ReplayedFeed:
    """One connection of a recording, as the live feed reads it."""

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
    """Return the configuration of a replayed exchange.  Its REST addresses do not answer, so no order can leave."""
    return ExchangeConfig(("http://127.0.0.1:9",), "ws://127.0.0.1:9", replay.pbx_name, "")
