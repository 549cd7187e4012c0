"""Where the sound of a file lies, and the header that a decoder needs before it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from desktop_app.pbx.download import MAX_BYTES


class SeekableFile(Protocol):
    """A file that is read at any position; a read may return fewer bytes only at the end."""

    def seek(self, offset: int, whence: int = ..., /) -> int: ...
    def read(self, size: int = ..., /) -> bytes | None: ...


@dataclass(frozen=True)
class SoundLayout:
    """The sound is the `size` bytes of the file from `start`.

    `header` stands in for everything before `start` and states what is true.  It is None where decoders understand the
    file as it is.  `is_cut_off` is set only where the file certainly had more sound.
    """

    start: int
    size: int
    header: bytes | None = None
    is_cut_off: bool = field(default=False, kw_only=True)


def read_at(file: SeekableFile, place: int, size: int) -> bytes:
    """Return up to `size` bytes from `place`."""
    file.seek(place)
    return file.read(size) or b""


def is_short(claimed: int, present: int, slack: int) -> bool:
    """Return True if a header claims, credibly, more bytes than are present.

    More than any download was stated before the size was known: writers to a pipe state 0x7FFFF000, 0x7FFFFFFF,
    0x80000000 or 0xFFFFFFFF.  Some writers count their own header: up to `slack` bytes too many are not missed.
    """
    return present + slack < claimed <= MAX_BYTES
