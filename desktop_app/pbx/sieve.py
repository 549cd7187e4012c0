"""Oversized messages are left out before they can fill the memory, and the feed goes on.

`websockets` ends the connection over a message that is too large.  Losing one message is a gap that the screen shows;
losing the feed over it would lose everything.  So the bytes pass through here first: frames are followed by their
headers, and the payload of one that is too large is swallowed as it comes, with a short mark in its place.
"""

from __future__ import annotations

import struct

from websockets.asyncio.client import ClientConnection

# What stands in the place of a message that was left out: never valid JSON, so nobody can take it for one.
TOO_LARGE = b"\x00too large"
LIMIT_BYTES = 16 * 1024 * 1024
WHOLE_TEXT = 0x81
_MARK = bytes([len(TOO_LARGE)]) + TOO_LARGE


class Sieve:
    """Follows one connection's incoming bytes, from the answer to the handshake on."""

    def __init__(self, limit: int = LIMIT_BYTES) -> None:
        self._limit = limit
        self._is_open = False
        self._tail = b""  # a header that has not come whole
        self._pass = 0  # bytes of the present frame that may go on
        self._drop = 0  # bytes of it that may not
        self._message = 0  # bytes of the present message so far, over all its frames

    def sift(self, data: bytes) -> bytes:
        """The bytes that may go on."""
        if self._tail:
            data, self._tail = self._tail + data, b""
        at = 0
        if not self._is_open:
            at = data.find(b"\r\n\r\n") + 4
            if at < 4:
                return self._hold(data)
            self._is_open = True
        size, passed, begun = len(data), [], 0  # data[begun:at] goes on as it is
        while at < size:
            if not self._pass and not self._drop:
                at = self._skip_usual(data, at, size)
            if at == size:
                break
            if self._pass:
                step = min(self._pass, size - at)
                self._pass -= step
                at += step
            elif self._drop:
                step = min(self._drop, size - at)
                self._drop -= step
                passed.append(data[begun:at])
                at = begun = at + step
            else:
                header = _header(data, at, size)
                if header is None:
                    self._tail = data[at:]
                    size = at
                    break
                replaced = self._begin(data[at], *header)
                if replaced:
                    passed += (data[begun:at], replaced)
                    begun = at + header[0]
                at += header[0]
        if not passed and size == len(data):
            return data
        return b"".join((*passed, data[begun:size]))

    def _skip_usual(self, data: bytes, at: int, size: int) -> int:
        """Past all whole messages of one small frame each, which is nearly everything that ever comes."""
        while not self._message and at + 4 <= size and data[at] == WHOLE_TEXT:
            length = data[at + 1]
            if length < 126:
                end = at + 2 + length
            elif length == 126:
                end = at + 4 + (data[at + 2] << 8 | data[at + 3])
            else:
                break
            if end > size or end - at > self._limit:
                break
            at = end
        return at

    def _begin(self, first: int, length: int, payload: int) -> bytes:
        """Decide on one frame; gives what stands in place of its header when its payload is left out."""
        opcode, is_last = first & 0x0F, bool(first & 0x80)
        if opcode >= 8:
            self._pass = payload
            return b""
        begins = opcode != 0
        total = payload if begins else self._message + payload
        self._message = 0 if is_last else total
        if total <= self._limit:
            self._pass = payload
            return b""
        self._drop = payload
        # In the middle of a message what came before has gone on already: it ends cut off, and is counted as that.
        return bytes([first]) + (_MARK if begins else b"\x00")

    def _hold(self, data: bytes) -> bytes:
        """The answer to the handshake goes on as it comes, but its end may be cut in two."""
        self._tail = data[-3:]
        return data[:-3]


def _header(data: bytes, at: int, size: int) -> tuple[int, int] | None:
    """(length of the header, length of the payload) of the frame at a place; None when the header is not whole yet."""
    if size - at < 2:
        return None
    short = data[at + 1] & 0x7F
    mask = 4 if data[at + 1] & 0x80 else 0
    if short < 126:
        return 2 + mask, short
    width, form = (4, ">H") if short == 126 else (10, ">Q")
    if size - at < width:
        return None
    return width + mask, struct.unpack_from(form, data, at + 2)[0]


class SievedConnection(ClientConnection):
    """A connection whose bytes pass through a sieve."""

    sieve: Sieve | None = None

    def data_received(self, data: bytes) -> None:
        if self.sieve is None:
            self.sieve = Sieve()
        data = self.sieve.sift(data)
        if data:
            super().data_received(data)
