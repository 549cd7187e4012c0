"""Generated sounds for tests."""

from __future__ import annotations

import io
import math
import struct
import wave


def pcm_wav(seconds: float, hertz: float = 440.0, rate: int = 8000) -> bytes:
    """Return a tone as PCM WAV."""
    count = int(seconds * rate)
    samples = (int(12000 * math.sin(2 * math.pi * hertz * n / rate)) for n in range(count))
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(b"".join(struct.pack("<h", sample) for sample in samples))
    return out.getvalue()


def chunk(name: bytes, content: bytes, *, claimed: int | None = None, is_padded: bool = True) -> bytes:
    """Return a chunk of a WAV file, with another size than its own if `claimed` is given."""
    size = len(content) if claimed is None else claimed
    return name + struct.pack("<I", size) + content + bytes(len(content) % 2 if is_padded else 0)


def pcm_format(tag: int = 1, rate: int = 8000, channels: int = 1, bits: int = 16) -> bytes:
    """Return the content of a format chunk."""
    block = channels * bits // 8
    return struct.pack("<HHIIHH", tag, channels, rate, rate * block, block, bits)


EXTENSIBLE_FORMAT = (
    pcm_format(0xFFFE) + struct.pack("<HHIH", 22, 16, 4, 1) + bytes.fromhex("000000001000800000aa00389b71")
)
GSM_FORMAT = struct.pack("<HHIIHHHH", 0x31, 1, 8000, 1625, 65, 0, 2, 320)


def wav(
    sound: bytes,
    *,
    riff: int | None = None,
    data: int | None = None,
    before: bytes = chunk(b"fmt ", pcm_format()),
    after: bytes = b"",
) -> bytes:
    """Return a WAV file.  `riff` and `data` are sizes to state instead of the true ones, `before` the chunks before."""
    rest = b"WAVE" + before + chunk(b"data", sound, claimed=data) + after
    return b"RIFF" + struct.pack("<I", len(rest) if riff is None else riff) + rest


def samples(wav_file: bytes) -> bytes:
    """Return the sound of a file of `pcm_wav`."""
    return wav_file[44:]


def mp3_frames(count: int) -> bytes:
    """Return silent frames of mp3, MPEG 2, 16 kHz, mono, 64 kbit/s, without a header that counts them."""
    return (b"\xff\xf3\x88\xc4" + bytes(284)) * count


def xing_frame(frames: int, name: bytes = b"Xing") -> bytes:
    """Return a frame that states the number of frames after it."""
    return (b"\xff\xf3\x88\xc4" + bytes(9) + name + struct.pack(">II", 1, frames)).ljust(288, b"\0")


def id3(size: int) -> bytes:
    """Return an ID3v2 tag with `size` bytes of content."""
    return b"ID3\x04\0\0" + bytes(size >> shift & 0x7F for shift in (21, 14, 7, 0)) + b"t" * size


def ogg_page(position: int, content: bytes = bytes(40)) -> bytes:
    """Return a page of ogg that ends at `position` samples."""
    return struct.pack("<4sBBq3IB", b"OggS", 0, 0, position, 1, 0, 0, 1) + bytes([len(content)]) + content


def au(sound: bytes, claimed: int | None = None, start: int = 24) -> bytes:
    """Return an au file of mu-law at 8 kHz."""
    size = len(sound) if claimed is None else claimed
    return struct.pack(">4s5I", b".snd", start, size, 1, 8000, 1).ljust(start, b"\0") + sound
