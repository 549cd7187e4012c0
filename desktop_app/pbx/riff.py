"""The chunks of a WAV file.

The sizes in the header are claims: a recording that was streamed, piped or never closed states 0, a number that stands
for «unknown», or a few bytes too many.  What follows the header of the data chunk is the sound.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field

from desktop_app.pbx.sound_layout import SeekableFile, SoundLayout, is_short, read_at

FORMS = (b"RIFF", b"RIFX", b"RF64", b"BW64")
PCM, FLOAT, A_LAW, MU_LAW, GSM, MPEG, EXTENSIBLE = 0x01, 0x03, 0x06, 0x07, 0x31, 0x55, 0xFFFE
GSM_BLOCK_BYTES, GSM_BLOCK_SAMPLES = 65, 320
# Bounds for a file made of chunk headers only, and for the search of the data chunk behind a wrong size.
_MAX_CHUNKS, _SEARCHED_BYTES, _MAX_FORMAT_BYTES = 1000, 65536, 4096
_KNOWN = (b"data", b"fmt ", b"fact", b"LIST", b"bext", b"JUNK", b"junk", b"PEAK", b"ds64", b"PAD ", b"id3 ", b"cue ")
_UNKNOWN_SIZE = 0xFFFFFFFF


@dataclass(frozen=True)
class WavFormat:
    """The format chunk.  `tag` is that of the samples, also in an extensible format; `order` is «<» or «>»."""

    tag: int
    channels: int
    rate: int
    bits: int
    order: str
    raw: bytes

    @property
    def block(self) -> tuple[int, int] | None:
        """Bytes and samples of the smallest unit that can be decoded; None for formats not known here."""
        if self.tag == GSM:
            return GSM_BLOCK_BYTES, GSM_BLOCK_SAMPLES
        if self.tag in (PCM, FLOAT, A_LAW, MU_LAW) and self.channels and self.bits:
            return self.channels * -(-self.bits // 8), 1
        return None

    @property
    def second_bytes(self) -> int:
        """Bytes for a second of sound; 0 for formats not known here."""
        return self.rate * self.block[0] // self.block[1] if self.block else 0

    def corrected(self) -> bytes:
        """Return the format chunk with the byte rate and the block size that follow from its other fields."""
        if self.block is None:
            return self.raw
        rate_and_block = struct.pack(self.order + "IH", self.second_bytes & _UNKNOWN_SIZE, self.block[0] & 0xFFFF)
        return self.raw[:8] + rate_and_block + self.raw[14:]


@dataclass(frozen=True)
class WavLayout(SoundLayout):
    """The layout of a WAV file with its format."""

    format: WavFormat = field(kw_only=True)


@dataclass
class _Chunks:
    """What the chunks before the sound claim."""

    form: bytes
    riff_size: int
    format: WavFormat | None = None
    samples: int | None = None
    long_size: int = 0
    start: int = 0
    size: int = 0

    @property
    def order(self) -> str:
        return ">" if self.form == b"RIFX" else "<"


def is_wav(body: bytes) -> bool:
    """Return True if the body starts as a WAV file."""
    return body[:4] in FORMS and body[8:12] == b"WAVE"


def wav_layout(file: SeekableFile, length: int) -> WavLayout | None:
    """Return the layout of a WAV file of `length` bytes; None if it has no data chunk or no format.

    The end of the file is read only where the header contradicts its length.
    """
    chunks = _read_chunks(file, length)
    if chunks is None or chunks.format is None:
        return None
    size = _true_size(file, length, chunks)
    slack = chunks.start
    is_cut_off = is_short(chunks.size, length - chunks.start, slack) and is_short(chunks.riff_size + 8, length, slack)
    is_true = chunks.size == size and abs(chunks.riff_size + 8 - length) <= 1 and chunks.form in (b"RIFF", b"RIFX")
    header = None if is_true and _is_consistent(chunks, size) else _header(chunks, chunks.format, size)
    return WavLayout(chunks.start, size, header, is_cut_off=is_cut_off, format=chunks.format)


def _read_chunks(file: SeekableFile, length: int) -> _Chunks | None:
    """Walk to the data chunk."""
    head = read_at(file, 0, 12)
    chunks = _Chunks(head[:4], 0)
    (chunks.riff_size,) = struct.unpack_from(chunks.order + "I", head, 4)
    place = 12
    for _ in range(_MAX_CHUNKS):
        head = read_at(file, place, 8)
        if len(head) < 8:
            return None
        name, (size,) = head[:4], struct.unpack_from(chunks.order + "I", head, 4)
        if name == b"data":
            chunks.start = place + 8
            chunks.size = chunks.long_size if size == _UNKNOWN_SIZE and chunks.long_size else size
            return chunks
        _note(chunks, name, read_at(file, place + 8, min(size, _MAX_FORMAT_BYTES)))
        following = _following(file, place + 8, size, length)
        if following is None:
            return None
        place = following
    return None


def _note(chunks: _Chunks, name: bytes, content: bytes) -> None:
    """Keep what a chunk before the sound says."""
    order = chunks.order
    if name == b"fmt " and len(content) >= 16:
        tag, channels, rate, _, _, bits = struct.unpack_from(order + "HHIIHH", content)
        if tag == EXTENSIBLE and len(content) >= 26:
            (tag,) = struct.unpack_from(order + "H", content, 24)
        chunks.format = WavFormat(tag, channels, rate, bits, order, content)
    elif name == b"fact" and len(content) >= 4:
        (chunks.samples,) = struct.unpack_from(order + "I", content)
    elif name == b"ds64" and len(content) >= 16:
        riff_size, chunks.long_size = struct.unpack_from(order + "QQ", content)
        chunks.riff_size = riff_size if chunks.riff_size == _UNKNOWN_SIZE else chunks.riff_size


def _following(file: SeekableFile, place: int, size: int, length: int) -> int | None:
    """Return where the chunk after the content at `place` starts; None if there is none.

    An odd size is followed by a byte of padding, which some writers leave out.  Where no chunk follows, the size is
    wrong, and the data chunk is searched for.
    """
    end = place + size
    candidates = (end + 1, end) if size % 2 else (end,)
    names = [read_at(file, one, 4) if one + 8 <= length else b"" for one in candidates]
    for wanted in (lambda name: name in _KNOWN, _is_name):
        for one, name in zip(candidates, names, strict=True):
            if wanted(name):
                return one
    found = read_at(file, place, _SEARCHED_BYTES).find(b"data")
    return place + found if found >= 0 else None


def _is_name(name: bytes) -> bool:
    return len(name) == 4 and all(0x20 <= letter < 0x7F for letter in name)


def _true_size(file: SeekableFile, length: int, chunks: _Chunks) -> int:
    """Return the number of bytes of sound."""
    present, claimed = length - chunks.start, chunks.size
    end = chunks.start + claimed + claimed % 2
    if claimed >= present or end >= length:
        return min(claimed, present)
    if claimed and chunks.riff_size + 8 - end >= 0 and abs(chunks.riff_size + 8 - length) <= 1:
        return claimed  # the whole file is accounted for
    if _are_chunks(file, end, length):
        return claimed
    # More than a second behind the end was recorded after the header was last brought up to date.
    second = chunks.format.second_bytes if chunks.format is not None else 0
    return claimed if claimed and length - end <= second else present


def _are_chunks(file: SeekableFile, place: int, length: int) -> bool:
    """Return True if the rest of the file consists of chunks."""
    for _ in range(_MAX_CHUNKS):
        head = read_at(file, place, 8)
        if len(head) < 8 or not _is_name(head[:4]):
            return False
        place += 8 + int.from_bytes(head[4:], "little")
        if place >= length - 1:
            return place <= length + 1
        place += place % 2
    return False


def _is_consistent(chunks: _Chunks, size: int) -> bool:
    """Return True if the format and the number of samples agree with the sound: decoders compute the length of them."""
    wav = chunks.format
    if wav is None or wav.block is None:
        return True
    block_bytes, block_samples = wav.block
    is_counted = not chunks.samples or abs(chunks.samples - size // block_bytes * block_samples) <= block_samples
    return wav.corrected() == wav.raw and is_counted


def _header(chunks: _Chunks, wav: WavFormat, size: int) -> bytes:
    """Return a header of a format chunk and the data chunk."""
    content = wav.corrected()
    content += bytes(len(content) % 2)
    order = chunks.order
    form = b"RIFX" if chunks.form == b"RIFX" else b"RIFF"
    known = struct.pack(order + "4sI4s4sI", form, 20 + len(content) + size, b"WAVE", b"fmt ", len(content))
    return known + content + struct.pack(order + "4sI", b"data", size)
