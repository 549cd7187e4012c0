"""Time for the waveform of an hour of sound, compared with decoding alone, for each container."""

from __future__ import annotations

import io
import json
import statistics
import time
from typing import Any

import numpy as np
import soundfile

from desktop_app.services.waveform import AT_ONCE, CELL_MS, GSM_RATE, compute_waveform

HOUR_S, RATE = 3600, 8000
CONTAINERS = {
    "PCM wav": ("WAV", "PCM_16", "wav"),
    "GSM wav": ("WAV", "GSM610", "wav"),
    "ogg": ("OGG", "VORBIS", "ogg"),
    "mp3": ("MP3", "MPEG_LAYER_III", "mp3"),
}
ROUNDS = 5


def hour(container: str, subtype: str) -> bytes:
    """Return an hour of noise in bursts, similar to speech."""
    draw = np.random.default_rng(7)
    bursts = np.repeat(draw.random(HOUR_S * 2) > 0.4, RATE // 2)
    out = io.BytesIO()
    with soundfile.SoundFile(out, "w", RATE, 1, format=container, subtype=subtype) as file:
        for begin in range(0, HOUR_S * RATE, 60 * RATE):
            some = draw.standard_normal(60 * RATE) * 3000 * bursts[begin : begin + 60 * RATE]
            file.write(some.astype(np.int16))
    return out.getvalue()


def decode(body: bytes, name: str) -> float:
    """Return the seconds that decoding alone takes, in pieces of the same size."""
    bare: dict[str, Any] = (
        {"samplerate": GSM_RATE, "channels": 1, "format": "RAW", "subtype": "GSM610"} if name == "gsm" else {}
    )
    begun = time.perf_counter()
    with soundfile.SoundFile(io.BytesIO(body), **bare) as sound:
        buffer = np.empty((AT_ONCE * RATE * CELL_MS // 1000, 1), np.int16)
        while len(sound.read(out=buffer)):
            pass
    return time.perf_counter() - begun


def picture(body: bytes, name: str) -> tuple[float, float]:
    """Return the seconds until the complete waveform and until its first part."""
    begun = time.perf_counter()
    parts = compute_waveform(body, name)
    next(parts)
    first = time.perf_counter() - begun
    for _ in parts:
        pass
    return time.perf_counter() - begun, first


def main() -> None:
    """Print for each container the time, the floor, and the share of the time until the first part."""
    figures: dict[str, float] = {}
    for what, (container, subtype, name) in CONTAINERS.items():
        body = hour(container, subtype)
        rounds = [(decode(body, name), *picture(body, name)) for _ in range(ROUNDS)]
        floor, ours, first = (statistics.median(column) for column in zip(*rounds, strict=True))
        figures |= {f"{what} floor": floor, f"{what} ours": ours, f"{what} first": first / ours}
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
