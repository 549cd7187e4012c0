"""Sound files whose header does not state their length, each with fifteen bursts in thirty seconds."""

from __future__ import annotations

import io

import numpy as np
import soundfile

from tests.support.sounds import GSM_FORMAT, chunk, id3, pcm_format, samples, wav


def bursts(container: str, subtype: str, **options: object) -> bytes:
    """Return fifteen bursts of noise, each a second, with a second of silence after each."""
    loud = np.random.default_rng(3).standard_normal(8000 * 30) * 0.2
    loud[np.arange(len(loud)) % 16000 >= 8000] = 0
    out = io.BytesIO()
    with soundfile.SoundFile(out, "w", 8000, 1, format=container, subtype=subtype, **options) as file:
        file.write(loud)
    return out.getvalue()


def mp3_without_header() -> bytes:
    """Return bursts at a variable bit rate, behind a tag and without the frame that states their number."""
    body = bursts("MP3", "MPEG_LAYER_III", bitrate_mode="VARIABLE", compression_level=0.5)
    assert b"Xing" in body[:60]
    return id3(54) + body[body.index(b"\xff\xe3", 4) :]


def gsm_wav(riff: int | None, data: int | None) -> bytes:
    """Return bursts as GSM in wav, with these sizes and without a number of samples."""
    sound = bursts("WAV", "GSM610")
    sound = sound[sound.index(b"data") + 8 :]
    return wav(sound, riff=riff, data=data, before=chunk(b"fmt ", GSM_FORMAT) + chunk(b"fact", bytes(4)))


UNFINISHED = {
    "pcm, zero": wav(samples(bursts("WAV", "PCM_16")), riff=0, data=0),
    "pcm, pipe": wav(samples(bursts("WAV", "PCM_16")), riff=0x7FFFF024, data=0x7FFFF000),
    "pcm, all bits": wav(samples(bursts("WAV", "PCM_16")), riff=0xFFFFFFFF, data=0xFFFFFFFF),
    "pcm, 8 too many": wav(samples(bursts("WAV", "PCM_16")), riff=480044, data=480008),
    "gsm, zero": gsm_wav(0, 0),
    "gsm, pipe": gsm_wav(0x7FFFF03C, 0x7FFFF000),
    "mp3, not counted": mp3_without_header(),
    "mp3 in wav": wav(mp3_without_header(), riff=0, data=0, before=chunk(b"fmt ", pcm_format(0x55, bits=0))),
    "gsm, bare": bursts("RAW", "GSM610"),
    "mu-law in au": bursts("AU", "ULAW")[:8] + b"\xff\xff\xff\xff" + bursts("AU", "ULAW")[12:],
    "ogg": bursts("OGG", "VORBIS"),
}
