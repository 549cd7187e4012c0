"""The picture of a recording: its loudness in a row of bars.

Only PCM wav is measured here; other sounds have no picture and play all the same.
"""

from __future__ import annotations

import io
import wave

import numpy as np


def peaks(body: bytes, count: int) -> list[float]:
    """`count` loudnesses between 0 and 1 over the whole of a PCM wav file; empty when it is not one."""
    try:
        with wave.open(io.BytesIO(body), "rb") as file:
            width, channels, frames = file.getsampwidth(), file.getnchannels(), file.getnframes()
            raw = file.readframes(frames)
    except (wave.Error, EOFError):
        return []
    if width not in (1, 2) or not raw:
        return []
    samples = np.frombuffer(
        raw[: len(raw) // (width * channels) * width * channels], np.int16 if width == 2 else np.uint8
    )
    loud = np.abs(samples.astype(np.int32) - (128 if width == 1 else 0))
    edges = np.linspace(0, len(loud), count + 1, dtype=np.int64)[:-1]
    # The mean and not the peak of each piece: speech has a loud moment in every second, and its picture none.
    sums = np.add.reduceat(loud, np.minimum(edges, len(loud) - 1), dtype=np.int64)
    means = sums / np.maximum(np.diff(np.append(edges, len(loud))), 1)
    top = float(means.max()) or 1.0
    return [float(value) / top for value in means]
