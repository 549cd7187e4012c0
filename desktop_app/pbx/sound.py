"""Is it sound?  An error can arrive as a page of HTML with status 200, cut off in the middle, or empty.

What is not sound is never kept and never shown as a recording.
"""

from __future__ import annotations

import struct

from desktop_app.pbx.errors import NotSound

_STREAMED_SIZES = (0, 0xFFFFFFFF, 0x7FFFFFFF)
GSM_FRAME_BYTES = 33


def check(body: bytes, declared_format: str = "wav") -> str:
    """The container of a sound file: wav, mp3, ogg or gsm.  Raises NotSound with what it was instead."""
    if not body:
        raise NotSound("an empty file")
    if body[:4] == b"RIFF" and body[8:12] == b"WAVE":
        _check_wav(body)
        return "wav"
    if body[:4] == b"OggS":
        return "ogg"
    if body[:3] == b"ID3" or (len(body) > 1 and body[0] == 0xFF and body[1] & 0xE6 == 0xE2):
        return "mp3"
    if declared_format.lower() == "gsm" and len(body) >= GSM_FRAME_BYTES and _is_bare_gsm(body):
        return "gsm"
    head = body[:200].lstrip().lower()
    raise NotSound("a web page" if head.startswith((b"<", b"\xef\xbb\xbf<")) else "a file that is no sound")


def _is_bare_gsm(body: bytes) -> bool:
    """Every 33-byte frame of GSM 06.10 begins with the signature 0xD in its upper four bits."""
    return len(body) % GSM_FRAME_BYTES == 0 and all(byte >> 4 == 0xD for byte in body[::GSM_FRAME_BYTES])


def _check_wav(body: bytes) -> None:
    if len(body) <= 44:
        raise NotSound("a sound file without sound")
    (claimed,) = struct.unpack_from("<I", body, 4)
    if claimed not in _STREAMED_SIZES and claimed + 8 > len(body) + 1:
        raise NotSound("a recording that is cut off")
