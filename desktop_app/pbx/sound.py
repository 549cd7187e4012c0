"""Recognition of sound files by their content, and where the sound in them lies.

An error can arrive as an HTML page with status 200, an empty file or a truncated download; such data is never stored or
played.  See PROTOCOL.md, «Recording file».
"""

from __future__ import annotations

import io
import struct

from desktop_app.pbx import mpeg, riff
from desktop_app.pbx.errors import NotARecording
from desktop_app.pbx.sound_layout import SoundLayout, is_short

GSM_FRAME_BYTES = 33
_AU_HEADER = struct.Struct(">4s5I")
_OGG_PAGE = struct.Struct("<4sBBq3IB")
# The position of an ogg page that holds headers, and of one on which no packet ends.
_OGG_NO_SOUND = (0, -1)


def detect_container(body: bytes, declared_format: str = "wav") -> str:
    """Return the container of a sound file: wav, mp3, ogg, au or gsm.

    The content decides.  `declared_format` is consulted only for bare GSM, which has no header, and only about a last
    frame that is incomplete.  Raises NotARecording with a reason.
    """
    if not body:
        raise NotARecording("an empty file")
    container = _signature(body)
    if container:
        _check(body, container)
        return container
    if _is_bare_gsm(body, declared_format):
        return "gsm"
    start = body[:200].lstrip()
    raise NotARecording("a web page" if start.startswith((b"<", b"\xef\xbb\xbf<")) else "a file that is no sound")


def container_of_beginning(body: bytes) -> str:
    """Return the container of the beginning of a sound file, which may end anywhere; empty if it is not known."""
    return _signature(body) or ("gsm" if _is_bare_gsm(body, "gsm") else "")


def _check(body: bytes, container: str) -> None:
    """Raise NotARecording for a file without sound, and one that is certainly cut off."""
    if container == "mp3":  # whose frames are not counted for this
        has_sound, is_cut_off = mpeg.has_sound(body), False
    elif container == "ogg":
        has_sound, is_cut_off = _has_ogg_sound(body), False
    else:
        layout = sound_layout(body, container)
        has_sound, is_cut_off = layout.size > 0, layout.is_cut_off
    if not has_sound:
        raise NotARecording("a sound file without sound")
    if is_cut_off:
        raise NotARecording("a recording that is cut off")


def sound_layout(body: bytes, container: str) -> SoundLayout:
    """Return where the sound of a file lies, and the header that a decoder needs before it."""
    if container == "wav":
        return riff.wav_layout(io.BytesIO(body), len(body)) or SoundLayout(len(body), 0)
    if container == "mp3":
        return mpeg.mpeg_layout(body)
    if container == "au":
        return _au_layout(body)
    return SoundLayout(0, len(body))


def decodable(body: bytes, container: str) -> bytes:
    """Return the file as every decoder understands it: `body` itself, or a copy with a header that states the truth.

    mp3 in wav is returned without the wav around it.
    """
    layout = sound_layout(body, container)
    if isinstance(layout, riff.WavLayout) and layout.format.tag == riff.MPEG:
        return decodable(body[layout.start : layout.start + layout.size], "mp3")
    if layout.header is None:
        return body
    return b"".join((layout.header, memoryview(body)[layout.start : layout.start + layout.size]))


def _signature(body: bytes) -> str:
    """Return the container that the file names itself; empty if it names none."""
    if riff.is_wav(body):
        return "wav"
    if body[:4] == b"OggS":
        return "ogg"
    if body[:4] == b".snd":
        return "au"
    if mpeg.first_frame(body) is not None:
        return "mp3"
    is_tag_only = mpeg.after_tags(body) > 0 and not body[mpeg.after_tags(body) :].strip(b"\0")
    return "mp3" if is_tag_only else ""


def _is_bare_gsm(body: bytes, declared_format: str) -> bool:
    """Return True if every 33-byte frame starts with the signature of GSM 06.10, 0xD in its upper four bits.

    Letters of many alphabets start so in UTF-8, and are no sound.
    """
    if len(body) < GSM_FRAME_BYTES or (len(body) % GSM_FRAME_BYTES and declared_format.lower() != "gsm"):
        return False
    return all(byte >> 4 == 0xD for byte in body[::GSM_FRAME_BYTES]) and not _is_text(body)


def _is_text(body: bytes) -> bool:
    try:
        text = body.decode()
    except UnicodeDecodeError:
        return False
    return "\0" not in text


def _au_layout(body: bytes) -> SoundLayout:
    if len(body) < _AU_HEADER.size:
        return SoundLayout(len(body), 0)
    magic, start, claimed, *sound = _AU_HEADER.unpack_from(body)
    present = max(len(body) - start, 0)
    size = claimed if 0 < claimed < present else present
    header = None if size == claimed else _AU_HEADER.pack(magic, _AU_HEADER.size, size, *sound)
    return SoundLayout(start, size, header, is_cut_off=is_short(claimed, present, start))


def _has_ogg_sound(body: bytes) -> bool:
    """Return True unless all pages are known to hold headers."""
    place = 0
    while place + _OGG_PAGE.size <= len(body):
        magic, _, _, position, _, _, _, segments = _OGG_PAGE.unpack_from(body, place)
        if magic != b"OggS" or position not in _OGG_NO_SOUND:
            return True
        table = place + _OGG_PAGE.size
        place = table + segments + sum(body[table : table + segments])
    return False
