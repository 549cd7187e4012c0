"""The frames of an mp3 file.

Without a Xing header decoders guess the number of frames from the first ones, which is wrong for a variable bit rate:
the frames are counted here, and a header with their number is put before them.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from functools import cache

from desktop_app.pbx.sound_layout import SoundLayout

# How far the first frame, and a frame after bytes that are none, is searched for.
_SEARCHED_BYTES = 65536
_FRAMES_IN_A_ROW = 3
_LEAST_HEADER_BYTES = 192
_FRAMES_GIVEN = 1
_BIT_RATES = {
    True: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    False: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
_RATES = (44100, 48000, 32000)


@dataclass(frozen=True)
class _Kind:
    """What all frames of a file share: version, layer and sample rate."""

    is_version_1: bool
    rate_index: int
    is_mono: bool = False

    @property
    def side_bytes(self) -> int:
        """The bytes between the four of the frame header and a Xing header."""
        if self.is_version_1:
            return 17 if self.is_mono else 32
        return 9 if self.is_mono else 17


def first_frame(body: bytes) -> int | None:
    """Return where the first frame of layer III starts, behind tags; None if there is none.

    Bytes before it that are no tag are passed over only where several frames follow one another.
    """
    place = after_tags(body)
    is_frame = _is_row(body, place, 1)
    if is_frame and (place or _stated_frames(body, place) is not None or _is_row(body, place, 2)):
        return place
    found = _next_row(body, place, min(place + _SEARCHED_BYTES, len(body)))
    # A tag may state a size that is far too large.
    return _next_row(body, 0, min(_SEARCHED_BYTES, len(body))) if found is None and place else found


def after_tags(body: bytes) -> int:
    """Return where the ID3v2 and APE tags at the start end."""
    place = 0
    while True:
        head = body[place : place + 32]
        if head[:3] == b"ID3" and len(head) >= 10:
            # The size has seven bits in each byte.  Some writers use eight.
            bits = 8 if any(byte & 0x80 for byte in head[6:10]) else 7
            size = head[6] << 3 * bits | head[7] << 2 * bits | head[8] << bits | head[9]
            place += 10 + size + (10 if head[5] & 0x10 else 0)
        elif head[:8] == b"APETAGEX" and len(head) == 32:
            place += 32 + int.from_bytes(head[12:16], "little")
        else:
            return place


def has_sound(body: bytes) -> bool:
    """Return True if there is a frame besides one that states the number of frames."""
    first = first_frame(body)
    return first is not None and _is_row(body, _sound_start(body, first), 1)


def mpeg_layout(body: bytes) -> SoundLayout:
    """Return the layout of an mp3 file.

    The header is a frame without sound that states the number of frames, as a Xing header does.
    """
    first = first_frame(body)
    if first is None:
        return SoundLayout(len(body), 0)
    stated = _stated_frames(body, first)
    start = _sound_start(body, first)
    count, end, is_variable = _count(body, start)
    if stated is not None and abs(stated - count) <= 1:
        return SoundLayout(first, len(body) - first)
    header = _info_frame(body, start, count, end - start, is_variable=is_variable) if count else None
    return SoundLayout(start, end - start, header)


def _sound_start(body: bytes, first: int) -> int:
    """Return where the first frame of sound starts."""
    return first if _stated_frames(body, first) is None else first + _lengths()[_key(body, first)]


def _stated_frames(body: bytes, place: int) -> int | None:
    """Return the number of frames that a Xing or VBRI header states, 0 if it states none; None without a header."""
    xing = place + 4 + _kind(body, place).side_bytes
    if body[xing : xing + 4] in (b"Xing", b"Info"):
        flags, frames = struct.unpack(">II", body[xing + 4 : xing + 12].ljust(8, b"\0"))
        return int(frames) if flags & _FRAMES_GIVEN else 0
    if body[place + 36 : place + 40] == b"VBRI":
        return int.from_bytes(body[place + 50 : place + 54], "big")
    return None


def _count(body: bytes, place: int) -> tuple[int, int, bool]:
    """Return the number of whole frames, where the last of them ends, and whether their bit rates differ."""
    lengths, size = _lengths(), len(body)
    count, end, searched = 0, place, 0
    different = 0
    rate = body[place + 2] if place + 2 < size else 0
    while place + 4 <= size:
        # An hour has 50 000 frames or more, so their headers are read in place.
        third = body[place + 2]
        length = lengths[body[place + 1] << 8 | third] if body[place] == 0xFF else 0
        if not length:
            found = _next_row(body, place, min(place + _SEARCHED_BYTES - searched, size))
            if found is None:
                break
            searched += found - place
            place = found
            continue
        place += length
        if place > size:
            break
        count, end = count + 1, place
        different |= third ^ rate
    return count, end, different & 0xF0 != 0


def _next_row(body: bytes, place: int, limit: int) -> int | None:
    """Return where several frames in a row start, before `limit`; None if nowhere."""
    while (place := body.find(b"\xff", place, limit)) >= 0:
        if _is_row(body, place, _FRAMES_IN_A_ROW):
            return place
        place += 1
    return None


def _is_row(body: bytes, place: int, wanted: int) -> bool:
    """Return True if `wanted` frames of one kind start at `place`.  A file may end before the last of them does."""
    kinds: set[tuple[bool, int]] = set()
    for number in range(wanted):
        if number and place >= len(body):
            return place == len(body) or number > 1
        if place + 4 > len(body) or body[place] != 0xFF or not (length := _lengths()[_key(body, place)]):
            return False
        kind = _kind(body, place)
        kinds.add((kind.is_version_1, kind.rate_index))
        place += length
    return len(kinds) == 1


def _key(body: bytes, place: int) -> int:
    """The second and third byte of a frame, which decide its length."""
    return body[place + 1] << 8 | body[place + 2]


def _kind(body: bytes, place: int) -> _Kind:
    second, third, fourth = body[place + 1 : place + 4]
    return _Kind(second >> 3 & 3 == 3, third >> 2 & 3, fourth >> 6 == 3)


@cache
def _lengths() -> list[int]:
    """Bytes of a frame by its second and third byte; 0 for what is no frame of layer III with a stated bit rate."""
    lengths = [0] * 65536
    for key in range(0xE000, 65536):
        second, third = key >> 8, key & 0xFF
        version, layer, bit_rate, rate = second >> 3 & 3, second >> 1 & 3, third >> 4, third >> 2 & 3
        if version == 1 or layer != 1 or bit_rate in (0, 15) or rate == 3:
            continue
        is_version_1 = version == 3
        hertz = _RATES[rate] // {0: 4, 2: 2, 3: 1}[version]
        per_kilobit = 144_000 if is_version_1 else 72_000
        lengths[key] = per_kilobit * _BIT_RATES[is_version_1][bit_rate] // hertz + (third >> 1 & 1)
    return lengths


def _info_frame(body: bytes, place: int, count: int, size: int, *, is_variable: bool) -> bytes:
    """Return a frame without sound, of the kind of the frame at `place`, with the number of frames and bytes."""
    kind = _kind(body, place)
    second = body[place + 1] | 1  # without a checksum
    thirds = (bit_rate << 4 | kind.rate_index << 2 for bit_rate in range(1, 15))
    third = next(one for one in thirds if _lengths()[second << 8 | one] >= _LEAST_HEADER_BYTES)
    length = _lengths()[second << 8 | third]
    head = bytes((0xFF, second, third, body[place + 3])) + bytes(kind.side_bytes)
    head += struct.pack(">4sIII", b"Xing" if is_variable else b"Info", 3, count, length + size)
    return head.ljust(length, b"\0")
