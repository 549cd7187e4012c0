"""Record the event stream to a file and replay it.

The file holds one line of JSON per message.  The first line names the PBX; every other one is `[seconds, message]`,
counted from the start of the recording, with `null` as the message where a connection begins.  Bytes that are not UTF-8
are written as `\\udcXX`, so that a replay gives the same bytes.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import IO

import msgspec

from desktop_app.config.exchange import ExchangeConfig
from desktop_app.runtime.lenient_json import load_json
from desktop_app.runtime.redaction import masked_bytes
from desktop_app.services.live_feed import Feed

VERSION = 1
# The longest message has 16 MiB, and JSON writes a byte as up to six.  Other files may have no line ends.
_LONGEST_HEAD, _LONGEST_LINE = 65_536, 100 * 1024 * 1024
_LONGEST_S = 1e9
_LONGEST_SLEEP_S = 3600.0  # a timer of Qt takes at most 24 days


class BadRecording(Exception):
    """The file is not a recording of an event stream."""


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


class RecordedStream(msgspec.Struct, frozen=True):
    """A file: the name of its PBX, its lines as (seconds, message), and how many lines could not be read.

    The message is None where a connection begins.
    """

    pbx_name: str
    lines: tuple[tuple[float, bytes | None], ...]
    unreadable: int = 0


def read_recording(path: Path) -> RecordedStream:
    """Read a file.  A line that cannot be read is counted, and costs none of the others.

    An incomplete last line, as a crash leaves it, is not counted.  Raises BadRecording, OSError.
    """
    lines: list[tuple[float, bytes | None]] = []
    unreadable = 0
    with path.open("rb") as file:
        pbx_name = _pbx_name(file.readline(_LONGEST_HEAD))
        while raw := file.readline(_LONGEST_LINE):
            line = _line(raw)
            if line is not None:
                lines.append(line)
            elif raw.endswith(b"\n"):
                unreadable += 1
    return RecordedStream(pbx_name, tuple(lines), unreadable)


def _pbx_name(head: bytes) -> str:
    """Return the PBX name in the first line.  Raises BadRecording."""
    try:
        match load_json(head):
            case {"recording": int(version), "pbx_name": str(name)} if version == VERSION:
                return name
    except ValueError:
        pass
    raise BadRecording("this is no recording of a stream")


def _line(raw: bytes) -> tuple[float, bytes | None] | None:
    """Return the time and the message of a line; None if it cannot be read."""
    try:
        match load_json(raw, keeps_bytes=True):
            case [int() | float() as seconds, None] if 0 <= seconds < _LONGEST_S:
                return float(seconds), None
            case [int() | float() as seconds, str(text)] if 0 <= seconds < _LONGEST_S:
                return float(seconds), text.encode("utf-8", "surrogateescape")
    except ValueError:
        pass
    return None


class Replay:
    """A recording as a source of connections, `speed` times as fast as recorded.  Raises BadRecording, OSError.

    `unreadable` is the number of lines that were left out.
    """

    def __init__(self, path: Path, speed: float = 1.0) -> None:
        recorded = read_recording(path)
        self.pbx_name, self.unreadable = recorded.pbx_name, recorded.unreadable
        self._connections = _by_connection(recorded.lines)
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
        while wait_s > 0:
            await asyncio.sleep(min(wait_s, _LONGEST_SLEEP_S))
            wait_s -= _LONGEST_SLEEP_S
        return line[1]

    def abort(self, why: str) -> None:
        self.close_reason, self._lines = why, iter(())

    async def close(self) -> None:
        self._lines = iter(())


def _by_connection(lines: Iterable[tuple[float, bytes | None]]) -> list[list[tuple[float, bytes]]]:
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
