"""Sound of the demo's recordings: two Polish voices taking turns for the length of the call.

The sentences are small WAV files in `resources/speech`; a recording concatenates samples chosen by the call's
identifier.
"""

from __future__ import annotations

import io
import random
import wave
from functools import cache
from pathlib import Path

RATE = 8000
SAMPLE_BYTES = 2
PAUSE_S = 0.45


class Speech:
    """Makes recordings from the sentences in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def recording(self, uniqueid: str, seconds: int) -> bytes:
        """Return a WAV file (16-bit PCM, 8 kHz, mono) of exactly `seconds`; the same for the same call."""
        draw = random.Random(uniqueid)
        wanted = seconds * RATE * SAMPLE_BYTES
        samples = bytearray()
        voices = [_sentences(self._folder, voice) for voice in ("a", "b")]
        turn = draw.randint(0, 1)
        while len(samples) < wanted:
            samples += draw.choice(voices[turn])
            samples += b"\0" * (int(draw.uniform(0.3, 1.8) * PAUSE_S * RATE) * SAMPLE_BYTES)
            turn = 1 - turn
        out = io.BytesIO()
        with wave.open(out, "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(SAMPLE_BYTES)
            file.setframerate(RATE)
            file.writeframes(bytes(samples[:wanted]))
        return out.getvalue()


@cache
def _sentences(folder: Path, voice: str) -> list[bytes]:
    sentences = []
    for path in sorted(folder.glob(f"{voice}-*.wav")):
        with wave.open(str(path), "rb") as file:
            sentences.append(file.readframes(file.getnframes()))
    if not sentences:
        raise FileNotFoundError(f"no sentences of voice {voice} in {folder.name}")
    return sentences
