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
