"""Recognition of sound files by their content.

An error can arrive as an HTML page with status 200, an empty file or a truncated download; such data is never stored or
played.  See PROTOCOL.md, «Recording file».
"""

from __future__ import annotations

import struct

from desktop_app.pbx.errors import NotARecording

# Sizes that writers put into the RIFF header of a stream whose length they do not know yet, besides 0.
_STREAMED_SIZES = (0xFFFFFFFF, 0x7FFFFFFF)
WAV_HEADER_BYTES = 44
GSM_FRAME_BYTES = 33


def detect_container(body: bytes, declared_format: str = "wav") -> str:
    """Return the container of a sound file: wav, mp3, ogg or gsm.

    `declared_format` is consulted for bare GSM only, which has no header.  Raises NotARecording with a reason.
    """
    if not body:
        raise NotARecording("an empty file")
    if body[:4] == b"RIFF" and body[8:12] == b"WAVE":
        _check_wav(body)
        return "wav"
    if body[:4] == b"OggS":
        return "ogg"
    if body[:3] == b"ID3" or _is_mpeg_frame(body):
        return "mp3"
    if declared_format.lower() == "gsm" and _is_bare_gsm(body):
        return "gsm"
    start = body[:200].lstrip()
    raise NotARecording("a web page" if start.startswith((b"<", b"\xef\xbb\xbf<")) else "a file that is no sound")


def _is_mpeg_frame(body: bytes) -> bool:
    """Return True for an MPEG audio frame of layer III: eleven bits of sync, then version and layer."""
    return len(body) > 1 and body[0] == 0xFF and body[1] & 0xE6 == 0xE2


def _is_bare_gsm(body: bytes) -> bool:
    """Return True if every 33-byte frame starts with the signature of GSM 06.10, 0xD in its upper four bits."""
    return len(body) % GSM_FRAME_BYTES == 0 and all(byte >> 4 == 0xD for byte in body[::GSM_FRAME_BYTES])


def _check_wav(body: bytes) -> None:
    if len(body) <= WAV_HEADER_BYTES:
        raise NotARecording("a sound file without sound")
    (size,) = struct.unpack_from("<I", body, 4)
    # The size does not count the first eight bytes.  Some writers count a padding byte that they leave out.
    if size not in _STREAMED_SIZES and size + 8 > len(body) + 1:
        raise NotARecording("a recording that is cut off")
